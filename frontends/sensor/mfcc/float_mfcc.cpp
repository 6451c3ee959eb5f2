// The single-precision MFCC, step by step as accel/mcu/firmware/src/frontend/mfcc_float.c.
#include <bit>
#include <cmath>

#include "frontends/sensor/mfcc/mfcc.hpp"
#include "frontends/sensor/mfcc/mfcc_tables.hpp"

namespace quartet::sensor {

namespace {

struct Complex {
  float re = 0.0F, im = 0.0F;
};

/// z·exp(−i·angle)
Complex turned(Complex z, float cosine, float sine) {
  return {z.re * cosine + z.im * sine, z.im * cosine - z.re * sine};
}

void transform(const FloatMfccTables& t, std::vector<Complex>& z) {
  const std::size_t points = z.size();
  for (std::size_t half = 1; half < points; half *= 2) {
    for (std::size_t j = 0; j < half; ++j) {
      const std::size_t w = j * (points / half);
      for (std::size_t i = j; i < points; i += 2 * half) {
        const Complex b = turned(z[i + half], t.cosine[w], t.sine[w]);
        const Complex a = z[i];
        z[i] = {a.re + b.re, a.im + b.im};
        z[i + half] = {a.re - b.re, a.im - b.im};
      }
    }
  }
}

float magnitude_of(const FloatMfccTables& t, const std::vector<Complex>& z, std::size_t k) {
  const Complex a = z[k], b = z[z.size() - k];
  const Complex even{0.5F * (a.re + b.re), 0.5F * (a.im - b.im)};
  const Complex odd = turned({0.5F * (a.im + b.im), 0.5F * (b.re - a.re)}, t.cosine[k], t.sine[k]);
  const float re = even.re + odd.re, im = even.im + odd.im;
  return std::sqrt(re * re + im * im);
}

/// ln x = e·ln 2 + 2·artanh((m − 1)/(m + 1)) with m in [√½, √2), the series cut behind t^7 (error below
/// 3e-8).
float log_of(float x) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  auto exponent = static_cast<std::int32_t>(bits >> 23) - 127;
  auto m = std::bit_cast<float>((bits & 0x7FFFFFU) | 0x3F800000U);
  if (m > 1.41421356F) {
    m = m * 0.5F;
    ++exponent;
  }
  const float u = (m - 1.0F) / (m + 1.0F), u2 = u * u;
  const float series = 1.0F + u2 * (0.333333333F + u2 * (0.2F + u2 * 0.142857143F));
  return static_cast<float>(exponent) * 0.693147181F + 2.0F * u * series;
}

}  // namespace

std::vector<std::int8_t> float_mfcc(const MfccParams& params, const FloatMfccTables& t,
                                    std::span<const std::int16_t> clip) {
  const auto frames = params.frames(static_cast<std::int64_t>(clip.size()));
  const std::size_t points = t.reversed.size(), bands = t.bands.size();
  const float inverse = 1.0F / static_cast<float>(clip_divisor(clip));
  std::vector<Complex> z(points);
  std::vector<float> magnitudes(points), logs(bands);
  std::vector<std::int8_t> out;
  for (std::int64_t f = 0; f < frames; ++f) {
    const auto samples = clip.subspan(static_cast<std::size_t>(f * params.step), t.window.size());
    const auto at = [&](std::size_t i) {
      return i < samples.size() ? static_cast<float>(samples[i]) * inverse * t.window[i] : 0.0F;
    };
    for (std::size_t n = 0; n < points; ++n) z[t.reversed[n]] = {at(2 * n), at(2 * n + 1)};
    transform(t, z);
    for (std::size_t k = 1; k < points; ++k) magnitudes[k] = magnitude_of(t, z, k);
    const float* weight = t.weights.data();
    for (std::size_t b = 0; b < bands; ++b) {
      float sum = 0.0F;
      for (std::size_t i = 0; i < t.bands[b].count; ++i) sum += magnitudes[t.bands[b].first + i] * *weight++;
      logs[b] = log_of(sum + t.offset);
    }
    for (int k = 0; k < params.coefficients; ++k) {
      auto sum = static_cast<float>(params.zero_point);
      for (std::size_t b = 0; b < bands; ++b) sum += logs[b] * t.dct[static_cast<std::size_t>(k) * bands + b];
      out.push_back(to_int8(static_cast<std::int32_t>(sum), params.overflow));
    }
  }
  return out;
}

}  // namespace quartet::sensor
