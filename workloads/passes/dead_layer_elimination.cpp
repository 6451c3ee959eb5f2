// dead_layer_elimination: layers that no output depends on disappear, and tensors that nothing uses.
#include "workloads/passes/rewrites.hpp"

namespace quartet {
namespace {

// Every tensor id a layer holds.
template <class LayerType, class Action>
void for_each_id(LayerType& layer, Action action) {
  for (auto& id : layer.inputs) action(id);
  action(layer.weights);
  action(layer.bias);
  action(layer.requantization.thresholds);
  action(layer.output);
}

// The network's inputs are its interface and stay, read or not.
std::vector<bool> used_tensors(const Network& network, std::vector<bool>& layer_used) {
  std::vector<bool> used(network.tensors.size(), false);
  const auto use = [&](TensorId id) {
    if (id != kNoTensor) used[static_cast<std::size_t>(id)] = true;
  };
  for (const TensorId id : network.inputs) use(id);
  for (const TensorId id : network.outputs) use(id);
  for (std::size_t i = network.layers.size(); i-- > 0;) {
    layer_used[i] = used[static_cast<std::size_t>(network.layers[i].output)];
    if (layer_used[i]) for_each_id(network.layers[i], use);
  }
  return used;
}

Result<Network> run(const Network& network) {
  std::vector<bool> layer_used(network.layers.size(), false);
  const std::vector<bool> used = used_tensors(network, layer_used);
  Network result;
  result.name = network.name;
  result.notes = network.notes;
  std::vector<TensorId> moved(network.tensors.size(), kNoTensor);
  for (std::size_t i = 0; i < network.tensors.size(); ++i) {
    if (used[i]) moved[i] = result.add(network.tensors[i]);
  }
  const auto move = [&](TensorId& id) {
    if (id != kNoTensor) id = moved[static_cast<std::size_t>(id)];
  };
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    if (!layer_used[i]) continue;
    Layer layer = network.layers[i];
    for_each_id(layer, move);
    result.layers.push_back(std::move(layer));
  }
  result.inputs = network.inputs;
  result.outputs = network.outputs;
  for (TensorId& id : result.inputs) move(id);
  for (TensorId& id : result.outputs) move(id);
  return finish(std::move(result));
}

}  // namespace

Pass dead_layer_elimination_pass() {
  return {"dead_layer_elimination",
          "removes layers that no output depends on and tensors nothing uses; no value changes", Keeps::values, plain_run<run>};
}

}  // namespace quartet
