#include "frontends/sensor/mfcc/mfcc.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace quartet::sensor {

std::int32_t clip_divisor(std::span<const std::int16_t> clip) {
  constexpr std::int32_t kFullScale = 32768;
  const std::int32_t largest = clip.empty() ? 0 : *std::max_element(clip.begin(), clip.end());
  return largest == 0 ? kFullScale : std::abs(largest);
}

double dct_weight(int k, int b, int bands) {
  return 2.0 * std::cos(std::numbers::pi * k * (2 * b + 1) / (2.0 * bands)) / std::sqrt(2.0 * bands);
}

Mfcc::Mfcc(const MfccParams& params)
    : params_(params),
      window_(hann(params.window)),
      spectrum_(params.fft),
      bank_(make_mel_bank({.scale = MelScale::htk,
                           .bands = params.bands,
                           .low_hz = params.low_hz,
                           .high_hz = params.high_hz,
                           .skip_dc = true},
                          params.fft, params.sample_rate_hz)) {
  for (int k = 0; k < params.coefficients; ++k) {
    for (int b = 0; b < params.bands; ++b) cosines_.push_back(dct_weight(k, b, params.bands) / params.scale);
  }
}

std::vector<double> Mfcc::real(std::span<const std::int16_t> clip) {
  const auto frames = params_.frames(static_cast<std::int64_t>(clip.size()));
  const auto bands = static_cast<std::size_t>(params_.bands);
  const auto divisor = static_cast<float>(clip_divisor(clip));
  std::vector<float> frame(window_.size());
  std::vector<double> magnitudes(static_cast<std::size_t>(params_.fft / 2 + 1)), energies(bands);
  std::vector<double> out;
  out.reserve(static_cast<std::size_t>(frames * params_.coefficients));
  for (std::int64_t f = 0; f < frames; ++f) {
    const auto samples = clip.subspan(static_cast<std::size_t>(f * params_.step), window_.size());
    for (std::size_t i = 0; i < frame.size(); ++i)
      frame[i] = static_cast<float>(samples[i]) / divisor * static_cast<float>(window_[i]);
    spectrum_.magnitudes(frame, magnitudes);
    bank_.apply(magnitudes, energies);
    for (double& energy : energies) energy = std::log(energy + params_.log_offset);
    for (std::size_t k = 0; k < static_cast<std::size_t>(params_.coefficients); ++k) {
      double sum = params_.zero_point;
      for (std::size_t b = 0; b < bands; ++b) sum += cosines_[k * bands + b] * energies[b];
      out.push_back(sum);
    }
  }
  return out;
}

std::vector<std::int8_t> Mfcc::run(std::span<const std::int16_t> clip) {
  const std::vector<double> values = real(clip);
  std::vector<std::int8_t> out;
  out.reserve(values.size());
  for (const double value : values)
    out.push_back(to_int8(static_cast<std::int64_t>(std::trunc(value)), params_.overflow));
  return out;
}

}  // namespace quartet::sensor
