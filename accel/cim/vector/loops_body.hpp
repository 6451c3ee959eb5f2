// The inner loops, in plain C++ that compilers vectorise; included once by each instruction set's file, after
// it has defined QUARTET_VECTOR_BYTES, QUARTET_TILE_ROWS, fused() and product_of_low_words(). Everything has
// internal linkage: code compiled for one instruction set must not be picked up by files compiled for
// another. No calls into the mathematics library, whose results differ between machines.
#pragma once

#include <cstdint>

#include "accel/cim/vector/loops.hpp"

namespace quartet::cim {
namespace {

constexpr std::int64_t kCounters = 16;  // of one block of normals

template <class To, class From>
inline To bits_of(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  __builtin_memcpy(&to, &from, sizeof to);
  return to;
}

/// Natural logarithm of a positive normal number, relative error below 1e-7 (polynomial of the Cephes
/// library's logf).
inline float log_positive(float x) {
  const auto bits = bits_of<std::int32_t>(x);
  float exponent = static_cast<float>((bits >> 23) - 126);
  const float mantissa = bits_of<float>((bits & 0x007FFFFF) | 0x3F000000);  // [0.5, 1)
  const bool low = mantissa < 0.707106781f;
  exponent = low ? exponent - 1.0f : exponent;
  const float m = low ? mantissa + mantissa - 1.0f : mantissa - 1.0f;
  const float square = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  p = p * m * square;
  p = p - 2.12194440e-4f * exponent;  // ln 2 in two parts
  p = p - 0.5f * square;
  return m + p + 0.693359375f * exponent;
}

/// exp(x), relative error below 2e-7; x is clamped to the range of float (polynomial of the Cephes library's
/// expf).
inline float exp_any(float x) {
  constexpr float kRound = 12582912.0f;  // 1.5 · 2^23: adding and subtracting it rounds to an integer
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  const float n = (x * 1.44269504f + kRound) - kRound;
  const float r = x - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  return p * bits_of<float>((static_cast<std::int32_t>(n) + 127) << 23);
}

/// Box–Muller: the words a, b give cos and sin parts. u = (a + ½) 2^-32, angle = 2π b 2^-32, reduced exactly
/// by quadrants.
inline void normal_pair(std::uint32_t a, std::uint32_t b, float& cosine, float& sine) {
  const float whole = static_cast<float>(static_cast<std::int32_t>(a >> 16)) * 65536.0f +
                      static_cast<float>(static_cast<std::int32_t>(a & 0xFFFF));
  const float radius = __builtin_sqrtf(-2.0f * log_positive((whole + 0.5f) * 0x1.0p-32f));
  const std::uint32_t quadrant = (b + 0x20000000u) >> 30;
  const float angle =
      static_cast<float>(static_cast<std::int32_t>(b - (quadrant << 30))) * 1.46291807927e-9f;  // 2π / 2^32
  const float square = angle * angle;
  const float s =
      angle + angle * square * (-1.6666654611e-1f + square * (8.3321608736e-3f - square * 1.9515295891e-4f));
  const float c =
      1.0f - 0.5f * square +
      square * square *
          (4.166664568298827e-2f + square * (-1.388731625493765e-3f + square * 2.443315711809948e-5f));
  const bool swap = (quadrant & 1u) != 0;
  const float cos_part = swap ? s : c;
  const float sin_part = swap ? c : s;
  const std::uint32_t cos_sign = ((quadrant + 1u) & 2u) << 30;
  const std::uint32_t sin_sign = (quadrant & 2u) << 30;
  cosine = radius * bits_of<float>(bits_of<std::uint32_t>(cos_part) ^ cos_sign);
  sine = radius * bits_of<float>(bits_of<std::uint32_t>(sin_part) ^ sin_sign);
}

using Wide __attribute__((vector_size(QUARTET_VECTOR_BYTES))) = std::uint64_t;
constexpr std::int64_t kWideLanes = QUARTET_VECTOR_BYTES / static_cast<int>(sizeof(std::uint64_t));

/// Philox4x32-10 of sim/base/philox.hpp for 16 successive counters. A word is the low half of a 64-bit lane;
/// the upper half holds rubbish that nothing reads.
inline void philox_block(std::uint64_t key, std::uint64_t stream, std::uint64_t counter,
                         std::uint32_t (&w)[4][kCounters]) {
  for (std::int64_t first = 0; first < kCounters; first += kWideLanes) {
    Wide c0, c1 = Wide{} + (counter >> 32), c2 = Wide{} + stream, c3 = Wide{} + (stream >> 32);
    for (std::int64_t i = 0; i < kWideLanes; ++i)
      c0[i] = counter + static_cast<std::uint64_t>(first + i);  // no carry: 16 | counter
    std::uint64_t k0 = key, k1 = key >> 32;
    for (int round = 0; round < 10; ++round) {
      const Wide p0 = product_of_low_words(c0, 0xD2511F53u);
      const Wide p1 = product_of_low_words(c2, 0xCD9E8D57u);
      c0 = (p1 >> 32) ^ c1 ^ k0;
      c1 = p1;
      c2 = (p0 >> 32) ^ c3 ^ k1;
      c3 = p0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    for (std::int64_t i = 0; i < kWideLanes; ++i) {
      w[0][first + i] = static_cast<std::uint32_t>(c0[i]);
      w[1][first + i] = static_cast<std::uint32_t>(c1[i]);
      w[2][first + i] = static_cast<std::uint32_t>(c2[i]);
      w[3][first + i] = static_cast<std::uint32_t>(c3[i]);
    }
  }
}

void normals(std::uint64_t key, std::uint64_t stream, std::uint64_t first, std::int64_t blocks, float* out) {
  for (std::int64_t block = 0; block < blocks; ++block, out += kNormalBlock) {
    std::uint32_t w[4][kCounters];
    philox_block(key, stream, (first + static_cast<std::uint64_t>(block)) * kCounters, w);
    for (std::int64_t i = 0; i < kCounters; ++i) normal_pair(w[0][i], w[1][i], out[i], out[i + kCounters]);
    for (std::int64_t i = 0; i < kCounters; ++i)
      normal_pair(w[2][i], w[3][i], out[i + 2 * kCounters], out[i + 3 * kCounters]);
  }
}

void curve(const CurveTask& t, const float* x, float* y, std::int64_t count) {
  constexpr float kTiny = 1e-30f;  // keeps the logarithm away from 0
  if (t.power) {
    for (std::int64_t i = 0; i < count; ++i) {
      const float power = exp_any(t.exponent * log_positive(x[i] > kTiny ? x[i] : kTiny));
      const float value = t.scale / (power > t.floor ? power : t.floor);
      y[i] = value < t.high ? value : t.high;
    }
    return;
  }
  for (std::int64_t i = 0; i < count; ++i) {
    const float v = x[i];
    const float above = v > t.floor ? v : t.floor;
    const float raw = t.slope * log_positive(above > kTiny ? above : kTiny) + t.offset;
    const float raised = raw > t.low ? raw : t.low;
    const float clamped = raised < t.high ? raised : t.high;
    const float polynomial = t.c[0] + v * (t.c[1] + v * (t.c[2] + v * t.c[3]));
    y[i] = v < t.split ? clamped : polynomial;
  }
}

void program(const float* g, const float* sigma, float scale, const float* z, float* y, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float noisy = g[i] + scale * sigma[i] * z[i];
    y[i] = noisy > 0.0f ? noisy : 0.0f;
  }
}

void exponent(const float* mean, const float* sigma, float spread, const float* z, float scale, float* y,
              std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float nu = mean[i] + spread * sigma[i] * z[i];
    y[i] = (nu < 0.0f ? -nu : nu) * scale;
  }
}

void drift(const float* g, const float* nu, float log_time, float* y, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = g[i] * exp_any(-nu[i] * log_time);
}

void read_noise(float* g, const float* q, float growth, const float* z, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float noisy = g[i] + g[i] * growth * q[i] * z[i];
    g[i] = noisy > 0.0f ? noisy : 0.0f;
  }
}

