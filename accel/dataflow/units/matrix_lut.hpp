// The estimate of units that multiply, shared by MVAU and VVAU:
//
//   LUT = base + scale·PE·(mult + adder + acc) + c2
//   mult = SIMD·(2·ceil((W+A)/6) − 1)·(W+A), 0 with DSP; adder = (W+A)·(2·SIMD − 1); acc = accumulator bits
//   c2 = PE·SIMD·W·ceil(depth/64) for weights in LUT, else BRAM18 of depth × PE·SIMD·W
//   DSP: HLS PE·SIMD·ceil((W+A)/48); RTL ceil(PE/lanes)·SIMD
//
// Source: finn@39f0c9a, HLS unit; its thresholds are the thresholding unit's. FINN's RTL unit reports no LUT at all: here it
// is this formula with mult = 0, a stated assumption (control, adders behind the DSP and accumulators remain).
#pragma once

#include "accel/dataflow/unit.hpp"

namespace quartet::dataflow {

struct MatrixSize {
  std::int64_t pe = 1, simd = 1;
  int weight_bits = 8, input_bits = 8, accumulator_bits = 32;
  std::int64_t memory_depth = 1;
};

/// LUT of one product: (2·ceil((W+A)/6) − 1)·(W+A).
[[nodiscard]] double product_lut(int weight_bits, int input_bits, const Estimates& e);
[[nodiscard]] Resources matrix_resources(const MatrixSize& size, const Build& build);

}  // namespace quartet::dataflow
