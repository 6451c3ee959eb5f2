// Inner loops for AVX-512 with VNNI; this file alone is compiled for such machines. Activations are uint8 (x
// + 128), weights int8: vpdpbusd adds four products to 32 bit without saturating.
#include <immintrin.h>

#include "workloads/golden/fast/inner_loops.hpp"

namespace quartet::golden {
namespace {

constexpr int kVectorBytes = 64;

__m512i load(const void* p) {
  return _mm512_loadu_si512(p);
}

void convert(const ConvertTask& t) {
  const __m512i flip = _mm512_set1_epi8(static_cast<char>(-128));
  auto* destination = static_cast<std::uint8_t*>(t.destination);
  for (std::int64_t r = 0; r < t.runs; ++r) {
    const std::int8_t* in = t.source + r * t.source_stride;
    std::uint8_t* out = destination + r * t.destination_stride;
    for (std::int64_t i = 0; i < t.run; i += kVectorBytes) {
      const std::int64_t left = t.run - i;
      const __mmask64 mask = left >= kVectorBytes ? ~0ULL : (1ULL << left) - 1;
      _mm512_mask_storeu_epi8(out + i, mask, _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, in + i), flip));
    }
  }
}

/// kRows pixels × kVectors·16 channels in registers.
template <int kRows, int kVectors>
void dot_tile(const DotTask& t, std::int64_t row, std::int64_t channel) {
  const std::int64_t all_steps = t.segment_count * t.steps;
  const std::int64_t lane_block = all_steps * kVectorBytes;
  const std::uint8_t* weights = t.weights + channel / kLanes * lane_block;
  __m512i sums[kRows][kVectors];
  for (int v = 0; v < kVectors; ++v) {
    const __m512i bias = load(t.bias + channel + v * kLanes);
    for (int r = 0; r < kRows; ++r) sums[r][v] = bias;
  }
  const std::uint8_t* pixels[kRows];
  for (std::int64_t s = 0; s < t.segment_count; ++s) {
    for (int r = 0; r < kRows; ++r) pixels[r] = t.pixels[row + r] + t.segments[s];
    for (std::int64_t k = 0; k < t.steps; ++k, weights += kVectorBytes) {
      __m512i w[kVectors];
      for (int v = 0; v < kVectors; ++v) w[v] = load(weights + v * lane_block);
      for (int r = 0; r < kRows; ++r) {
        int step;
        __builtin_memcpy(&step, pixels[r] + k * kStepBytes, kStepBytes);
        const __m512i x = _mm512_set1_epi32(step);
        for (int v = 0; v < kVectors; ++v) sums[r][v] = _mm512_dpbusd_epi32(sums[r][v], x, w[v]);
      }
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int v = 0; v < kVectors; ++v) {
      _mm512_storeu_si512(t.accumulators + (row + r) * t.channels + channel + v * kLanes, sums[r][v]);
    }
  }
}

template <int kTallest, int kVectors>
void dot_column(const DotTask& t, std::int64_t channel) {
  std::int64_t row = 0;
  for (; row + kTallest <= t.rows; row += kTallest) dot_tile<kTallest, kVectors>(t, row, channel);
  for (; row + 4 <= t.rows; row += 4) dot_tile<4, kVectors>(t, row, channel);
  for (; row + 2 <= t.rows; row += 2) dot_tile<2, kVectors>(t, row, channel);
  for (; row < t.rows; ++row) dot_tile<1, kVectors>(t, row, channel);
}

void dot(const DotTask& t) {
  std::int64_t channel = 0;
  for (; channel + 4 * kLanes <= t.channels; channel += 4 * kLanes) dot_column<6, 4>(t, channel);
  for (; channel + 2 * kLanes <= t.channels; channel += 2 * kLanes) dot_column<12, 2>(t, channel);
  for (; channel < t.channels; channel += kLanes) dot_column<12, 1>(t, channel);
}

