// Inner loops for AVX2; this file alone is compiled for such machines. Activations are int16 (x − zero
// point), weights int16: vpmaddwd adds two products to 32 bit exactly (vpmaddubsw would saturate).
#include <immintrin.h>

#include "workloads/golden/fast/inner_loops.hpp"

namespace quartet::golden {
namespace {

constexpr int kVectorBytes = 32;
constexpr int kHalfLanes = 8;  // accumulators a vector

__m256i load(const void* p) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}
void store(void* p, __m256i x) {
  _mm256_storeu_si256(static_cast<__m256i*>(p), x);
}

void convert(const ConvertTask& t) {
  const auto zero_point = static_cast<std::int16_t>(t.zero_point);
  const __m256i zero = _mm256_set1_epi16(zero_point);
  auto* destination = static_cast<std::uint8_t*>(t.destination);
  for (std::int64_t r = 0; r < t.runs; ++r) {
    const std::int8_t* in = t.source + r * t.source_stride;
    std::uint8_t* out = destination + r * t.destination_stride;
    std::int64_t i = 0;
    for (; i + 16 <= t.run; i += 16) {
      const __m128i x = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i));
      store(out + 2 * i, _mm256_sub_epi16(_mm256_cvtepi8_epi16(x), zero));
    }
    for (; i < t.run; ++i) {
      const auto x = static_cast<std::int16_t>(in[i] - zero_point);
      __builtin_memcpy(out + 2 * i, &x, 2);
    }
  }
}

/// kRows pixels × kVectors·8 channels in registers. A weight vector of 16 channels is two AVX2 vectors.
template <int kRows, int kVectors>
void dot_tile(const DotTask& t, std::int64_t row, std::int64_t channel) {
  const std::int64_t lane_block = t.segment_count * t.steps * kLanes * kStepBytes;
  const std::uint8_t* weights = t.weights + channel / kLanes * lane_block;
  __m256i sums[kRows][kVectors];
  for (int v = 0; v < kVectors; ++v) {
    const __m256i bias = load(t.bias + channel + v * kHalfLanes);
    for (int r = 0; r < kRows; ++r) sums[r][v] = bias;
  }
  const std::uint8_t* pixels[kRows];
  for (std::int64_t s = 0; s < t.segment_count; ++s) {
    for (int r = 0; r < kRows; ++r) pixels[r] = t.pixels[row + r] + t.segments[s];
    for (std::int64_t k = 0; k < t.steps; ++k, weights += kLanes * kStepBytes) {
      __m256i w[kVectors];
      for (int v = 0; v < kVectors; ++v) w[v] = load(weights + v / 2 * lane_block + v % 2 * kVectorBytes);
      for (int r = 0; r < kRows; ++r) {
        int step;
        __builtin_memcpy(&step, pixels[r] + k * kStepBytes, kStepBytes);
        const __m256i x = _mm256_set1_epi32(step);
        for (int v = 0; v < kVectors; ++v)
          sums[r][v] = _mm256_add_epi32(sums[r][v], _mm256_madd_epi16(x, w[v]));
      }
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v)
      store(t.accumulators + (row + r) * t.channels + channel + v * kHalfLanes, sums[r][v]);
  }
}

template <int kTallest, int kVectors>
void dot_column(const DotTask& t, std::int64_t channel) {
  std::int64_t row = 0;
  for (; row + kTallest <= t.rows; row += kTallest) dot_tile<kTallest, kVectors>(t, row, channel);
  for (; row + 2 <= t.rows; row += 2) dot_tile<2, kVectors>(t, row, channel);
  for (; row < t.rows; ++row) dot_tile<1, kVectors>(t, row, channel);
}

void dot(const DotTask& t) {
  std::int64_t channel = 0;
  for (; channel + 2 * kLanes <= t.channels; channel += 2 * kLanes) dot_column<3, 4>(t, channel);
  for (; channel < t.channels; channel += kLanes) dot_column<6, 2>(t, channel);
}

