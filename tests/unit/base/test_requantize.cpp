#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "sim/base/requantize.hpp"

namespace quartet {

TEST(QuantizeMultiplier, FlushesScalesBelowTheShifterToZero) {
  EXPECT_EQ(quantize_multiplier(0x1p-33, Rounding::double_rounding), (QuantizedMultiplier{}));
  EXPECT_NE(quantize_multiplier(0x1p-32, Rounding::double_rounding).q, 0);
}

TEST(QuantizeMultiplier, MantissaThatRoundsUpToOneMovesIntoTheExponent) {
  const auto m = quantize_multiplier(1.0 - 0x1p-40, Rounding::double_rounding);
  EXPECT_EQ(m.q, 1 << 30);
  EXPECT_EQ(m.shift, 1);
}

TEST(RoundingDivideByPot, TiesGoAwayFromZero) {
  EXPECT_EQ(rounding_divide_by_pot(3, 1), 2);
  EXPECT_EQ(rounding_divide_by_pot(-3, 1), -2);
  EXPECT_EQ(rounding_divide_by_pot(-5, 2), -1);
}

TEST(QuantizeReal, RoundsTiesToEvenAndSaturates) {
  EXPECT_EQ(quantize_real(0.25, 0.5, 0, kInt8), 0);
  EXPECT_EQ(quantize_real(0.75, 0.5, 0, kInt8), 2);
  EXPECT_EQ(quantize_real(-0.25, 0.5, 3, kInt8), 2);  // 2.5: the zero point is added before rounding
  EXPECT_EQ(quantize_real(1e9, 0.5, 0, kInt8), 127);
  EXPECT_EQ(quantize_real(-1e9, 0.5, 0, kInt8), -128);
}

RC_GTEST_PROP(Requantize, IsWithinOneOfTheRealProduct, ()) {
  const auto x = *rc::gen::inRange<std::int32_t>(-(1 << 24), 1 << 24);
  const double scale = std::ldexp(static_cast<double>(*rc::gen::inRange(1 << 20, 1 << 21)), *rc::gen::inRange(-40, -21));
  const double exact = x * scale;
  for (const Rounding r : {Rounding::double_rounding, Rounding::single_rounding}) {
    RC_ASSERT(std::abs(multiply_by_quantized(x, quantize_multiplier(scale, r), r) - exact) <= 1.0);
  }
}

RC_GTEST_PROP(ShiftRoundHalfUp, EqualsTheFormula, ()) {
  const auto acc = *rc::gen::inRange<std::int64_t>(-(1 << 28), 1 << 28);
  const int shift = *rc::gen::inRange(-15, 16);
  RC_ASSERT(shift_round_half_up(acc, shift) == static_cast<std::int64_t>(std::floor(std::ldexp(static_cast<double>(acc), shift - 7) + 0.5)));
}

}  // namespace quartet
