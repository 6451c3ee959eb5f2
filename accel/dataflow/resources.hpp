// LUT, FF, block RAM and DSP of a unit: FINN's published estimates, hls4ml's multiplier and word counts, and stated
// assumptions where neither has a formula (docs/dataflow.md, "Resources").
//
//   memory of `depth` words of `width` bit   up to lutram_max_depth: LUT, else BRAM18 by the ladder
//     width 1: depth/16384; 2: /8192; <= 4: /4096 · width/4; <= 9: /2048 · width/9; <= 18 or depth > 512: /1024 · width/18;
//     else /512 · width/36 (each quotient rounded up): the aspect ratios of an 18 Kibit block (finn@39f0c9a)
#pragma once

#include <cstdint>

#include "accel/dataflow/params.hpp"

namespace quartet::dataflow {

struct Resources {
  std::int64_t lut = 0;
  std::int64_t ff = 0;
  std::int64_t bram18 = 0;  ///< blocks of 18 Kibit; two are one BRAM36
  std::int64_t dsp = 0;

  Resources& operator+=(const Resources& other) {
    lut += other.lut;
    ff += other.ff;
    bram18 += other.bram18;
    dsp += other.dsp;
    return *this;
  }
  [[nodiscard]] std::int64_t bram36_pairs() const { return bram18 / 2; }
  bool operator==(const Resources&) const = default;
};

[[nodiscard]] constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }
/// ceil(log2(n)); 0 for n <= 1.
[[nodiscard]] constexpr int log2_up(std::int64_t n) {
  int bits = 0;
  while ((std::int64_t{1} << bits) < n) ++bits;
  return bits;
}

/// Blocks of 18 Kibit of a memory, by the ladder; no regard to lutram_max_depth.
[[nodiscard]] std::int64_t bram18_of(std::int64_t depth, std::int64_t width_bits);

/// A memory in LUT (words_per_lut of one bit each) or block RAM.
[[nodiscard]] Resources memory_of(std::int64_t depth, std::int64_t width_bits, std::int64_t words_per_lut, const Estimates& e);

/// A FIFO: 2·ceil(log2 depth) + ceil(depth/32)·ceil(width/2) LUT, beyond fifo_max_srl block RAM. Depth 0: nothing.
[[nodiscard]] Resources fifo_of(std::int64_t depth, std::int64_t width_bits, const Estimates& e);

/// LUT with the flip-flops that belong to them.
[[nodiscard]] Resources logic(double lut, const Estimates& e);

}  // namespace quartet::dataflow
