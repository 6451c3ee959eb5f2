// Which graph layers run together as one hardware layer.
#pragma once

#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::cnn {

/// Place of an operator in the data path of a hardware layer.
enum class Role { unsupported, pooling, elementwise, relabel, core, pass_through, activation, host };
[[nodiscard]] Role role_of(const std::string& op);
/// Operators that the array runs, for messages.
[[nodiscard]] std::string supported_ops();

struct Grouping {
  std::vector<std::vector<std::size_t>>
      groups;                     ///< graph layers of each hardware layer, both in execution order
  std::vector<std::size_t> host;  ///< layers behind the last group that the host computes (softmax)
  std::vector<std::string> notes;
};

/// Follows placement.hardware_layer where every layer carries it, else fuses greedily: pooling and
/// element-wise into the convolution that alone reads their result, activations into what they act on.
/// Unsupported operators are one error that lists all of them.
[[nodiscard]] Result<Grouping> group_layers(const Network& network);

}  // namespace quartet::cnn