// Unpacking four taps leaves, within each 128-bit lane, accumulators 0–3, 4–7, 8–11 and 12–15 in four
// vectors.
alignas(kBlock) constexpr std::uint8_t kDepthwiseOrder[kBlock] = {
    0,  1,  2,  3,  16, 17, 18, 19, 32, 33, 34, 35, 48, 49, 50, 51, 4,  5,  6,  7,  20, 21,
    22, 23, 36, 37, 38, 39, 52, 53, 54, 55, 8,  9,  10, 11, 24, 25, 26, 27, 40, 41, 42, 43,
    56, 57, 58, 59, 12, 13, 14, 15, 28, 29, 30, 31, 44, 45, 46, 47, 60, 61, 62, 63};

void depthwise(const DepthwiseTask& t) {
  std::int64_t parameters = 0;
  for (std::int64_t b = 0; b < t.blocks; ++b) {
    const std::uint8_t* weights = t.weights + parameters * t.groups * kBlock * kStepBytes;
    __m512i sums[4];
    for (int v = 0; v < 4; ++v) sums[v] = load(t.bias + parameters * kBlock + v * kLanes);
    for (std::int64_t g = 0; g < t.groups; ++g, weights += kBlock * kStepBytes) {
      const std::uint8_t* const* taps = t.taps + g * 4;
      const __m512i x0 = load(taps[0] + b * kBlock), x1 = load(taps[1] + b * kBlock);
      const __m512i x2 = load(taps[2] + b * kBlock), x3 = load(taps[3] + b * kBlock);
      const __m512i low01 = _mm512_unpacklo_epi8(x0, x1), high01 = _mm512_unpackhi_epi8(x0, x1);
      const __m512i low23 = _mm512_unpacklo_epi8(x2, x3), high23 = _mm512_unpackhi_epi8(x2, x3);
      sums[0] = _mm512_dpbusd_epi32(sums[0], _mm512_unpacklo_epi16(low01, low23), load(weights));
      sums[1] =
          _mm512_dpbusd_epi32(sums[1], _mm512_unpackhi_epi16(low01, low23), load(weights + kVectorBytes));
      sums[2] = _mm512_dpbusd_epi32(sums[2], _mm512_unpacklo_epi16(high01, high23),
                                    load(weights + 2 * kVectorBytes));
      sums[3] = _mm512_dpbusd_epi32(sums[3], _mm512_unpackhi_epi16(high01, high23),
                                    load(weights + 3 * kVectorBytes));
    }
    for (int v = 0; v < 4; ++v) _mm512_storeu_si512(t.accumulators + b * kBlock + v * kLanes, sums[v]);
    if (++parameters == t.period) parameters = 0;
  }
}

// The four rules on 16 accumulators; p: first parameter of these lanes.

/// SRDHM is (a·q + 2^30) >> 31 for every q but INT32_MIN; RDBPOT rounds ties away from zero.
struct DoubleRounding {
  const RequantizeTask& t;
  __m512i operator()(__m512i x, std::int64_t p) const {
    if (t.left != nullptr) x = _mm512_sllv_epi32(x, load(t.left + p));
    const __m512i q = load(t.q + p), right = load(t.right + p);
    const __m512i half = _mm512_set1_epi64(1LL << 30);
    const __m512i even = _mm512_add_epi64(_mm512_mul_epi32(x, q), half);
    const __m512i odd =
        _mm512_add_epi64(_mm512_mul_epi32(_mm512_srli_epi64(x, 32), _mm512_srli_epi64(q, 32)), half);
    const __m512i high =
        _mm512_mask_mov_epi32(_mm512_srli_epi64(even, 31), 0xAAAA, _mm512_slli_epi64(odd, 1));
    const __m512i one = _mm512_set1_epi32(1);
    const __m512i mask = _mm512_sub_epi32(_mm512_sllv_epi32(one, right), one);
    const __m512i threshold = _mm512_add_epi32(_mm512_srli_epi32(mask, 1), _mm512_srli_epi32(high, 31));
    const __m512i quotient = _mm512_srav_epi32(high, right);
    const __mmask16 up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(high, mask), threshold);
    return _mm512_mask_add_epi32(quotient, up, quotient, one);
  }
};

