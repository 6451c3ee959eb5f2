// The network as a table, one row a layer: what `quartet import` shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet {

struct LayerRow {
  std::string name;
  std::string op;
  Shape input;  ///< of the first input
  Shape output;
  std::string window;  ///< "3x3 stride 2 pad 0,0,1,1 dilation 2 groups 4"; "" without a window
  std::int64_t macs = 0;
  std::int64_t weights = 0;     ///< elements; 0 without weights
  int weight_bits = 0;          ///< 0 without weights
  std::string activation_type;  ///< of the output: "int8"
  std::string requantization;   ///< "multiplier per channel, clamp [-128, 127]", "shift -2", "7 thresholds"
};

/// The network must have passed infer_and_validate.
[[nodiscard]] std::vector<LayerRow> layer_table(const Network& network);

}  // namespace quartet
