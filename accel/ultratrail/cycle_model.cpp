#include "accel/ultratrail/cycle_model.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quartet::ultratrail {
namespace {

constexpr std::int64_t kSetupCycles = 1;  // per layer, of the published form

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// Positions whose window hangs over an edge when the outermost one hangs over by `overhang` taps.
std::int64_t overhanging(std::int64_t overhang, std::int64_t stride) {
  return overhang <= 0 ? 0 : (overhang - 1) / stride + 1;
}

// overhang + (overhang − stride) + …, n terms.
std::int64_t skipped(std::int64_t overhang, std::int64_t stride, std::int64_t n) {
  return n * overhang - stride * n * (n - 1) / 2;
}

}  // namespace

std::int64_t input_tiles(const ConvShape& shape, const ArrayShape& array) { return ceil_div(shape.in_channels, array.rows); }
std::int64_t output_tiles(const ConvShape& shape, const ArrayShape& array) {
  return ceil_div(shape.out_channels, array.columns);
}

Result<ConvCycles> conv_cycles(const ConvShape& shape, const ArrayShape& array, const std::string& place) {
  const std::int64_t out = shape.positions();
  const std::int64_t left = shape.reach();
  const std::int64_t right = (out - 1) * shape.stride + shape.filter - left - shape.width;
  const std::int64_t begin = overhanging(left, shape.stride);
  const std::int64_t end = shape.padded ? overhanging(right, shape.stride) : 0;
  if (begin > out || end > out) {
    return bad_input(place,
                     fmt::format("is outside the cycle model: a map of width {} is narrower than the reach {} of the filter "
                                 "({} positions overlap the padding, the layer has {})",
                                 shape.width, left, std::max(begin, end), out),
                     fmt::format("a filter of at most {}, or less stride before this layer", 2 * shape.width + 1));
  }
  ConvCycles c;
  c.taps = out * shape.filter - skipped(left, shape.stride, begin) - skipped(right, shape.stride, end);
  c.cycles = kSetupCycles + input_tiles(shape, array) * output_tiles(shape, array) * c.taps;
  return c;
}

}  // namespace quartet::ultratrail
