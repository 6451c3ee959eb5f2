// Kernels as the weight memories hold them: a stream of two's-complement fields in 72-bit words.
//
// On the processor of lane q, kernel number ((o · passes + p) · pixels + i) belongs to output o, input
// channel p · per_pass + q and pixel i of a flattened map; its taps follow row by row. Depthwise: kernel
// number p. Where no channel, output or tap exists (rounding to whole instances, stretched dilation) the
// field is zero.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "accel/cnn/hw_layer.hpp"
#include "accel/cnn/memory_map.hpp"

namespace quartet::cnn {

class KernelLayout {
 public:
  KernelLayout(const Network& network, const HwLayer& layer, const KernelRegion& region);

  /// Bytes of one lane's words (nine a word).
  [[nodiscard]] std::vector<std::uint8_t> pack(int lane, const Values& weights) const;
  /// The reverse: writes into `weights` what the lane's bytes hold.
  void unpack(int lane, const std::uint8_t* bytes, Values& weights) const;

 private:
  static constexpr std::int32_t kEmpty = -1;
  void find_sources();
  void add_kernel(int output, int channel, std::int64_t pixel);
  [[nodiscard]] std::int32_t tap_source(int y, int x) const;

  const HwLayer& layer_;
  std::int64_t bytes_;
  Shape shape_;  ///< of the weight tensor
  bool linear_ = false;
  bool channel_first_ = false;  ///< order of a flattened map
  bool bipolar_ = false;
  std::size_t per_lane_ = 0;
  std::vector<std::int32_t> source_;  ///< index into the weights of each field, all lanes after each other
};

/// One a hardware layer; empty where it has no kernels.
using KernelLayouts = std::vector<std::optional<KernelLayout>>;
[[nodiscard]] KernelLayouts kernel_layouts(const Network& network, const std::vector<HwLayer>& layers,
                                           const MemoryMap& memory);

}  // namespace quartet::cnn
