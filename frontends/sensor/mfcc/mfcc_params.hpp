// What MLPerf Tiny's keyword spotting features are made with.
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/error.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::sensor {

struct MfccParams {
  double sample_rate_hz = 16000.0;
  int window = 480, step = 320;  ///< samples
  int fft = 512;
  int bands = 40;
  double low_hz = 20.0, high_hz = 4000.0;
  double log_offset = 1e-6;
  int coefficients = 10;
  double scale = 0.584702909;
  int zero_point = 83;
  std::string overflow = "wrap";         ///< wrap | saturate
  std::string arithmetic = "reference";  ///< reference | fixed | float32

  /// Below "mfcc."; the fields must outlive the set.
  void declare(ParameterSet& set);
  /// What single ranges cannot say; every problem at once.
  [[nodiscard]] Result<void> check() const;
  /// Whole frames in a clip; 0: it is shorter than a window.
  [[nodiscard]] std::int64_t frames(std::int64_t samples) const {
    return samples < window ? 0 : 1 + (samples - window) / step;
  }
};

/// Truncated, then put into int8 as `overflow` says: modulo 256, or at the ends of the range.
[[nodiscard]] std::int8_t to_int8(std::int64_t truncated, const std::string& overflow);

}  // namespace quartet::sensor
