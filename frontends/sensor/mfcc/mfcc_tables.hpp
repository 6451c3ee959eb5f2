// The constants of the two MFCC programs of the firmware, and what they compute: the models in front of which
// the firmware is tested bit for bit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "frontends/sensor/mfcc/mfcc_params.hpp"

namespace quartet::sensor {

/// One mel band of a table: weights[offset … offset + count) belong to bins first … first + count − 1.
struct BandSpan {
  std::uint16_t first = 0, count = 0;
};

/// Fixed point, for cores without a floating-point unit. A frame is scaled up so that its largest windowed
/// sample uses 30 bits, a radix-2 transform of fft/2 complex points halves at each stage, magnitudes are
/// 16-bit roots of normalised squares, logarithms are read from a table of 64 segments.
struct FixedMfccTables {
  std::vector<std::uint16_t> window;       ///< Q15, 32768 = 1
  std::vector<std::int32_t> cosine, sine;  ///< Q31 of 2π·k/fft, k < fft/2
  std::vector<std::uint16_t> reversed;     ///< bit-reversed index of fft/2 points
  std::vector<BandSpan> bands;
  std::vector<std::uint16_t> weights;  ///< Q15
  std::vector<std::int32_t> dct;       ///< coefficients × bands, Q31, times ln 2 / scale
  std::vector<std::int32_t> log2;      ///< 65 values of log2(1 + i/64), Q23
  std::uint64_t offset = 0;            ///< log_offset · 2^(60 − log2 fft)
  int log2_fft = 0;
};
/// Fails (bad_input) where a parameter leaves no room in the fixed-point formats.
[[nodiscard]] Result<FixedMfccTables> fixed_mfcc_tables(const MfccParams& params);
[[nodiscard]] std::vector<std::int8_t> fixed_mfcc(const MfccParams& params, const FixedMfccTables& tables,
                                                  std::span<const std::int16_t> clip);

/// Single precision, for cores with a floating-point unit: products and sums in a fixed order, none fused.
struct FloatMfccTables {
  std::vector<float> window, cosine, sine;
  std::vector<std::uint16_t> reversed;
  std::vector<BandSpan> bands;
  std::vector<float> weights;
  std::vector<float> dct;  ///< in steps of the output
  float offset = 0.0F;
};
[[nodiscard]] FloatMfccTables float_mfcc_tables(const MfccParams& params);
[[nodiscard]] std::vector<std::int8_t> float_mfcc(const MfccParams& params, const FloatMfccTables& tables,
                                                  std::span<const std::int16_t> clip);

}  // namespace quartet::sensor
