// What may take the place of the convolution of a hardware layer in the simulate rung: a block in RTL.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/cnn/hw_layer.hpp"
#include "sim/base/error.hpp"

namespace quartet::cnn {

/// What a layer computes, with the bytes that lie in the array's memories.
struct ConvolutionWork {
  const HwLayer& layer;
  const Layer& graph;                      ///< the convolution
  Values input;                            ///< H x W x C
  const Values& kernels;                   ///< [O, 3, 3, C]
  const Values* biases = nullptr;          ///< [O]; nullptr: none
};

class IConvolutionStandIn {
 public:
  virtual ~IConvolutionStandIn() = default;
  [[nodiscard]] virtual bool stands_for(std::size_t layer) const = 0;
  /// At the start of the layer. Cycles of each walked row, as the block takes them.
  [[nodiscard]] virtual Result<std::vector<std::uint64_t>> run(std::size_t layer, const ConvolutionWork& work) = 0;
  /// At its end, with what the model has: cycles of each row, and the output. A difference is check_failed.
  [[nodiscard]] virtual Result<void> compare(std::size_t layer, const std::vector<std::uint64_t>& row_cycles, const Values& output) = 0;
};

}  // namespace quartet::cnn
