// The analog binary front end: a filter bank whose channels each say one bit a frame. After the construction
// of sub-milliwatt keyword spotting with analog binary features (Cerutti et al. 2022): filter, envelope,
// comparator a channel; its figures are not published, so that the defaults are this project's own.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::sensor {

struct AnalogBinaryParams {
  double sample_rate_hz = 16000.0;
  int oversample = 1;
  int channels = 16;
  double low_hz = 100.0, high_hz = 5000.0;
  double q = 0.0;  ///< 0: neighbours meet at −3 dB
  int sections = 1;
  std::string rectifier = "full";
  double smooth_hz = 50.0;
  int frame = 160;
  double gain = 1.0;
  bool gain_control = false;
  double threshold = 0.01, threshold_tilt_db = -3.0;
  double mismatch = 0.0, noise = 0.0;
  std::int64_t seed = 1;
  bool bipolar = false;
  std::string model = "fast";

  /// Below "analog-binary."; the fields must outlive the set.
  void declare(ParameterSet& set);
  [[nodiscard]] Result<void> check() const;
  [[nodiscard]] double inner_rate_hz() const { return sample_rate_hz * oversample; }
};

/// What one channel is made with: its threshold includes this chip's mismatch.
struct AnalogChannel {
  double centre_hz = 0.0, q = 0.0;
  double threshold = 0.0;
};
/// Centre frequencies are spaced by equal ratios; mismatch is drawn by (seed, channel).
[[nodiscard]] std::vector<AnalogChannel> analog_channels(const AnalogBinaryParams& params);

/// frames × channels of 0 or 1. `clip_index` keys the noise. Every clip starts from rest.
[[nodiscard]] std::vector<std::int8_t> analog_binary(const AnalogBinaryParams& params,
                                                     std::span<const std::int16_t> clip,
                                                     std::int64_t clip_index);

/// The same bits from SystemC modules, one a stage and channel, that pass blocks of one frame on.
struct AnalogSimulation {
  std::vector<std::int8_t> bits;
  std::vector<double> ready_s;  ///< when the bits of each frame were there
};
[[nodiscard]] Result<AnalogSimulation> simulate_analog_binary(const AnalogBinaryParams& params,
                                                              std::span<const std::int16_t> clip,
                                                              std::int64_t clip_index);

}  // namespace quartet::sensor
