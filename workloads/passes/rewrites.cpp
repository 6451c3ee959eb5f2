#include "workloads/passes/rewrites.hpp"

#include <algorithm>

namespace quartet {

std::vector<int> count_readers(const Network& network) {
  std::vector<int> readers(network.tensors.size(), 0);
  for (const Layer& layer : network.layers) {
    for (const TensorId id : layer.inputs) ++readers[static_cast<std::size_t>(id)];
  }
  for (const TensorId id : network.outputs) ++readers[static_cast<std::size_t>(id)];
  return readers;
}

std::optional<std::size_t> only_reader(const Network& network, TensorId tensor) {
  if (std::count(network.outputs.begin(), network.outputs.end(), tensor) != 0) return std::nullopt;
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const std::vector<TensorId>& inputs = network.layers[i].inputs;
    const auto times = std::count(inputs.begin(), inputs.end(), tensor);
    if (times > 1 || (times == 1 && found)) return std::nullopt;
    if (times == 1) found = i;
  }
  return found;
}

std::vector<Reach> accumulator_reach(const Network& network, const Layer& layer) {
  const Tensor& weights = network.tensor(layer.weights);
  const Tensor& input = network.tensor(layer.inputs.front());
  std::int64_t low_x = 0, high_x = 0;  // a padded tap adds nothing
  const auto widen = [&](std::int64_t zero) {
    low_x = std::min(low_x, input.type.min() - zero);
    high_x = std::max(high_x, input.type.max() - zero);
  };
  if (input.quantization.zero_points.empty()) widen(0);
  for (const std::int32_t zero : input.quantization.zero_points) widen(zero);
  const auto outputs = static_cast<std::size_t>(weights.shape.front());
  const std::size_t taps = weights.constant.size() / outputs;
  std::vector<Reach> reach(outputs);
  for (std::size_t o = 0; o < outputs; ++o) {
    Reach& r = reach[o];
    if (layer.bias != kNoTensor) r.low = r.high = network.tensor(layer.bias).constant[o];
    for (std::size_t t = 0; t < taps; ++t) {
      const std::int64_t w = weights.constant[o * taps + t];
      r.low += std::min(w * low_x, w * high_x);
      r.high += std::max(w * low_x, w * high_x);
    }
  }
  return reach;
}

Result<Network> finish(Network network) {
  if (Result<void> valid = infer_and_validate(network); !valid) {
    valid.error().code = ErrorCode::internal;
    return pass(std::move(valid.error()));
  }
  return network;
}

Result<Network> finish_without_dead(Network network) {
  const auto valid = finish(std::move(network));
  if (!valid) return valid;
  return dead_layer_elimination_pass().make()->run(*valid);
}

}  // namespace quartet
