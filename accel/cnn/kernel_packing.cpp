#include "accel/cnn/kernel_packing.hpp"

#include "accel/cnn/grouping.hpp"

namespace quartet::cnn {

KernelLayout::KernelLayout(const Network& network, const HwLayer& layer, const KernelRegion& region)
    : layer_(layer),
      bytes_(region.words * 9),
      shape_(network.tensor(network.layers[layer.core_member].weights).shape) {
  const Tensor& weights = network.tensor(network.layers[layer.core_member].weights);
  linear_ = layer.core == Core::linear;
  bipolar_ = weights.type.bipolar;
  channel_first_ = layer.chw_operand;
  for (const std::size_t i : layer.members) {
    const Layer& l = network.layers[i];
    if (role_of(l.op) == Role::relabel && l.attributes.flatten_order == FlattenOrder::chw)
      channel_first_ = true;
  }
  find_sources();
}

void KernelLayout::find_sources() {
  const auto lanes = static_cast<int>(layer_.processors.size());
  const int passes = layer_.input.passes;
  const int outputs = layer_.core == Core::depthwise ? 1 : layer_.written_channels();
  const std::int64_t pixels = layer_.flatten ? std::int64_t{layer_.rows} * layer_.columns : 1;
  per_lane_ = static_cast<std::size_t>(outputs * passes * pixels * layer_.taps());
  source_.reserve(per_lane_ * static_cast<std::size_t>(lanes));
  for (int lane = 0; lane < lanes; ++lane) {
    for (int o = 0; o < outputs; ++o) {
      for (int p = 0; p < passes; ++p) {
        for (std::int64_t i = 0; i < pixels; ++i) add_kernel(o, p * layer_.input.per_pass + lane, i);
      }
    }
  }
}

void KernelLayout::add_kernel(int output, int channel, std::int64_t pixel) {
  const bool exists = channel < layer_.input.count && output < layer_.result.count;
  const int taps = layer_.taps();
  if (!exists) {
    source_.insert(source_.end(), static_cast<std::size_t>(taps), kEmpty);
    return;
  }
  if (linear_) {
    const std::int64_t pixels = std::int64_t{layer_.rows} * layer_.columns;
    const std::int64_t inputs = layer_.flatten ? pixels * layer_.input.count : layer_.input.count;
    const std::int64_t i = channel_first_ ? channel * (layer_.flatten ? pixels : 1) + pixel
                                          : pixel * layer_.input.count + channel;
    source_.push_back(static_cast<std::int32_t>(output * inputs + i));
    return;
  }
  const bool depthwise = layer_.core == Core::depthwise;
  const std::int32_t channels = shape_[3];
  const std::int32_t first =
      (depthwise ? channel : output) * shape_[1] * shape_[2] * channels + (depthwise ? 0 : channel);
  for (int y = 0; y < layer_.y.kernel; ++y) {
    for (int x = 0; x < layer_.x.kernel; ++x) {
      const std::int32_t tap = tap_source(y, x);
      source_.push_back(tap == kEmpty ? kEmpty : first + tap * channels);
    }
  }
}

/// Tap of the stored kernel behind the hardware's tap, or kEmpty where the hardware kernel is wider.
std::int32_t KernelLayout::tap_source(int y, int x) const {
  const int rows = shape_[1];
  const int columns = shape_[2];
  if (layer_.y.kernel == rows && layer_.x.kernel == columns) return y * columns + x;
  if (layer_.x.kernel == columns) {  // 1-D kernel stretched by its dilation
    const int dilation = (layer_.y.kernel - 1) / (rows - 1);
    return y % dilation == 0 ? y / dilation * columns + x : kEmpty;
  }
  if (x != 1)
    return kEmpty;  // folded 1-D kernel in the middle column, or a 1x1 kernel in the centre of a 3x3
  const int row = rows == 1 ? y - 1 : y - (3 - rows);
  return row >= 0 && row < rows ? row : kEmpty;
}

std::vector<std::uint8_t> KernelLayout::pack(int lane, const Values& weights) const {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(bytes_), 0);
  const std::int32_t* source = source_.data() + static_cast<std::size_t>(lane) * per_lane_;
  const int bits = layer_.weight_bits;
  const unsigned mask = (1U << bits) - 1;
  const std::size_t per_byte = 8U / static_cast<unsigned>(bits);
  if (bits == 8) {
    for (std::size_t i = 0; i < per_lane_; ++i)
      bytes[i] = source[i] == kEmpty
                     ? std::uint8_t{0}
                     : static_cast<std::uint8_t>(weights[static_cast<std::size_t>(source[i])]);
    return bytes;
  }
  for (std::size_t i = 0; i < per_lane_; ++i) {
    if (source[i] == kEmpty) continue;
    const std::int32_t w = weights[static_cast<std::size_t>(source[i])];
    const unsigned field = (bipolar_ ? (w > 0 ? 1U : 0U) : static_cast<unsigned>(w)) & mask;
    const std::size_t shift = i % per_byte * static_cast<std::size_t>(bits);
    bytes[i / per_byte] = static_cast<std::uint8_t>(bytes[i / per_byte] | (field << shift));
  }
  return bytes;
}

void KernelLayout::unpack(int lane, const std::uint8_t* bytes, Values& weights) const {
  const std::int32_t* source = source_.data() + static_cast<std::size_t>(lane) * per_lane_;
  const int bits = layer_.weight_bits;
  const unsigned mask = (1U << bits) - 1;
  const std::size_t per_byte = 8U / static_cast<unsigned>(bits);
  const std::int32_t sign = 1 << (bits - 1);
  if (bits == 8) {
    for (std::size_t i = 0; i < per_lane_; ++i) {
      if (source[i] != kEmpty)
        weights[static_cast<std::size_t>(source[i])] = static_cast<std::int8_t>(bytes[i]);
    }
    return;
  }
  for (std::size_t i = 0; i < per_lane_; ++i) {
    if (source[i] == kEmpty) continue;
    const auto field = static_cast<std::int32_t>(
        (static_cast<unsigned>(bytes[i / per_byte]) >> (i % per_byte * static_cast<std::size_t>(bits))) &
        mask);
    weights[static_cast<std::size_t>(source[i])] = bipolar_ ? 2 * field - 1 : (field ^ sign) - sign;
  }
}

KernelLayouts kernel_layouts(const Network& network, const std::vector<HwLayer>& layers,
                             const MemoryMap& memory) {
  KernelLayouts layouts(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i].has_weights()) layouts[i].emplace(network, layers[i], memory.kernels[i]);
  }
  return layouts;
}

}  // namespace quartet::cnn
