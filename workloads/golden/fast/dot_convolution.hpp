// Convolution as dot products: output pixels × output channels, summed over runs of neighbouring activations.
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/golden/fast/padded_image.hpp"
#include "workloads/golden/fast/vector_requantizer.hpp"
#include "workloads/golden/kernel.hpp"

namespace quartet::golden {

/// A segment is a run of elements that lie together both in the image and in the filter: a whole filter row,
/// or one tap where dilation or groups tear the row apart. Steps that run over a segment's end meet zero
/// weights.
class DotConvolution final : public Kernel {
 public:
  DotConvolution(const KernelContext& context, const Geometry& geometry, const InnerLoops& loops,
                 Requantizer requantizer);
  [[nodiscard]] static std::int64_t working_bytes(const Geometry& geometry, const InnerLoops& loops);

  void run(std::span<const ConstView> inputs, View output) override;

 private:
  /// Packed constants of one group of channels.
  struct Group {
    std::vector<std::int64_t> segments;
    std::vector<std::uint8_t> weights;
    std::vector<std::int32_t> bias;
    std::vector<VectorRequantizer> requantizer;  // one; none where the output is stored as words
  };
  struct Layout {
    std::int64_t segments, taps_per_segment, steps, channels;
  };
  [[nodiscard]] static Layout layout(const Geometry& geometry, const InnerLoops& loops);
  [[nodiscard]] Group pack(const KernelContext& context, int group) const;
  void pack_channel(const std::int32_t* weights, std::int64_t channel, Group& packed) const;
  void finish(const Group& group, int index, std::int64_t first_row, std::int64_t rows, View output);

  Geometry g_;
  const InnerLoops* loops_;
  Requantizer requantizer_;
  std::int32_t zero_point_;
  Layout layout_;
  PaddedImage image_;
  std::vector<const std::uint8_t*> pixels_;
  std::vector<Group> groups_;
  std::int64_t rows_per_pass_;  // so that a pass's accumulators stay in the first cache
  std::vector<std::int32_t> accumulators_;
  std::vector<std::int8_t> bytes_;
};

}  // namespace quartet::golden
