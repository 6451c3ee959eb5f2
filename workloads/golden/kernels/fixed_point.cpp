#include "workloads/golden/kernels/fixed_point.hpp"

#include <limits>

#include "sim/base/requantize.hpp"

namespace quartet::golden {
namespace {

constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();

/// Product of raw values; integer bits add.
std::int32_t multiply(std::int32_t a, std::int32_t b) {
  return saturating_rounding_doubling_high_mul(a, b);
}

/// x·2^bits, saturated.
std::int32_t shift_left(std::int32_t x, int bits) {
  const std::int64_t wide = std::int64_t{x} * (std::int64_t{1} << bits);
  return wide > kMax ? kMax : wide < kMin ? kMin : static_cast<std::int32_t>(wide);
}

/// exp(a) as Q0.31 for a in [−1/4, 0) given as Q0.31: Taylor series of degree 4 around −1/8.
std::int32_t exp_on_last_quarter(std::int32_t a) {
  constexpr std::int32_t kExpOfMinusEighth = 1895147668;
  constexpr std::int32_t kThird = 715827883;
  const std::int32_t x = a + (1 << 28);
  const std::int32_t x2 = multiply(x, x);
  const std::int32_t x3 = multiply(x2, x);
  const std::int32_t x4 = multiply(x2, x2);
  const std::int32_t x4_over_4 = rounding_divide_by_pot(x4, 2);
  const std::int32_t tail = rounding_divide_by_pot(multiply(x4_over_4 + x3, kThird) + x2, 1);
  return kExpOfMinusEighth + multiply(kExpOfMinusEighth, x + tail);
}

}  // namespace

std::int32_t exp_on_negative_values(std::int32_t a) {
  if (a == 0) return kMax;
  constexpr int kFractionalBits = 26;
  constexpr std::int32_t kQuarter = 1 << (kFractionalBits - 2);
  const std::int32_t last_quarter = (a & (kQuarter - 1)) - kQuarter;
  std::int32_t result = exp_on_last_quarter(shift_left(last_quarter, 5));
  const std::int32_t remainder = last_quarter - a;
  // exp(−2^k) as Q0.31 for k = −2 … 4.
  constexpr std::int32_t kFactors[] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  std::int32_t bit = kQuarter;
  for (const std::int32_t factor : kFactors) {
    if ((remainder & bit) != 0) result = multiply(result, factor);
    bit = static_cast<std::int32_t>(static_cast<std::uint32_t>(bit) << 1);
  }
  return result;
}

std::int32_t one_over_one_plus_x(std::int32_t x) {
  constexpr std::int32_t k48Over17 = 1515870810;        // Q2.29
  constexpr std::int32_t kMinus32Over17 = -1010580540;  // Q2.29
  constexpr std::int32_t kOne = 1 << 29;                // Q2.29
  const auto half_denominator = static_cast<std::int32_t>((std::int64_t{x} + kMax + 1) / 2);
  std::int32_t y = k48Over17 + multiply(half_denominator, kMinus32Over17);
  for (int newton_step = 0; newton_step < 3; ++newton_step) {
    const std::int32_t error = kOne - multiply(half_denominator, y);
    y += shift_left(multiply(y, error), 2);
  }
  return shift_left(y, 1);
}

}  // namespace quartet::golden
