// fold_activation: a relu or relu6 behind a layer that clamps its result becomes part of that clamp.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "workloads/graph/operator.hpp"
#include "workloads/passes/rewrites.hpp"

namespace quartet {
namespace {

struct Range {
  std::int64_t low;
  std::int64_t high;
};

/// What the activation does to a stored integer: a clamp to this range. nullopt for other operators.
std::optional<Range> activation_range(const Network& network, const Layer& layer) {
  const Tensor& tensor = network.tensor(layer.inputs.front());
  if (tensor.quantization.zero_points.size() > 1) return std::nullopt;
  const std::int64_t zero = tensor.quantization.zero_point();
  if (layer.op == "relu") return Range{zero, tensor.type.max()};
  if (layer.op != "relu6") return std::nullopt;
  const double six = std::round(6.0 / tensor.quantization.scale());
  const auto room = static_cast<double>(tensor.type.max() - zero);
  return Range{zero, zero + static_cast<std::int64_t>(std::min(six, room))};
}

// Clamping to `inner`, then to `outer`, is clamping to this.
Range composed(Range inner, Range outer) {
  return {std::clamp(inner.low, outer.low, outer.high), std::clamp(inner.high, outer.low, outer.high)};
}

bool can_fold(const Layer& before, const std::vector<int>& readers) {
  const Operator* op = find_operator(before.op);
  return op != nullptr && op->traits().clamps && readers[static_cast<std::size_t>(before.output)] == 1;
}

// True when `before` has taken the activation in and writes its output.
bool fold_into(const Network& network, Layer& before, const Layer& activation,
               const std::vector<int>& readers) {
  const std::optional<Range> range = activation_range(network, activation);
  const Tensor& from = network.tensor(activation.inputs.front());
  const Tensor& to = network.tensor(activation.output);
  if (!range || !can_fold(before, readers) || from.quantization != to.quantization) return false;
  Requantization& r = before.requantization;
  const Range clamp = composed({r.clamp_min, r.clamp_max}, *range);
  // The activation's own clamp must have nothing left to do.
  if (activation.requantization.clamp_min > clamp.low || activation.requantization.clamp_max < clamp.high)
    return false;
  r.clamp_min = static_cast<std::int32_t>(clamp.low);
  r.clamp_max = static_cast<std::int32_t>(clamp.high);
  before.output = activation.output;
  return true;
}

Result<Network> run(const Network& network) {
  Network result = network;
  const std::vector<int> readers = count_readers(network);
  std::vector<int> producer(network.tensors.size(), -1);  // index into result.layers
  result.layers.clear();
  for (const Layer& layer : network.layers) {
    const int before = producer[static_cast<std::size_t>(layer.inputs.front())];
    int& made_by = producer[static_cast<std::size_t>(layer.output)];
    if (before >= 0 && fold_into(network, result.layers[static_cast<std::size_t>(before)], layer, readers)) {
      made_by = before;
    } else {
      made_by = static_cast<int>(result.layers.size());
      result.layers.push_back(layer);
    }
  }
  return finish(std::move(result));
}

}  // namespace

Pass fold_activation_pass() {
  return {"fold_activation", "fuses a relu or relu6 into the clamp of the layer before it; no value changes",
          Keeps::values, plain_run<run>};
}

}  // namespace quartet