// Unpacking two taps of 16 elements leaves accumulators 0–3 and 8–11 in one vector, 4–7 and 12–15 in the
// next.
constexpr std::uint8_t kDepthwiseOrder[kBlock] = {
    0,  1,  2,  3,  8,  9,  10, 11, 4,  5,  6,  7,  12, 13, 14, 15, 16, 17, 18, 19, 24, 25,
    26, 27, 20, 21, 22, 23, 28, 29, 30, 31, 32, 33, 34, 35, 40, 41, 42, 43, 36, 37, 38, 39,
    44, 45, 46, 47, 48, 49, 50, 51, 56, 57, 58, 59, 52, 53, 54, 55, 60, 61, 62, 63};

void depthwise(const DepthwiseTask& t) {
  constexpr int kElements = 32;  // a pass: half a block, four vectors of sums
  std::int64_t parameters = 0;
  for (std::int64_t half = 0; half < 2 * t.blocks; ++half) {
    const std::uint8_t* weights =
        t.weights + (parameters / 2 * t.groups * kBlock + parameters % 2 * kElements) * kStepBytes;
    __m256i sums[4];
    for (int v = 0; v < 4; ++v) sums[v] = load(t.bias + parameters * kElements + v * kHalfLanes);
    for (std::int64_t g = 0; g < t.groups; ++g, weights += kBlock * kStepBytes) {
      for (int part = 0; part < 2; ++part) {
        const std::int64_t offset = (half * 2 + part) * kVectorBytes;
        const __m256i x0 = load(t.taps[2 * g] + offset), x1 = load(t.taps[2 * g + 1] + offset);
        const std::uint8_t* w = weights + part * 2 * kVectorBytes;
        sums[2 * part] =
            _mm256_add_epi32(sums[2 * part], _mm256_madd_epi16(_mm256_unpacklo_epi16(x0, x1), load(w)));
        sums[2 * part + 1] = _mm256_add_epi32(
            sums[2 * part + 1], _mm256_madd_epi16(_mm256_unpackhi_epi16(x0, x1), load(w + kVectorBytes)));
      }
    }
    for (int v = 0; v < 4; ++v) store(t.accumulators + half * kElements + v * kHalfLanes, sums[v]);
    if (++parameters == 2 * t.period) parameters = 0;
  }
}

// The four rules on 8 accumulators; p: first parameter of these lanes.

__m256i odd_products(__m256i x, __m256i q) {
  return _mm256_mul_epi32(_mm256_srli_epi64(x, 32), _mm256_srli_epi64(q, 32));
}

/// SRDHM is (a·q + 2^30) >> 31 for every q but INT32_MIN; RDBPOT rounds ties away from zero.
struct DoubleRounding {
  const RequantizeTask& t;
  __m256i operator()(__m256i x, std::int64_t p) const {
    if (t.left != nullptr) x = _mm256_sllv_epi32(x, load(t.left + p));
    const __m256i q = load(t.q + p), right = load(t.right + p);
    const __m256i half = _mm256_set1_epi64x(1LL << 30);
    const __m256i even = _mm256_srli_epi64(_mm256_add_epi64(_mm256_mul_epi32(x, q), half), 31);
    const __m256i odd = _mm256_slli_epi64(_mm256_add_epi64(odd_products(x, q), half), 1);
    const __m256i high = _mm256_blend_epi32(even, odd, 0xAA);
    const __m256i one = _mm256_set1_epi32(1);
    const __m256i mask = _mm256_sub_epi32(_mm256_sllv_epi32(one, right), one);
    const __m256i threshold = _mm256_add_epi32(_mm256_srli_epi32(mask, 1), _mm256_srli_epi32(high, 31));
    const __m256i up = _mm256_cmpgt_epi32(_mm256_and_si256(high, mask), threshold);
    return _mm256_sub_epi32(_mm256_srav_epi32(high, right), up);
  }
};

