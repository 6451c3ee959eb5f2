// Cycles of one layer: the published closed form. With C inputs, K outputs, width W, filter F, stride s on M rows × N
// columns, h = floor(F/2) and p = 1 where h zeros are padded on both sides:
//
//   out   = floor((W + 2·p·h − F)/s) + 1
//   nb    = p·(floor((h−1)/s) + 1)        skip_b = sum over i < nb of h − s·i      taps on the left padding
//   e     = (out−1)·s + F − h − W
//   ne    = p·(floor((e−1)/s) + 1)        skip_e = sum over i < ne of e − s·i      taps on the right padding
//   t     = 1 + ceil(C/M)·ceil(K/N)·(out·F − skip_b − skip_e)
//
// A fully connected layer is W = F = s = 1, p = 0. The form subtracts skips of positions that do not exist when nb or ne
// exceeds out (a map narrower than the filter's reach; one published record is negative by it): such a layer is outside
// the model and refused. Everywhere else it equals counting the taps inside the map one by one.
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/error.hpp"

namespace quartet::ultratrail {

struct ArrayShape {
  int rows = 8;
  int columns = 8;
};

struct ConvShape {
  int in_channels = 1;
  int out_channels = 1;
  int width = 1;
  int filter = 1;
  int stride = 1;
  bool padded = false;

  [[nodiscard]] std::int64_t reach() const { return padded ? filter / 2 : 0; }
  [[nodiscard]] std::int64_t positions() const { return (width + 2 * reach() - filter) / stride + 1; }
};

/// Passes over a position: tiles of input channels × tiles of output channels.
[[nodiscard]] std::int64_t input_tiles(const ConvShape& shape, const ArrayShape& array);
[[nodiscard]] std::int64_t output_tiles(const ConvShape& shape, const ArrayShape& array);

struct ConvCycles {
  std::int64_t taps = 0;    ///< taps inside the map, over all positions
  std::int64_t cycles = 0;  ///< t above
};

/// shape: all sizes at least 1, filter at most width + 2·reach. bad_input with `place` outside the model.
[[nodiscard]] Result<ConvCycles> conv_cycles(const ConvShape& shape, const ArrayShape& array, const std::string& place);

}  // namespace quartet::ultratrail