struct SingleRounding {
  const RequantizeTask& t;
  __m512i operator()(__m512i x, std::int64_t p) const {
    const __m512i q = load(t.q + p), total = load(t.right + p);
    const __m512i even = shifted(_mm512_mul_epi32(x, q), _mm512_and_si512(total, _mm512_set1_epi64(0xFF)));
    const __m512i odd = shifted(_mm512_mul_epi32(_mm512_srli_epi64(x, 32), _mm512_srli_epi64(q, 32)),
                                _mm512_srli_epi64(total, 32));
    return _mm512_mask_mov_epi32(even, 0xAAAA, _mm512_slli_epi64(odd, 32));
  }
  static __m512i shifted(__m512i product, __m512i total) {
    const __m512i one = _mm512_set1_epi64(1);
    const __m512i half = _mm512_sllv_epi64(one, _mm512_sub_epi64(total, one));
    return _mm512_srav_epi64(_mm512_add_epi64(product, half), total);
  }
};

/// floor(x·2^(shift−7) + 1/2): a right shift by n adds bit n − 1.
struct ShiftRule {
  explicit ShiftRule(const RequantizeTask& t) : right(7 - t.shift) {}
  int right;
  __m512i operator()(__m512i x, std::int64_t) const {
    if (right > 0) {
      const __m512i bit =
          _mm512_and_si512(_mm512_sra_epi32(x, _mm_cvtsi32_si128(right - 1)), _mm512_set1_epi32(1));
      return _mm512_add_epi32(_mm512_sra_epi32(x, _mm_cvtsi32_si128(right)), bit);
    }
    // Results beyond 2^20 are clamped to 8 bit anyway; a left shift by at most 8 then fits.
    x = _mm512_max_epi32(_mm512_min_epi32(x, _mm512_set1_epi32(1 << 20)), _mm512_set1_epi32(-(1 << 20)));
    return _mm512_sll_epi32(x, _mm_cvtsi32_si128(-right));
  }
};

struct NoRule {
  explicit NoRule(const RequantizeTask&) {}
  __m512i operator()(__m512i x, std::int64_t) const { return x; }
};

template <class Rule>
void requantize(const RequantizeTask& t) {
  const Rule rule{t};
  const __m512i low = _mm512_set1_epi32(t.low), high = _mm512_set1_epi32(t.high),
                zero = _mm512_set1_epi32(t.zero_point);
  // The packs work within 128-bit lanes, which undoes the depthwise order and mixes the element order.
  const __m512i order = t.depthwise_order
                            ? _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
                            : _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  std::int64_t parameters = 0;
  for (std::int64_t b = 0; b < t.blocks; ++b) {
    __m512i y[4];
    for (int v = 0; v < 4; ++v) {
      const __m512i x =
          rule(load(t.accumulators + b * kBlock + v * kLanes), parameters * kBlock + v * kLanes);
      y[v] = _mm512_add_epi32(_mm512_min_epi32(_mm512_max_epi32(x, low), high), zero);
    }
    const __m512i bytes = _mm512_packs_epi16(_mm512_packs_epi32(y[0], y[1]), _mm512_packs_epi32(y[2], y[3]));
    _mm512_storeu_si512(t.output + b * kBlock, _mm512_permutexvar_epi32(order, bytes));
    if (++parameters == t.period) parameters = 0;
  }
}

constexpr InnerLoops kLoops{1,
                            kDepthwiseOrder,
                            convert,
                            dot,
                            depthwise,
                            requantize<DoubleRounding>,
                            requantize<SingleRounding>,
                            requantize<ShiftRule>,
                            requantize<NoRule>};

}  // namespace

const InnerLoops* avx512_vnni_loops() {
  return &kLoops;
}

}  // namespace quartet::golden
