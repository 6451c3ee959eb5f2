// From a network to what the array is programmed with: hardware layers in order, and where everything lies.
#pragma once

#include <string>
#include <vector>

#include "accel/cnn/hw_layer.hpp"
#include "accel/cnn/memory_map.hpp"
#include "accel/cnn/params.hpp"
#include "sim/base/error.hpp"

namespace quartet::cnn {

struct Program {
  std::vector<HwLayer> layers;
  MemoryMap memory;
  std::vector<std::string> notes;        ///< what the host computes, which hints were dropped
  std::vector<std::size_t> host_layers;  ///< graph layers behind the array's last one

  [[nodiscard]] bool streams() const { return !layers.empty() && layers.front().streaming; }
  /// 32-bit words of the input as the host writes them, and of the results as it reads them.
  [[nodiscard]] std::int64_t input_words(const Network& network) const;
  [[nodiscard]] std::int64_t output_words(const Network& network) const;
  /// The tensor that the host reads: the network's integer result.
  TensorId result = kNoTensor;
};

/// Fuses, checks and places. Fails with bad_input (what the array cannot run, every layer at once) or
/// does_not_fit (which memory or limit, by how much, what would fit).
[[nodiscard]] Result<Program> lower(const Network& network, const Params& params);

}  // namespace quartet::cnn
