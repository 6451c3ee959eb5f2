// Depthwise convolution, vectorised over the elements of an output row (columns and channels together).
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/golden/fast/padded_image.hpp"
#include "workloads/golden/fast/vector_requantizer.hpp"
#include "workloads/golden/kernel.hpp"

namespace quartet::golden {

/// Element i of an output row needs, for every tap, element i of an image row that starts at the tap: loads
/// are contiguous for any stride (phases of the padded image) and channel multiplier (replicas).
class DepthwiseConvolution final : public Kernel {
 public:
  DepthwiseConvolution(const KernelContext& context, const Geometry& geometry, const InnerLoops& loops,
                       Requantizer requantizer);
  [[nodiscard]] static std::int64_t working_bytes(const Geometry& geometry, const InnerLoops& loops);

  void run(std::span<const ConstView> inputs, View output) override;

 private:
  void pack(const KernelContext& context);
  void pack_element(const std::int32_t* weights, std::int64_t position);
  void set_taps(int row);

  Geometry g_;
  const InnerLoops* loops_;
  Requantizer requantizer_;
  std::int32_t zero_point_;
  PaddedImage image_;
  std::int64_t groups_;  // steps a sum
  std::int64_t period_;  // blocks before weights repeat
  std::int64_t blocks_;  // of one output row
  std::vector<std::int64_t> tap_offsets_;
  std::vector<const std::uint8_t*> taps_;
  std::vector<std::uint8_t> weights_;
  std::vector<std::int32_t> bias_;
  VectorRequantizer vector_requantizer_;
  std::vector<std::int32_t> accumulators_;
  std::vector<std::int8_t> bytes_;
};

}  // namespace quartet::golden
