#include "sim/run/layer_traffic.hpp"

#include <map>
#include <optional>
#include <set>

namespace quartet {

namespace {

/// Graph layers of a fused layer's name; nullopt where a part is no layer of the graph.
std::optional<std::set<std::size_t>> layers_of(const std::string& name, const std::map<std::string, std::size_t>& index) {
  std::set<std::size_t> out;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('+', at), name.size());
    const auto found = index.find(name.substr(at, end - at));
    if (found == index.end()) return std::nullopt;
    out.insert(found->second);
    at = end + 1;
  }
  return out;
}

std::int64_t traffic(const Network& network, const std::set<std::size_t>& fused) {
  std::set<TensorId> made, moved;
  for (const std::size_t i : fused) made.insert(network.layers[i].output);
  for (const std::size_t i : fused) {
    const Layer& layer = network.layers[i];
    for (const TensorId id : {layer.weights, layer.bias}) {
      if (id != kNoTensor) moved.insert(id);
    }
    for (const TensorId id : layer.inputs) {
      if (!made.contains(id)) moved.insert(id);
    }
  }
  std::set<TensorId> inside = made;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    if (fused.contains(i)) continue;
    for (const TensorId id : network.layers[i].inputs) inside.erase(id);
  }
  for (const TensorId id : network.outputs) inside.erase(id);
  inside.erase(network.logits());
  for (const TensorId id : made) {
    if (!inside.contains(id)) moved.insert(id);
  }
  std::int64_t bytes = 0;
  for (const TensorId id : moved) bytes += network.tensor(id).bytes();
  return bytes;
}

}  // namespace

void add_layer_traffic(const Network& network, RunResult& result) {
  std::map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < network.layers.size(); ++i) index.try_emplace(network.layers[i].name, i);
  for (LayerSummary& layer : result.layers) {
    const auto fused = index.contains(layer.name) ? std::optional(std::set<std::size_t>{index.at(layer.name)}) : layers_of(layer.name, index);
    if (!fused) continue;
    layer.figures.push_back({kLayerTraffic, static_cast<double>(traffic(network, *fused)), "B", "counted",
                             "weights, biases, inputs and outputs, each once and packed"});
  }
}

}  // namespace quartet
