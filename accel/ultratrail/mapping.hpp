// Which layers of a network the array runs, and which it refuses.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accel/ultratrail/cycle_model.hpp"
#include "accel/ultratrail/params.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::ultratrail {

/// A conv1d or fully_connected layer with the free layers behind it (add, pools, activations, reshape, softmax: the
/// published cycle model gives them no cycles). A free layer before the first of them stands alone, without `shape`.
struct MappedLayer {
  std::vector<std::size_t> graph_layers;
  std::string name;  ///< joined by "+"
  std::string op;    ///< joined by "+"
  std::optional<ConvShape> shape;
  ConvCycles cost;
  std::int64_t macs = 0;  ///< padding taps counted
};

/// bad_input with every layer that cannot run and why: unknown operator, groups, dilation, padding other than none or half
/// the filter, zero points, wider types than the array has, outside the cycle model. The network is validated.
[[nodiscard]] Result<std::vector<MappedLayer>> map_network(const Network& network, const Params& params);

}  // namespace quartet::ultratrail
