// The fixed-point MFCC, step by step as accel/mcu/firmware/src/frontend/mfcc_fixed.c.
#include <algorithm>
#include <bit>
#include <cstdlib>

#include "frontends/sensor/mfcc/mfcc.hpp"
#include "frontends/sensor/mfcc/mfcc_tables.hpp"

namespace quartet::sensor {

namespace {

struct Complex {
  std::int32_t re = 0, im = 0;
};

std::int32_t mulh(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>((std::int64_t{a} * b) >> 32);
}

/// z·exp(−i·angle)/2
Complex half_turned(Complex z, std::int32_t cosine, std::int32_t sine) {
  return {mulh(z.re, cosine) + mulh(z.im, sine), mulh(z.im, cosine) - mulh(z.re, sine)};
}

/// In place; the input lies in bit-reversed order. Result: the transform ÷ z.size().
void transform(const FixedMfccTables& t, std::vector<Complex>& z) {
  const std::size_t points = z.size();
  for (std::size_t half = 1; half < points; half *= 2) {
    for (std::size_t j = 0; j < half; ++j) {
      const std::size_t w = j * (points / half);
      for (std::size_t i = j; i < points; i += 2 * half) {
        const Complex turned = half_turned(z[i + half], t.cosine[w], t.sine[w]);
        const Complex a{z[i].re >> 1, z[i].im >> 1};
        z[i] = {a.re + turned.re, a.im + turned.im};
        z[i + half] = {a.re - turned.re, a.im - turned.im};
      }
    }
  }
}

/// Bin k of the real transform ÷ fft.
Complex real_bin(const FixedMfccTables& t, const std::vector<Complex>& z, std::size_t k) {
  const Complex a = z[k], b = z[z.size() - k];
  const Complex even{(a.re >> 1) + (b.re >> 1), (a.im >> 1) - (b.im >> 1)};
  const Complex odd{(a.im >> 1) + (b.im >> 1), (b.re >> 1) - (a.re >> 1)};
  const Complex turned = half_turned(odd, t.cosine[k], t.sine[k]);
  return {(even.re >> 1) + turned.re, (even.im >> 1) + turned.im};
}

std::uint32_t root(std::uint32_t square) {
  std::uint32_t result = 0;
  for (std::uint32_t bit = 1U << 30; bit != 0; bit >>= 2) {
    const std::uint32_t trial = result + bit;
    result >>= 1;
    if (square >= trial) {
      square -= trial;
      result += bit;
    }
  }
  return result;
}

std::uint32_t magnitude_of(Complex z) {
  auto a = static_cast<std::uint32_t>(std::abs(std::int64_t{z.re})),
       b = static_cast<std::uint32_t>(std::abs(std::int64_t{z.im}));
  if ((a | b) == 0) return 0;
  const int down = static_cast<int>(std::bit_width(a | b)) - 15;
  if (down > 0) {
    a >>= down, b >>= down;
  } else {
    a <<= -down, b <<= -down;
  }
  const std::uint32_t r = root(a * a + b * b);
  return down > 0 ? r << down : r >> -down;
}

/// Of a positive integer, Q23.
std::int32_t log2_of(const FixedMfccTables& t, std::uint64_t value) {
  const auto bits = static_cast<int>(std::bit_width(value));
  const auto mantissa = static_cast<std::uint32_t>((value << (64 - bits)) >> 32);
  const std::size_t segment = (mantissa >> 25) & 63U;
  const auto within = static_cast<std::int32_t>((mantissa >> 12) & 0x1FFFU);
  const std::int32_t low = t.log2[segment], rise = t.log2[segment + 1] - low;
  return (bits - 1) * (1 << 23) + low + ((rise * within) >> 13);
}

/// Windowed and scaled up, in the order the transform wants; the power of two it was scaled by.
int load_frame(const FixedMfccTables& t, std::span<const std::int16_t> samples, std::vector<Complex>& z) {
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < samples.size(); ++i)
    all |= static_cast<std::uint32_t>(std::abs(std::int32_t{samples[i]} * t.window[i]));
  const int up = all == 0 ? 29 : std::max(0, std::countl_zero(all) - 2);
  const auto at = [&](std::size_t i) {
    return i < samples.size() ? static_cast<std::int32_t>(
                                    static_cast<std::uint32_t>(std::int32_t{samples[i]} * t.window[i]) << up)
                              : 0;
  };
  for (std::size_t n = 0; n < z.size(); ++n) z[t.reversed[n]] = {at(2 * n), at(2 * n + 1)};
  return up;
}

}  // namespace

std::vector<std::int8_t> fixed_mfcc(const MfccParams& params, const FixedMfccTables& t,
                                    std::span<const std::int16_t> clip) {
  const auto frames = params.frames(static_cast<std::int64_t>(clip.size()));
  const std::size_t points = t.reversed.size(), bands = t.bands.size();
  const auto divisor = static_cast<std::uint32_t>(clip_divisor(clip));
  const std::int32_t log_divisor = log2_of(t, divisor);
  std::vector<Complex> z(points);
  std::vector<std::uint32_t> magnitudes(points);
  std::vector<std::int32_t> logs(bands);
  std::vector<std::int8_t> out;
  for (std::int64_t f = 0; f < frames; ++f) {
    const int up = load_frame(t, clip.subspan(static_cast<std::size_t>(f * params.step), t.window.size()), z);
    transform(t, z);
    for (std::size_t k = 1; k < points; ++k) magnitudes[k] = magnitude_of(real_bin(t, z, k));
    const std::uint64_t floor = (t.offset * divisor) >> (30 - up);
    const std::uint16_t* weight = t.weights.data();
    for (std::size_t b = 0; b < bands; ++b) {
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i < t.bands[b].count; ++i)
        sum += std::uint64_t{magnitudes[t.bands[b].first + i]} * *weight++;
      sum = std::max<std::uint64_t>(sum + floor, 1);
      logs[b] = log2_of(t, sum) - (30 - t.log2_fft + up) * (1 << 23) - log_divisor;
    }
    for (int k = 0; k < params.coefficients; ++k) {
      std::int64_t sum = std::int64_t{params.zero_point} * (1 << 22);
      for (std::size_t b = 0; b < bands; ++b)
        sum += mulh(logs[b], t.dct[static_cast<std::size_t>(k) * bands + b]);
      out.push_back(to_int8(sum / (1 << 22), params.overflow));
    }
  }
  return out;
}

}  // namespace quartet::sensor
