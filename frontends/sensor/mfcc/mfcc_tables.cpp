#include "frontends/sensor/mfcc/mfcc_tables.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

#include "frontends/sensor/audio/spectrum.hpp"
#include "frontends/sensor/mfcc/mfcc.hpp"

namespace quartet::sensor {

namespace {

constexpr double kQ15 = 32768.0, kQ23 = 8388608.0, kQ31 = 2147483648.0;
constexpr int kLogSegments = 64;

std::int32_t to_q31(double x) {
  return static_cast<std::int32_t>(std::min(std::nearbyint(x * kQ31), kQ31 - 1.0));
}

std::uint16_t to_q15(double x) {
  return static_cast<std::uint16_t>(std::nearbyint(x * kQ15));
}

std::vector<std::uint16_t> bit_reversal(int points) {
  const int bits = std::countr_zero(static_cast<unsigned>(points));
  std::vector<std::uint16_t> out;
  for (int i = 0; i < points; ++i) {
    int r = 0;
    for (int b = 0; b < bits; ++b) r |= ((i >> b) & 1) << (bits - 1 - b);
    out.push_back(static_cast<std::uint16_t>(r));
  }
  return out;
}

// The firmware computes bins 1 … fft/2 − 1; the bank has nothing in bin 0, and bin fft/2 is the end of a band
// or above all.
MelBank inner_bank(const MfccParams& p) {
  MelBank bank = make_mel_bank(
      {.scale = MelScale::htk, .bands = p.bands, .low_hz = p.low_hz, .high_hz = p.high_hz, .skip_dc = true},
      p.fft, p.sample_rate_hz);
  for (MelBank::Band& band : bank.bands) {
    const int room = std::max(0, p.fft / 2 - band.first);
    if (static_cast<int>(band.weights.size()) > room) band.weights.resize(static_cast<std::size_t>(room));
  }
  return bank;
}

BandSpan span_of(const MelBank::Band& band) {
  return {static_cast<std::uint16_t>(band.first), static_cast<std::uint16_t>(band.weights.size())};
}

}  // namespace

Result<FixedMfccTables> fixed_mfcc_tables(const MfccParams& p) {
  constexpr double kLargestOffset = 1e-3;
  FixedMfccTables t;
  t.log2_fft = std::countr_zero(static_cast<unsigned>(p.fft));
  if (p.log_offset > kLargestOffset)
    return bad_input("mfcc.log_offset", "is above 0.001, for which the fixed-point program has no room",
                     "set mfcc.arithmetic=reference");
  t.offset = static_cast<std::uint64_t>(std::llround(std::ldexp(p.log_offset, 60 - t.log2_fft)));
  for (const double w : hann(p.window)) t.window.push_back(to_q15(w));
  for (int k = 0; k < p.fft / 2; ++k) {
    const double angle = 2.0 * std::numbers::pi * k / p.fft;
    t.cosine.push_back(to_q31(std::cos(angle)));
    t.sine.push_back(to_q31(std::sin(angle)));
  }
  t.reversed = bit_reversal(p.fft / 2);
  for (const MelBank::Band& band : inner_bank(p).bands) {
    t.bands.push_back(span_of(band));
    for (const double w : band.weights) t.weights.push_back(to_q15(w));
  }
  for (int k = 0; k < p.coefficients; ++k) {
    for (int b = 0; b < p.bands; ++b) {
      const double weight = dct_weight(k, b, p.bands) * std::numbers::ln2 / p.scale;
      if (std::fabs(weight) >= 1.0)
        return bad_input("mfcc.scale", "is too fine for the fixed-point program",
                         "set mfcc.arithmetic=reference");
      t.dct.push_back(to_q31(weight));
    }
  }
  for (int i = 0; i <= kLogSegments; ++i)
    t.log2.push_back(static_cast<std::int32_t>(
        std::nearbyint(std::log2(1.0 + static_cast<double>(i) / kLogSegments) * kQ23)));
  return t;
}

FloatMfccTables float_mfcc_tables(const MfccParams& p) {
  FloatMfccTables t;
  t.offset = static_cast<float>(p.log_offset);
  for (const double w : hann(p.window)) t.window.push_back(static_cast<float>(w));
  for (int k = 0; k < p.fft / 2; ++k) {
    const double angle = 2.0 * std::numbers::pi * k / p.fft;
    t.cosine.push_back(static_cast<float>(std::cos(angle)));
    t.sine.push_back(static_cast<float>(std::sin(angle)));
  }
  t.reversed = bit_reversal(p.fft / 2);
  for (const MelBank::Band& band : inner_bank(p).bands) {
    t.bands.push_back(span_of(band));
    for (const double w : band.weights) t.weights.push_back(static_cast<float>(w));
  }
  for (int k = 0; k < p.coefficients; ++k) {
    for (int b = 0; b < p.bands; ++b)
      t.dct.push_back(static_cast<float>(dct_weight(k, b, p.bands) / p.scale));
  }
  return t;
}

}  // namespace quartet::sensor
