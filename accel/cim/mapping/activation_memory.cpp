#include "accel/cim/mapping/activation_memory.hpp"

#include <algorithm>

namespace quartet::cim {

namespace {

struct Life {
  int born = -1, last = -1;  // layer indices; inputs are born before layer 0
};

[[nodiscard]] std::vector<Life> lives(const Network& network) {
  std::vector<Life> all(network.tensors.size());
  const auto life = [&](TensorId id) -> Life& { return all[static_cast<std::size_t>(id)]; };
  const int end = static_cast<int>(network.layers.size());
  for (const TensorId id : network.inputs) life(id) = {-1, 0};
  for (int i = 0; i < end; ++i) {
    const Layer& layer = network.layers[static_cast<std::size_t>(i)];
    life(layer.output) = {i, i};
    for (const TensorId id : layer.inputs) life(id).last = std::max(life(id).last, i);
  }
  for (const TensorId id : network.outputs) life(id).last = end;
  life(network.logits()).last = end;
  return all;
}

}  // namespace

std::int64_t activation_bytes(const Tensor& tensor) {
  return tensor.elements() * ((tensor.type.bits + 7) / 8);
}

ActivationMemory place_activations(const Network& network) {
  struct Placed {
    std::int64_t begin, end;
    Life life;
  };
  const std::vector<Life> life = lives(network);
  std::vector<std::size_t> order;
  for (std::size_t id = 0; id < network.tensors.size(); ++id) {
    if (!network.tensors[id].is_constant() && life[id].last >= 0) order.push_back(id);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return activation_bytes(network.tensors[a]) > activation_bytes(network.tensors[b]);
  });
  ActivationMemory memory;
  memory.address.assign(network.tensors.size(), -1);
  std::vector<Placed> placed;  // ascending by begin
  for (const std::size_t id : order) {
    const std::int64_t bytes = activation_bytes(network.tensors[id]);
    std::int64_t at = 0;
    for (const Placed& other : placed) {
      const bool meet = other.life.born <= life[id].last && life[id].born <= other.life.last;
      if (meet && other.begin < at + bytes && at < other.end) at = other.end;
    }
    memory.address[id] = at;
    memory.bytes = std::max(memory.bytes, at + bytes);
    const auto where =
        std::find_if(placed.begin(), placed.end(), [&](const Placed& other) { return other.begin > at; });
    placed.insert(where, {at, at + bytes, life[id]});
  }
  return memory;
}

}  // namespace quartet::cim
