// remove_identity: layers that hand their input on unchanged disappear, their readers read the input instead.
#include <algorithm>
#include <numeric>

#include "workloads/graph/operator.hpp"
#include "workloads/passes/rewrites.hpp"

namespace quartet {
namespace {

// A layer with a recorded placement is a hardware layer of its own (pass-through), and takes time.
bool hands_on(const Network& network, const Layer& layer) {
  const Operator* op = find_operator(layer.op);
  if (op == nullptr || !op->traits().copies || layer.placement.hardware_layer >= 0) return false;
  const Tensor& input = network.tensor(layer.inputs.front());
  const Tensor& output = network.tensor(layer.output);
  return input.shape == output.shape && input.quantization == output.quantization &&
         layer.attributes.flatten_order == FlattenOrder::hwc;
}

Result<Network> run(const Network& network) {
  Network result = network;
  std::vector<TensorId> stands_for(network.tensors.size());
  std::iota(stands_for.begin(), stands_for.end(), 0);
  const auto resolve = [&](TensorId& id) { id = stands_for[static_cast<std::size_t>(id)]; };
  const auto is_in = [](const std::vector<TensorId>& ids, TensorId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  result.layers.clear();
  for (Layer layer : network.layers) {
    std::for_each(layer.inputs.begin(), layer.inputs.end(), resolve);
    const TensorId input = layer.inputs.front();
    // An output must be computed by a layer: the last copy from a network input or a constant stays.
    const bool source = is_in(network.inputs, input) || network.tensor(input).is_constant();
    if (hands_on(network, layer) && !(source && is_in(network.outputs, layer.output))) {
      stands_for[static_cast<std::size_t>(layer.output)] = input;
    } else {
      result.layers.push_back(std::move(layer));
    }
  }
  std::for_each(result.outputs.begin(), result.outputs.end(), resolve);
  return finish(std::move(result));
}

}  // namespace

Pass remove_identity_pass() {
  return {"remove_identity",
          "removes identity and same-shape reshape layers without a placement; no value changes", Keeps::values, plain_run<run>};
}

}  // namespace quartet
