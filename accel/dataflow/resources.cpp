#include "accel/dataflow/resources.hpp"

#include <array>
#include <cmath>

namespace quartet::dataflow {
namespace {

/// One aspect ratio of a block of 18 Kibit.
struct Shape18 {
  std::int64_t depth;
  std::int64_t width;
};
constexpr std::array<Shape18, 4> kNarrow{{{16384, 1}, {8192, 2}, {4096, 4}, {2048, 9}}};
constexpr Shape18 kMiddle{1024, 18};
constexpr Shape18 kWide{512, 36};

std::int64_t blocks(std::int64_t depth, std::int64_t width, Shape18 shape) {
  return ceil_div(depth, shape.depth) * ceil_div(width, shape.width);
}

}  // namespace

std::int64_t bram18_of(std::int64_t depth, std::int64_t width_bits) {
  if (depth <= 0 || width_bits <= 0) return 0;
  for (const Shape18& shape : kNarrow) {
    if (width_bits <= shape.width) return blocks(depth, width_bits, shape);
  }
  return blocks(depth, width_bits, width_bits <= kMiddle.width || depth > kWide.depth ? kMiddle : kWide);
}

Resources memory_of(std::int64_t depth, std::int64_t width_bits, std::int64_t words_per_lut, const Estimates& e) {
  if (depth > e.lutram_max_depth) return {.bram18 = bram18_of(depth, width_bits)};
  return {.lut = width_bits * ceil_div(depth, words_per_lut)};
}

Resources fifo_of(std::int64_t depth, std::int64_t width_bits, const Estimates& e) {
  if (depth <= 0) return {};
  const double control = 2.0 * log2_up(depth);
  if (depth > e.fifo_max_srl) {
    Resources out = logic(control, e);
    out.bram18 = bram18_of(depth, width_bits);
    return out;
  }
  return logic(control + static_cast<double>(ceil_div(depth, e.fifo_srl_depth) * ceil_div(width_bits, 2)), e);
}

Resources logic(double lut, const Estimates& e) {
  const double whole = std::ceil(lut);
  return {.lut = static_cast<std::int64_t>(whole), .ff = static_cast<std::int64_t>(std::ceil(whole * e.ff_per_lut))};
}

}  // namespace quartet::dataflow
