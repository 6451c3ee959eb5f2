// Where the activations lie in the SRAM between the layers.
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet::cim {

/// Byte address of each tensor (−1: constants and tensors that nobody uses); one element takes the bytes of
/// its type, at least one. Tensors that are alive at the same time never overlap; a tensor is alive from the
/// layer that writes it (inputs: from the start) to the last that reads it (outputs and logits: to the end).
/// First fit, large tensors first.
struct ActivationMemory {
  std::vector<std::int64_t> address;
  std::int64_t bytes = 0;  ///< highest byte in use
};
[[nodiscard]] ActivationMemory place_activations(const Network& network);

/// Bytes of a tensor in the SRAM.
[[nodiscard]] std::int64_t activation_bytes(const Tensor& tensor);

}  // namespace quartet::cim
