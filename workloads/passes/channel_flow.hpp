// Where the output channels of a layer go: through layers that keep channels apart, into the weights that read them.
#pragma once

#include <optional>
#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet {

struct ChannelFlow {
  std::vector<std::size_t> followers;  ///< layers between, in order: pools, activations, depthwise, reshape to a vector, …
  std::vector<std::size_t> consumers;  ///< layers whose weights read every channel
};

/// nullopt where channels cannot be chosen or moved: they reach a network output, an addition, a concat or an operator
/// that mixes them; or the producer is grouped.
[[nodiscard]] std::optional<ChannelFlow> channel_flow(const Network& network, std::size_t producer);

/// Output channel i of the producer becomes the present channel select[i]; layers that follow and consumers fit
/// themselves to it. With a permutation every consumer computes what it did; channels that are not selected count as
/// the zero point. Shapes are left to infer_and_validate; old constants stay behind as tensors that nothing uses.
void select_channels(Network& network, std::size_t producer, const ChannelFlow& flow, const std::vector<int>& select);

/// Rows of the producer alone: weights, bias, scales, thresholds.
void select_rows(Network& network, Layer& layer, const std::vector<int>& select);

}  // namespace quartet
