// From a group of graph layers to the shapes of one hardware layer.
#pragma once

#include <cstddef>
#include <vector>

#include "accel/cnn/hw_layer.hpp"
#include "sim/base/error.hpp"

namespace quartet::cnn {

/// Rows, columns and channels of a tensor in data memory: H,W,C; L,C as L x 1; a vector as one pixel.
struct MapShape {
  int rows = 1, columns = 1, channels = 1;
  [[nodiscard]] static MapShape of(const Shape& shape);
};

/// Everything but placement (processors, offsets). Structure that the data path does not have is a Problem in
/// `problems`.
[[nodiscard]] HwLayer build_layer(const Network& network, const std::vector<std::size_t>& members,
                                  const Params& params, std::vector<Problem>& problems);

}  // namespace quartet::cnn
