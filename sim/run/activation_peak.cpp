#include "sim/run/activation_peak.hpp"

#include <algorithm>

namespace quartet {

std::int64_t activation_peak_bytes(const Network& network) {
  const auto layers = static_cast<int>(network.layers.size());
  constexpr int kNever = -1;
  std::vector<int> made(network.tensors.size(), kNever), last(network.tensors.size(), kNever);
  for (const TensorId id : network.inputs)
    made[static_cast<std::size_t>(id)] = last[static_cast<std::size_t>(id)] = 0;
  for (int i = 0; i < layers; ++i) {
    const Layer& layer = network.layers[static_cast<std::size_t>(i)];
    for (const TensorId id : layer.inputs) last[static_cast<std::size_t>(id)] = i;
    made[static_cast<std::size_t>(layer.output)] = last[static_cast<std::size_t>(layer.output)] = i;
  }
  for (const TensorId id : network.outputs) last[static_cast<std::size_t>(id)] = layers - 1;
  std::int64_t peak = 0;
  for (int i = 0; i < layers; ++i) {
    std::int64_t alive = 0;
    for (std::size_t t = 0; t < network.tensors.size(); ++t) {
      if (made[t] != kNever && made[t] <= i && i <= last[t]) alive += network.tensors[t].bytes();
    }
    peak = std::max(peak, alive);
  }
  return peak;
}

}  // namespace quartet
