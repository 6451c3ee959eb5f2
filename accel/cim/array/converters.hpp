// PWM input converters and integrating (oscillator) output converters: uniform, symmetric, round half to
// even, then clamp.
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/error.hpp"

namespace quartet::cim {

inline constexpr int kMinAdcBits = 4, kMaxAdcBits = 10;
inline constexpr int kMinDacBits = 2, kMaxDacBits = 11;  ///< one more than the ADC: the sign

/// value → clamp(round_half_even(value / step) · step, ± bound). At the clamp the code may be fractional,
/// when the bound is no multiple of the step.
struct Quantizer {
  double bound = 1.0;
  double step = 1.0;

  /// Largest code.
  [[nodiscard]] double limit() const { return bound / step; }
  [[nodiscard]] Result<void> check(const std::string& place) const;
};

/// 2^bits − 2 steps between ± bound (8 bit: codes −127 … 127). bits counts the sign. Errors name `place` and
/// the range.
[[nodiscard]] Result<Quantizer> pwm_dac(int bits, double bound, const std::string& place = "dac");
/// The same for an oscillator ADC of 4 to 10 bits. `bound` is the fixed gain: the sum of full-scale weights ×
/// full-scale inputs that drives the counter to its end.
[[nodiscard]] Result<Quantizer> oscillator_adc(int bits, double bound, const std::string& place = "adc");

/// What converters and their management did.
struct ConversionCounts {
  std::uint64_t mvms = 0;  ///< analog MVMs, repetitions by the bound management included
  std::uint64_t dac_conversions = 0;
  std::uint64_t dac_clipped = 0;  ///< inputs beyond the DAC's range
  std::uint64_t adc_conversions = 0;
  std::uint64_t adc_saturated = 0;      ///< sums beyond the ADC's range
  std::uint64_t bound_repetitions = 0;  ///< MVMs repeated at a smaller input scale

  ConversionCounts& operator+=(const ConversionCounts& other);
  bool operator==(const ConversionCounts&) const = default;
};

}  // namespace quartet::cim
