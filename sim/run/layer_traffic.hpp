// Bytes that a layer must at least move: the denominator of its arithmetic intensity.
#pragma once

#include "sim/run/result.hpp"
#include "workloads/graph/network.hpp"

namespace quartet {

/// Name of the figure that add_layer_traffic gives each layer, in B.
inline constexpr const char* kLayerTraffic = "compulsory traffic";

/// Weights, biases, inputs and outputs of each layer of the result, each once and packed; what stays inside a fused layer
/// ("pool+conv") is not counted. A layer whose graph layers are not found gets none.
void add_layer_traffic(const Network& network, RunResult& result);

}  // namespace quartet
