// What a host moves for one inference, whoever the host is: bursts of bytes for the weight and bias memories,
// a scratch image for a tensor's words in the data memories, and how rows go through the FIFOs.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/cnn/data_memory.hpp"
#include "accel/cnn/kernel_packing.hpp"
#include "accel/cnn/lower.hpp"
#include "sim/base/requantize.hpp"

namespace quartet::cnn {

/// Bytes for one weight or bias memory, from byte `offset` on.
struct ConstantBurst {
  bool biases = false;
  int unit = 0;  ///< processor of a weight memory, quadrant of a bias memory
  std::int64_t offset = 0;
  std::vector<std::uint8_t> bytes;
};
/// Layer after layer: each processor's kernels, then the biases.
[[nodiscard]] std::vector<ConstantBurst> constant_bursts(const Network& network, const Program& program,
                                                         const Params& params, const KernelLayouts& layouts,
                                                         Rounding rounding);

/// A scratch image of the instances that a region uses, up to its last word.
class RegionImage {
 public:
  RegionImage(const DataRegion& region, int instances);
  [[nodiscard]] const Instances& spans() const { return spans_; }
  [[nodiscard]] std::uint8_t* at(int instance, std::int64_t byte) {
    return bytes_[static_cast<std::size_t>(instance)].data() + byte;
  }

 private:
  std::vector<std::vector<std::uint8_t>> bytes_;
  Instances spans_;
};

/// The input of a streaming network on its way through the FIFOs.
struct FifoFeed {
  std::size_t input = 0;       ///< of the network
  DataRegion region;           ///< the whole map
  std::int64_t row_bytes = 0;  ///< of each instance
  int capacity = 1;            ///< rows that the FIFO and the rolling region hold
};
[[nodiscard]] FifoFeed fifo_feed(const Network& network, const Program& program, const Params& params);

}  // namespace quartet::cnn
