#include <gtest/gtest.h>

#include <cmath>

#include "accel/cim/array/converters.hpp"

namespace quartet::cim {

TEST(Converters, HaveASymmetricRangeOfTwoToTheBitsMinusTwoSteps) {
  const auto dac = pwm_dac(8, 1.0);
  ASSERT_TRUE(dac);
  EXPECT_EQ(dac->limit(), 127.0);
  for (int bits = kMinAdcBits; bits <= kMaxAdcBits; ++bits) {
    const auto adc = oscillator_adc(bits, 10.0);
    ASSERT_TRUE(adc);
    EXPECT_DOUBLE_EQ(adc->limit(), (1 << (bits - 1)) - 1);
  }
}

TEST(Converters, RefuseOtherWidthsAndSayTheRange) {
  for (const int bits : {-1, 0, 3, 11, 64}) {
    const auto adc = oscillator_adc(bits, 10.0, "cim.adc_bits");
    ASSERT_FALSE(adc) << bits;
    EXPECT_EQ(adc.error().problems[0].place, "cim.adc_bits");
    EXPECT_EQ(adc.error().problems[0].remedy, "4 to 10 bits");
  }
  EXPECT_FALSE(pwm_dac(1, 1.0));
  EXPECT_FALSE(pwm_dac(12, 1.0));
}

TEST(Converters, RefuseARangeThatIsNotPositive) {
  for (const double bound : {0.0, -1.0, std::nan(""), static_cast<double>(INFINITY)}) {
    EXPECT_FALSE(oscillator_adc(8, bound)) << bound;
    EXPECT_FALSE(pwm_dac(8, bound)) << bound;
  }
}

}  // namespace quartet::cim
