#include "frontends/sensor/audio/spectrum.hpp"

#include <kiss_fftr.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <new>
#include <numbers>

namespace quartet::sensor {

std::vector<double> hann(int size) {
  std::vector<double> window(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i)
    window[static_cast<std::size_t>(i)] = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * i / size);
  return window;
}

struct Spectrum::Parts {
  explicit Parts(int size)
      : plan(kiss_fftr_alloc(size, 0, nullptr, nullptr), &std::free),
        frame(static_cast<std::size_t>(size)),
        bins(static_cast<std::size_t>(size / 2 + 1)) {
    if (!plan) throw std::bad_alloc();
  }
  std::unique_ptr<kiss_fftr_state, void (*)(void*)> plan;
  std::vector<float> frame;
  std::vector<kiss_fft_cpx> bins;
};

Spectrum::Spectrum(int size) : parts_(std::make_unique<Parts>(size)) {}
Spectrum::~Spectrum() = default;

void Spectrum::magnitudes(std::span<const float> frame, std::span<double> magnitudes) {
  Parts& p = *parts_;
  const auto rest = std::copy(frame.begin(), frame.end(), p.frame.begin());
  std::fill(rest, p.frame.end(), 0.0F);
  kiss_fftr(p.plan.get(), p.frame.data(), p.bins.data());
  for (std::size_t k = 0; k < p.bins.size(); ++k) {
    const double re = p.bins[k].r, im = p.bins[k].i;
    magnitudes[k] = std::sqrt(re * re + im * im);
  }
}

namespace {

// Slaney, Auditory Toolbox (1998): 200/3 Hz a mel below 1 kHz, then 27 logarithmic steps for a factor of 6.4.
constexpr double kHzAMel = 200.0 / 3.0, kBreakHz = 1000.0, kBreakMel = kBreakHz / kHzAMel;
const double kLogStep = std::log(6.4) / 27.0;
// HTK book: 2595·log10(1 + f/700) = 1127·ln(1 + f/700), to the digits that TensorFlow has.
constexpr double kHtkFactor = 1127.0, kHtkBreakHz = 700.0;

double to_mel(MelScale scale, double hz) {
  if (scale == MelScale::htk) return kHtkFactor * std::log(1.0 + hz / kHtkBreakHz);
  return hz < kBreakHz ? hz / kHzAMel : kBreakMel + std::log(hz / kBreakHz) / kLogStep;
}

double to_hz(MelScale scale, double mel) {
  if (scale == MelScale::htk) return kHtkBreakHz * (std::exp(mel / kHtkFactor) - 1.0);
  return mel < kBreakMel ? mel * kHzAMel : kBreakHz * std::exp((mel - kBreakMel) * kLogStep);
}

}  // namespace

MelBank make_mel_bank(const MelRange& range, int fft, double sample_rate_hz) {
  const bool in_mel = range.scale == MelScale::htk;
  const double low = to_mel(range.scale, range.low_hz), high = to_mel(range.scale, range.high_hz);
  const auto edge = [&](int i) {
    const double mel = low + (high - low) * i / (range.bands + 1);
    return in_mel ? mel : to_hz(range.scale, mel);
  };
  MelBank bank;
  for (int b = 0; b < range.bands; ++b) {
    const double left = edge(b), centre = edge(b + 1), right = edge(b + 2);
    const double height = in_mel ? 1.0 : 2.0 / (right - left);
    MelBank::Band band;
    for (int k = range.skip_dc ? 1 : 0; k <= fft / 2; ++k) {
      const double hz = sample_rate_hz * k / fft;
      const double at = in_mel ? to_mel(range.scale, hz) : hz;
      const double weight =
          height * std::max(0.0, std::min((at - left) / (centre - left), (right - at) / (right - centre)));
      if (band.weights.empty() && weight == 0.0) continue;
      if (band.weights.empty()) band.first = k;
      if (weight == 0.0) break;
      band.weights.push_back(weight);
    }
    bank.bands.push_back(std::move(band));
  }
  return bank;
}

void MelBank::apply(std::span<const double> spectrum, std::span<double> energies) const {
  for (std::size_t b = 0; b < bands.size(); ++b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < bands[b].weights.size(); ++i)
      sum += bands[b].weights[i] * spectrum[static_cast<std::size_t>(bands[b].first) + i];
    energies[b] = sum;
  }
}

}  // namespace quartet::sensor
