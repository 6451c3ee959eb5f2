// The stages of an analog channel at discrete times: state and one step each. Amplitudes are shares of full
// scale.
#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include "frontends/sensor/analog/analog_binary.hpp"
#include "frontends/sensor/analog/noise.hpp"

namespace quartet::sensor {

/// Samples to steps: straight lines from one sample to the next.
class Interpolator {
 public:
  explicit Interpolator(int oversample) : oversample_(oversample) {}
  /// Calls `step` for every step up to sample `x`.
  template <class F>
  void next(double x, F&& step) {
    for (int k = 1; k <= oversample_; ++k) step(last_ + (x - last_) * k / oversample_);
    last_ = x;
  }

 private:
  int oversample_;
  double last_ = 0.0;
};

/// Second-order band-pass sections of gain 1 at the centre (bilinear transform, Bristow-Johnson's cookbook),
/// in series.
class BandPass {
 public:
  BandPass(double centre_hz, double q, int sections, double rate_hz)
      : states_(static_cast<std::size_t>(sections)) {
    const double w = 2.0 * std::numbers::pi * centre_hz / rate_hz;
    const double alpha = std::sin(w) / (2.0 * q);
    b_ = alpha / (1.0 + alpha);
    a1_ = -2.0 * std::cos(w) / (1.0 + alpha);
    a2_ = (1.0 - alpha) / (1.0 + alpha);
  }
  double next(double x) {
    for (State& s : states_) {
      const double y = b_ * x + s.first;
      s.first = s.second - a1_ * y;
      s.second = -b_ * x - a2_ * y;
      x = y;
    }
    return x;
  }

 private:
  struct State {
    double first = 0.0, second = 0.0;
  };
  double b_ = 0.0, a1_ = 0.0, a2_ = 0.0;
  std::vector<State> states_;
};

class Rectifier {
 public:
  explicit Rectifier(bool full) : full_(full) {}
  [[nodiscard]] double next(double x) const { return full_ ? std::fabs(x) : std::fmax(x, 0.0); }

 private:
  bool full_;
};

/// First-order low-pass.
class Smoother {
 public:
  Smoother(double cutoff_hz, double rate_hz)
      : step_(1.0 - std::exp(-2.0 * std::numbers::pi * cutoff_hz / rate_hz)) {}
  double next(double x) { return y_ += step_ * (x - y_); }

 private:
  double step_, y_ = 0.0;
};

/// High while input + noise is above the threshold.
class Comparator {
 public:
  Comparator(const AnalogBinaryParams& params, double threshold, int channel, std::int64_t clip)
      : threshold_(threshold),
        noise_(params.noise),
        seed_(static_cast<std::uint64_t>(params.seed)),
        stream_(kNoiseStream + static_cast<std::uint64_t>(channel)),
        index_(static_cast<std::uint64_t>(clip) << 32) {}
  bool next(double x) {
    const double noise = noise_ > 0.0 ? noise_ * gaussian(seed_, stream_, index_) : 0.0;
    ++index_;
    return x + noise > threshold_;
  }

 private:
  double threshold_, noise_;
  std::uint64_t seed_, stream_, index_;
};

/// What the amplifier makes of an int16 sample.
[[nodiscard]] inline double amplifier_gain(const AnalogBinaryParams& params,
                                           std::span<const std::int16_t> clip) {
  constexpr double kFullScale = 32768.0;
  if (!params.gain_control) return params.gain / kFullScale;
  double peak = 1.0;
  for (const std::int16_t x : clip) peak = std::fmax(peak, std::fabs(static_cast<double>(x)));
  return params.gain / peak;
}

}  // namespace quartet::sensor
