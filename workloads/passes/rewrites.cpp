#include "workloads/passes/rewrites.hpp"

namespace quartet {

std::vector<int> count_readers(const Network& network) {
  std::vector<int> readers(network.tensors.size(), 0);
  for (const Layer& layer : network.layers) {
    for (const TensorId id : layer.inputs) ++readers[static_cast<std::size_t>(id)];
  }
  for (const TensorId id : network.outputs) ++readers[static_cast<std::size_t>(id)];
  return readers;
}

Result<Network> finish(Network network) {
  if (Result<void> valid = infer_and_validate(network); !valid) {
    valid.error().code = ErrorCode::internal;
    return pass(std::move(valid.error()));
  }
  return network;
}

}  // namespace quartet
