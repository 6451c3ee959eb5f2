#include "accel/cim/array/converters.hpp"

#include <fmt/format.h>

#include <cmath>

namespace quartet::cim {
namespace {

constexpr double kLargestBound = 1e9;
constexpr double kMostSteps = 16777216.0;  // 2^24: codes are exact in float32

Result<Quantizer> symmetric(int bits, int fewest, int most, double bound, const std::string& place,
                            const char* what) {
  if (bits < fewest || bits > most)
    return bad_input(place, fmt::format("{} of {} bits", what, bits),
                     fmt::format("{} to {} bits", fewest, most));
  const Quantizer q{bound, 2.0 * bound / static_cast<double>((1 << bits) - 2)};
  if (auto ok = q.check(place); !ok) return pass(ok.error());
  return q;
}

}  // namespace

Result<void> Quantizer::check(const std::string& place) const {
  if (!(bound > 0 && bound <= kLargestBound))
    return bad_input(place, fmt::format("the range ±{} is not valid", bound),
                     fmt::format("above 0, at most {:g}", kLargestBound));
  if (!(step > 0 && limit() >= 1.0 && limit() <= kMostSteps))
    return bad_input(place, fmt::format("a step of {} in a range of ±{} is not valid", step, bound),
                     "1 to 2^24 steps on each side");
  return {};
}

Result<Quantizer> pwm_dac(int bits, double bound, const std::string& place) {
  return symmetric(bits, kMinDacBits, kMaxDacBits, bound, place, "a DAC");
}

Result<Quantizer> oscillator_adc(int bits, double bound, const std::string& place) {
  return symmetric(bits, kMinAdcBits, kMaxAdcBits, bound, place, "an ADC");
}

ConversionCounts& ConversionCounts::operator+=(const ConversionCounts& other) {
  mvms += other.mvms;
  dac_conversions += other.dac_conversions;
  dac_clipped += other.dac_clipped;
  adc_conversions += other.adc_conversions;
  adc_saturated += other.adc_saturated;
  bound_repetitions += other.bound_repetitions;
  return *this;
}

}  // namespace quartet::cim