/// kRows inputs × kVectors vectors of one panel in registers.
using Vector __attribute__((vector_size(QUARTET_VECTOR_BYTES))) = float;
constexpr int kLanes = QUARTET_VECTOR_BYTES / static_cast<int>(sizeof(float));

template <int kRows, int kVectors>
inline void panel_run(const PanelTask& t, std::int64_t input, std::int64_t column, std::int64_t first,
                      std::int64_t last) {
  Vector sums[kRows][kVectors];
  for (auto& row : sums) {
    for (auto& sum : row) sum = Vector{};
  }
  const float* x = t.x + input * t.x_stride;
  const float* weights = t.panel + first * kPanel + column;
  for (std::int64_t k = first; k < last; ++k, weights += kPanel) {
    Vector w[kVectors];
    for (int v = 0; v < kVectors; ++v) __builtin_memcpy(&w[v], weights + v * kLanes, sizeof(Vector));
    for (int r = 0; r < kRows; ++r) {
      const float value = x[r * t.x_stride + k];
      for (int v = 0; v < kVectors; ++v) fused(sums[r][v], w[v], value);
    }
  }
  for (int r = 0; r < kRows; ++r) {
    double* out = t.sums + (input + r) * t.sum_stride + column;
    for (int v = 0; v < kVectors; ++v) {
      float part[kLanes];
      __builtin_memcpy(part, &sums[r][v], sizeof part);
      for (int lane = 0; lane < kLanes; ++lane) {
        const double before = first == 0 ? 0.0 : out[v * kLanes + lane];
        out[v * kLanes + lane] = before + static_cast<double>(part[lane]);
      }
    }
  }
}

