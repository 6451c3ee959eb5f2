// Fixed-point requantization of 32-bit accumulators, the three rules the modelled machines use; quantization of real inputs.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "sim/base/int_type.hpp"

namespace quartet {

/// Rounding of the multiplier rule: gemmlowp's two roundings (TensorFlow Lite Micro's default build) or one
/// rounding shift (ST's and XNNPACK's kernels).
enum class Rounding { double_rounding, single_rounding };

/// A real scale as Q·2^(shift−31), Q in [2^30, 2^31) or 0. Source: TFLM quantization_util.cc QuantizeMultiplier.
struct QuantizedMultiplier {
  std::int32_t q = 0;
  int shift = 0;
  bool operator==(const QuantizedMultiplier&) const = default;
};

/// scale >= 0 and finite; scales whose exponent is below −31 flush to zero.
[[nodiscard]] inline QuantizedMultiplier quantize_multiplier(double scale, Rounding rounding) {
  if (scale == 0.0) return {};
  int exponent = 0;
  const double mantissa = std::frexp(scale, &exponent);
  std::int64_t q = std::llround(mantissa * static_cast<double>(std::int64_t{1} << 31));
  if (q == (std::int64_t{1} << 31)) {
    q /= 2;
    ++exponent;
  }
  if (exponent < -31) return {};
  if (rounding == Rounding::single_rounding && exponent > 30) {
    exponent = 30;
    q = std::numeric_limits<std::int32_t>::max();
  }
  return {static_cast<std::int32_t>(q), exponent};
}

/// gemmlowp SaturatingRoundingDoublingHighMul: (a·b·2) / 2^32, ties away from zero.
[[nodiscard]] inline std::int32_t saturating_rounding_doubling_high_mul(std::int32_t a, std::int32_t b) {
  if (a == b && a == std::numeric_limits<std::int32_t>::min()) return std::numeric_limits<std::int32_t>::max();
  const std::int64_t product = static_cast<std::int64_t>(a) * b;
  const std::int64_t nudge = product >= 0 ? (std::int64_t{1} << 30) : 1 - (std::int64_t{1} << 30);
  return static_cast<std::int32_t>((product + nudge) / (std::int64_t{1} << 31));
}

/// gemmlowp RoundingDivideByPOT: x / 2^n, ties away from zero; 0 <= n <= 31.
[[nodiscard]] inline std::int32_t rounding_divide_by_pot(std::int32_t x, int n) {
  const auto mask = static_cast<std::int32_t>((std::int64_t{1} << n) - 1);
  const std::int32_t remainder = x & mask;
  const std::int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> n) + (remainder > threshold ? 1 : 0);
}

/// x·scale by the multiplier rule. A left shift wraps as TFLM's int32 product does.
[[nodiscard]] inline std::int32_t multiply_by_quantized(std::int32_t x, QuantizedMultiplier m, Rounding rounding) {
  if (rounding == Rounding::double_rounding) {
    const int left = std::max(m.shift, 0);
    const int right = std::max(-m.shift, 0);
    const auto shifted = static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << left);
    return rounding_divide_by_pot(saturating_rounding_doubling_high_mul(shifted, m.q), right);
  }
  const int total = 31 - m.shift;  // 1 … 62
  const std::int64_t half = std::int64_t{1} << (total - 1);
  return static_cast<std::int32_t>((static_cast<std::int64_t>(x) * m.q + half) >> total);
}

/// MAX78000 output stage: floor(acc·2^(shift−7) + 1/2), not yet saturated; shift in [−15, 15].
/// Source: ai8x-synthesis simulator semantics, docs/cnn.md "integer semantics".
[[nodiscard]] inline std::int64_t shift_round_half_up(std::int64_t acc, int shift) {
  if (shift >= 7) return acc * (std::int64_t{1} << (shift - 7));
  return (acc + (std::int64_t{1} << (6 - shift))) >> (7 - shift);
}

/// A finite real input as a stored integer: float32 arithmetic, nearest with ties to even, saturated to `type`, as NumPy and
/// TensorFlow feed quantized models. Float data often lie on ties, so that the rule matters.
[[nodiscard]] inline std::int32_t quantize_real(double x, double scale, std::int32_t zero_point, IntType type) {
  const float steps = static_cast<float>(x) / static_cast<float>(scale);
  const double q = std::nearbyint(steps + static_cast<float>(zero_point));
  return static_cast<std::int32_t>(std::clamp(q, static_cast<double>(type.min()), static_cast<double>(type.max())));
}

}  // namespace quartet
