#include "accel/cnn/bursts.hpp"

#include <algorithm>

#include "accel/cnn/bias_packing.hpp"

namespace quartet::cnn {

std::vector<ConstantBurst> constant_bursts(const Network& network, const Program& program,
                                           const Params& params, const KernelLayouts& layouts,
                                           Rounding rounding) {
  std::vector<ConstantBurst> bursts;
  for (std::size_t i = 0; i < program.layers.size(); ++i) {
    const HwLayer& layer = program.layers[i];
    if (!layer.has_weights()) continue;
    const Values& weights = network.tensor(network.layers[layer.core_member].weights).constant;
    const std::int64_t offset = program.memory.kernels[i].offset * params.word_bits / 8;
    for (std::size_t lane = 0; lane < layer.processors.size(); ++lane)
      bursts.push_back(
          {false, layer.processors[lane], offset, layouts[i]->pack(static_cast<int>(lane), weights)});
    const BiasRegion& bias = program.memory.biases[i];
    if (bias.bytes != 0)
      bursts.push_back({true, bias.quadrant, bias.offset, pack_biases(network, layer, params, rounding)});
  }
  return bursts;
}

RegionImage::RegionImage(const DataRegion& region, int instances)
    : bytes_(static_cast<std::size_t>(instances)), spans_(static_cast<std::size_t>(instances)) {
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    if (((region.instance_mask() >> i) & 1U) == 0) continue;
    bytes_[i].resize(static_cast<std::size_t>((region.base + region.words) * 4));
    spans_[i] = bytes_[i];
  }
}

FifoFeed fifo_feed(const Network& network, const Program& program, const Params& params) {
  const HwLayer& first = program.layers.front();
  FifoFeed feed;
  feed.region = program.memory.region(first.operands[0]).whole();
  feed.input = static_cast<std::size_t>(
      std::find(network.inputs.begin(), network.inputs.end(), first.operands[0]) - network.inputs.begin());
  feed.row_bytes = feed.region.channels_first
                       ? feed.region.columns
                       : feed.region.columns * feed.region.channels.passes * std::int64_t{4};
  const std::int64_t held =
      program.memory.region(first.operands[0]).words * 4 + params.fifo_words * std::int64_t{4};
  // One row more: the array takes up the pixels of a row while it is still on its way, which rows as units do
  // not show.
  feed.capacity =
      std::max(static_cast<int>(held / feed.row_bytes), first.pool_window.h + first.pool_stride.h - 1) + 1;
  return feed;
}

}  // namespace quartet::cnn