template <int kRows, int kVectors>
inline void panel_tile(const PanelTask& t, std::int64_t input, std::int64_t column) {
  for (std::int64_t first = 0; first < t.rows; first += t.run)
    panel_run<kRows, kVectors>(t, input, column, first, first + t.run < t.rows ? first + t.run : t.rows);
}

void panel(const PanelTask& t) {
  constexpr int kVectors = 2;
  for (std::int64_t column = 0; column < kPanel; column += kVectors * kLanes) {
    std::int64_t b = 0;
    for (; b + QUARTET_TILE_ROWS <= t.batch; b += QUARTET_TILE_ROWS)
      panel_tile<QUARTET_TILE_ROWS, kVectors>(t, b, column);
    for (; b + 4 <= t.batch; b += 4) panel_tile<4, kVectors>(t, b, column);
    for (; b < t.batch; ++b) panel_tile<1, kVectors>(t, b, column);
  }
}

std::int64_t beyond(const float* x, float limit, std::int64_t count) {
  std::int64_t found = 0;
  for (std::int64_t i = 0; i < count; ++i) found += x[i] <= limit && x[i] >= -limit ? 0 : 1;
  return found;
}

/// To the nearest integer, halves to even; beyond 2^51 the value itself.
inline double round_even(double v) {
  constexpr double kRound = 0x1.8p52;
  return (v + kRound) - kRound;
}

std::int64_t dac(const DacTask& t) {
  std::int64_t clipped = 0;
  for (std::int64_t i = 0; i < t.count; ++i) {
    const double code = round_even(static_cast<double>(t.in[i]) * t.scale / t.step);
    const double raised = code < -t.limit ? -t.limit : code;
    const double clamped = raised > t.limit ? t.limit : raised;
    clipped += clamped != code ? 1 : 0;
    t.codes[i] = static_cast<float>(clamped);
  }
  return clipped;
}

std::int64_t adc(const AdcTask& t) {
  std::int64_t saturated = 0;
  for (std::int64_t i = 0; i < t.count; ++i) {
    const double code = round_even(t.sums[i] * t.unit / t.step);
    const bool low = code<-t.limit, high = code> t.limit;
    double value = code * t.step;
    value = low || code == -t.limit ? -t.bound : value;
    value = high || code == t.limit ? t.bound : value;
    saturated += low || high ? 1 : 0;
    t.out[i] = value * t.factor;
  }
  return saturated;
}

void ir_drop(const IrDropTask& t) {
  for (std::int64_t i = 0; i < t.count; ++i) {
    const double a = t.slope * t.total[i];
    t.y[i] -= t.scale * (a * (t.c0 + a * (t.c1 + a * t.c2))) * t.position_sums[i];
  }
}

void add_scaled_noise(double* y, const double* variance, const float* z, double factor, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const double v = variance[i] > 0.0 ? variance[i] : 0.0;
    y[i] += factor * __builtin_sqrt(v) * static_cast<double>(z[i]);
  }
}

void add_noise(double* y, const float* z, double factor, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) y[i] += factor * static_cast<double>(z[i]);
}

constexpr Loops kLoops{normals, curve, program, exponent,         drift,    read_noise, panel, beyond,
                       dac,     adc,   ir_drop, add_scaled_noise, add_noise};

}  // namespace
}  // namespace quartet::cim
