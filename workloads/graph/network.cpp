#include "workloads/graph/network.hpp"

#include <set>

#include "workloads/graph/operator.hpp"

namespace quartet {

TensorId Network::logits() const {
  if (outputs.empty()) return kNoTensor;
  TensorId id = outputs.front();
  // Backwards through layers that only copy; execution order makes one sweep enough.
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    if (layer->output != id || layer->inputs.empty()) continue;
    const Operator* op = find_operator(layer->op);
    if (op == nullptr) break;
    if (op->traits().normalizes) return layer->inputs.front();
    if (!op->traits().copies) break;
    id = layer->inputs.front();
  }
  return outputs.front();
}

std::int64_t Network::macs() const {
  std::int64_t total = 0;
  for (const Layer& layer : layers) total += layer_macs(*this, layer);
  return total;
}

std::int64_t Network::weight_bytes() const {
  std::set<TensorId> counted;
  std::int64_t total = 0;
  for (const Layer& layer : layers) {
    if (layer.weights != kNoTensor && counted.insert(layer.weights).second)
      total += tensor(layer.weights).bytes();
  }
  return total;
}

std::int64_t layer_macs(const Network& network, const Layer& layer) {
  const Operator* op = find_operator(layer.op);
  return op == nullptr ? 0 : op->macs(network, layer);
}

}  // namespace quartet