struct SingleRounding {
  const RequantizeTask& t;
  __m256i operator()(__m256i x, std::int64_t p) const {
    const __m256i q = load(t.q + p), total = load(t.right + p);
    const __m256i even = shifted(_mm256_mul_epi32(x, q), _mm256_and_si256(total, _mm256_set1_epi64x(0xFF)));
    const __m256i odd = shifted(odd_products(x, q), _mm256_srli_epi64(total, 32));
    return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
  }
  /// AVX2 has no 64-bit arithmetic shift: shift x + 2^63 logically and take the offset out again.
  static __m256i shifted(__m256i product, __m256i total) {
    const __m256i one = _mm256_set1_epi64x(1);
    const __m256i half = _mm256_sllv_epi64(one, _mm256_sub_epi64(total, one));
    const __m256i offset = _mm256_slli_epi64(one, 63);
    const __m256i biased = _mm256_xor_si256(_mm256_add_epi64(product, half), offset);
    return _mm256_sub_epi64(_mm256_srlv_epi64(biased, total), _mm256_srlv_epi64(offset, total));
  }
};

/// floor(x·2^(shift−7) + 1/2): a right shift by n adds bit n − 1.
struct ShiftRule {
  explicit ShiftRule(const RequantizeTask& t) : right(7 - t.shift) {}
  int right;
  __m256i operator()(__m256i x, std::int64_t) const {
    if (right > 0) {
      const __m256i bit =
          _mm256_and_si256(_mm256_sra_epi32(x, _mm_cvtsi32_si128(right - 1)), _mm256_set1_epi32(1));
      return _mm256_add_epi32(_mm256_sra_epi32(x, _mm_cvtsi32_si128(right)), bit);
    }
    // Results beyond 2^20 are clamped to 8 bit anyway; a left shift by at most 8 then fits.
    x = _mm256_max_epi32(_mm256_min_epi32(x, _mm256_set1_epi32(1 << 20)), _mm256_set1_epi32(-(1 << 20)));
    return _mm256_sll_epi32(x, _mm_cvtsi32_si128(-right));
  }
};

struct NoRule {
  explicit NoRule(const RequantizeTask&) {}
  __m256i operator()(__m256i x, std::int64_t) const { return x; }
};

template <class Rule>
void requantize(const RequantizeTask& t) {
  constexpr int kElements = 32;
  const Rule rule{t};
  const __m256i low = _mm256_set1_epi32(t.low), high = _mm256_set1_epi32(t.high),
                zero = _mm256_set1_epi32(t.zero_point);
  // The packs work within 128-bit lanes; this brings the bytes back into element order.
  const __m256i order = t.depthwise_order ? _mm256_setr_epi32(0, 1, 4, 5, 2, 3, 6, 7)
                                          : _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  std::int64_t parameters = 0;
  for (std::int64_t half = 0; half < 2 * t.blocks; ++half) {
    __m256i y[4];
    for (int v = 0; v < 4; ++v) {
      const __m256i x = rule(load(t.accumulators + half * kElements + v * kHalfLanes),
                             parameters * kElements + v * kHalfLanes);
      y[v] = _mm256_add_epi32(_mm256_min_epi32(_mm256_max_epi32(x, low), high), zero);
    }
    const __m256i bytes = _mm256_packs_epi16(_mm256_packs_epi32(y[0], y[1]), _mm256_packs_epi32(y[2], y[3]));
    store(t.output + half * kElements, _mm256_permutevar8x32_epi32(bytes, order));
    if (++parameters == 2 * t.period) parameters = 0;
  }
}

constexpr InnerLoops kLoops{2,
                            kDepthwiseOrder,
                            convert,
                            dot,
                            depthwise,
                            requantize<DoubleRounding>,
                            requantize<SingleRounding>,
                            requantize<ShiftRule>,
                            requantize<NoRule>};

}  // namespace

const InnerLoops* avx2_loops() {
  return &kLoops;
}

}  // namespace quartet::golden
