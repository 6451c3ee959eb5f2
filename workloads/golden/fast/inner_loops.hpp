// The inner loops of the fast paths, once an instruction set. Plain structs and function pointers only: the
// files that implement them are compiled for other machines than the rest of the program and must not share
// inline functions.
//
// Vocabulary: a *step* is 4 bytes of activations (4 uint8 or 2 int16 along the depth of the sum), a *block*
// is 64 accumulators. All sums are exact modulo 2^32.
#pragma once

#include <cstdint>

namespace quartet::golden {

inline constexpr int kBlock = 64;  ///< accumulators a requantization block
inline constexpr int kLanes = 16;  ///< output channels a weight vector of the dot product
inline constexpr int kStepBytes = 4;

/// Copies runs of int8 activations into the form that the dot products read.
struct ConvertTask {
  const std::int8_t* source;
  void* destination;
  std::int64_t runs;
  std::int64_t run;                 ///< elements
  std::int64_t source_stride;       ///< elements between runs
  std::int64_t destination_stride;  ///< bytes between runs
  std::int32_t zero_point;
};

/// accumulators[r][c] = bias[c] + sum over segments s, steps k of pixels[r][segment s, step k] ·
/// weights[c][s, k].
struct DotTask {
  const std::uint8_t* const* pixels;  ///< one pointer an output pixel
  std::int64_t rows;                  ///< output pixels
  const std::int64_t* segments;       ///< byte offset of each segment from a pixel's pointer
  std::int64_t segment_count;
  std::int64_t steps;           ///< steps a segment
  const std::uint8_t* weights;  ///< [channels / 16][segments · steps][16] steps
  const std::int32_t* bias;     ///< [channels]
  std::int64_t channels;        ///< a multiple of 16
  std::int32_t* accumulators;   ///< [rows][channels]
};

/// accumulators[i] = bias[i] + sum over taps t of taps[t][i] · weights[i][t]; weights and bias repeat after
/// `period` blocks; accumulators lie in the instruction set's depthwise order.
struct DepthwiseTask {
  const std::uint8_t* const* taps;  ///< groups · (elements a step) pointers to the first element of the row
  std::int64_t groups;              ///< steps a sum
  const std::uint8_t* weights;      ///< [period][groups][64] steps
  const std::int32_t* bias;         ///< [period · 64]
  std::int64_t period;              ///< blocks
  std::int64_t blocks;
  std::int32_t* accumulators;  ///< [blocks · 64]
};

/// output = clamp(rule(accumulator), low, high) + zero_point, 64 at a time; parameters repeat after `period`
/// blocks.
struct RequantizeTask {
  const std::int32_t* accumulators;
  std::int8_t* output;  ///< in element order
  std::int64_t blocks;
  std::int64_t period;       ///< blocks
  const std::int32_t* q;     ///< multiplier
  const std::int32_t* left;  ///< double rounding: left shift before it; nullptr when all are 0
  const std::int32_t*
      right;           ///< double rounding: right shift after it; single rounding: the whole shift, 1 … 61
  std::int32_t shift;  ///< shift rule
  std::int32_t low, high;  ///< clamp before the zero point is added
  std::int32_t zero_point;
  bool depthwise_order;  ///< order of the accumulators and parameters; false: element order
};

struct InnerLoops {
  int element_bytes;  ///< 1: uint8 = x + 128, weights int8; 2: int16 = x − zero point, weights int16
  /// Element of a block that the accumulator at each position belongs to.
  const std::uint8_t* depthwise_order;
  void (*convert)(const ConvertTask&);
  void (*dot)(const DotTask&);
  void (*depthwise)(const DepthwiseTask&);
  void (*requantize_double)(const RequantizeTask&);
  void (*requantize_single)(const RequantizeTask&);
  void (*requantize_shift)(const RequantizeTask&);
  void (*requantize_none)(const RequantizeTask&);

  [[nodiscard]] constexpr int elements_per_step() const { return kStepBytes / element_bytes; }
};

/// nullptr where the program was built without them.
const InnerLoops* avx512_vnni_loops();
const InnerLoops* avx2_loops();

}  // namespace quartet::golden
