// Mel-frequency cepstral coefficients as MLPerf Tiny computes them, in floating point: the reference.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "frontends/sensor/audio/spectrum.hpp"
#include "frontends/sensor/mfcc/mfcc_params.hpp"

namespace quartet::sensor {

/// clip ÷ its largest sample → frames × Hann → |FFT| → mel bands → ln(x + offset) → cosine transform →
/// truncation of m/scale + zero point. A clip whose largest sample is 0 is divided by full scale (the
/// reference divides by zero). Single precision up to the spectrum, double behind it.
class Mfcc {
 public:
  /// `params` have been checked.
  explicit Mfcc(const MfccParams& params);

  /// frames × coefficients.
  [[nodiscard]] std::vector<std::int8_t> run(std::span<const std::int16_t> clip);
  /// The same before truncation, in steps of the output.
  [[nodiscard]] std::vector<double> real(std::span<const std::int16_t> clip);

 private:
  MfccParams params_;
  std::vector<double> window_;
  Spectrum spectrum_;
  MelBank bank_;
  std::vector<double> cosines_;  ///< coefficients × bands, in steps of the output
};

/// The divisor of a clip: its largest sample, as the reference has it, made positive (no magnitude depends on
/// the sign); full scale (32768) when that is 0.
[[nodiscard]] std::int32_t clip_divisor(std::span<const std::int16_t> clip);
/// cos(π·k·(2b + 1)/(2·bands))·2/sqrt(2·bands), the cosine transform.
[[nodiscard]] double dct_weight(int k, int b, int bands);

}  // namespace quartet::sensor
