#include "workloads/golden/fast/dot_convolution.hpp"

#include <algorithm>
#include <cstring>

namespace quartet::golden {
namespace {

constexpr std::int64_t kAccumulatorsPerPass = 4096;  // 16 KiB of a 32 KiB first-level cache
constexpr std::int64_t kRowTile = 12;                // the tallest register tile of the inner loops

std::int64_t round_up(std::int64_t value, std::int64_t step) {
  return (value + step - 1) / step * step;
}

}  // namespace

DotConvolution::Layout DotConvolution::layout(const Geometry& g, const InnerLoops& loops) {
  const bool whole_rows = g.groups == 1 && g.dilation.w == 1;
  Layout l{};
  l.taps_per_segment = whole_rows ? g.kernel.w : 1;
  l.segments = whole_rows ? g.kernel.h : g.taps();
  const int per_step = loops.elements_per_step();
  l.steps = (l.taps_per_segment * g.group_inputs() + per_step - 1) / per_step;
  l.channels = round_up(g.group_outputs(), kLanes);
  return l;
}

std::int64_t DotConvolution::working_bytes(const Geometry& g, const InnerLoops& loops) {
  const Layout l = layout(g, loops);
  return g.groups * l.channels * l.segments * l.steps * kStepBytes + PaddedImage::bytes(g, loops, 1, 1);
}

DotConvolution::DotConvolution(const KernelContext& context, const Geometry& geometry,
                               const InnerLoops& loops, Requantizer requantizer)
    : Kernel(Storage::bytes, context.output_storage()),
      g_(geometry),
      loops_(&loops),
      requantizer_(std::move(requantizer)),
      zero_point_(context.input().quantization.zero_point()),
      layout_(layout(geometry, loops)),
      image_(geometry, loops, 1, 1, zero_point_),
      rows_per_pass_(std::max(kRowTile, kAccumulatorsPerPass / layout_.channels / kRowTile * kRowTile)) {
  for (int oh = 0; oh < g_.out_h; ++oh) {
    for (int ow = 0; ow < g_.out_w; ++ow) {
      pixels_.push_back(image_.data() + image_.offset(oh * g_.stride.h, ow * g_.stride.w));
    }
  }
  for (int group = 0; group < g_.groups; ++group) groups_.push_back(pack(context, group));
  accumulators_.resize(static_cast<std::size_t>(round_up(rows_per_pass_ * layout_.channels, kBlock)));
  bytes_.resize(accumulators_.size());
}

DotConvolution::Group DotConvolution::pack(const KernelContext& context, int group) const {
  Group packed;
  for (std::int64_t s = 0; s < layout_.segments; ++s) {
    const auto tap = static_cast<int>(s * layout_.taps_per_segment);
    const std::int64_t offset =
        image_.offset(tap / g_.kernel.w * g_.dilation.h, tap % g_.kernel.w * g_.dilation.w);
    packed.segments.push_back(offset + std::int64_t{group} * g_.group_inputs() * loops_->element_bytes);
  }
  packed.weights.resize(
      static_cast<std::size_t>(layout_.channels * layout_.segments * layout_.steps * kStepBytes));
  packed.bias.resize(static_cast<std::size_t>(layout_.channels));
  const Network& network = context.network;
  const std::int64_t first = std::int64_t{group} * g_.group_outputs();
  const std::int64_t inner = std::int64_t{g_.taps()} * g_.group_inputs();
  for (std::int64_t c = 0; c < g_.group_outputs(); ++c) {
    const std::int32_t* weights = network.tensor(context.layer.weights).constant.data() + (first + c) * inner;
    pack_channel(weights, c, packed);
    if (context.layer.bias == kNoTensor) continue;
    const auto bias = static_cast<std::uint32_t>(
        network.tensor(context.layer.bias).constant[static_cast<std::size_t>(first + c)]);
    std::int32_t& sum = packed.bias[static_cast<std::size_t>(c)];
    sum = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) + bias);
  }
  if (output_storage() == Storage::bytes) {
    const VectorRequantizer::Stream stream{static_cast<std::size_t>(first),
                                           static_cast<std::size_t>(g_.group_outputs()),
                                           static_cast<std::size_t>(layout_.channels), false};
    packed.requantizer.emplace_back(requantizer_, *loops_, stream);
  }
  return packed;
}

void DotConvolution::pack_channel(const std::int32_t* weights, std::int64_t channel, Group& packed) const {
  const std::int64_t run = layout_.taps_per_segment * g_.group_inputs();
  const std::int64_t per_step = loops_->elements_per_step();
  const std::int64_t all_steps = layout_.segments * layout_.steps;
  std::uint8_t* block = packed.weights.data() + channel / kLanes * all_steps * kLanes * kStepBytes;
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < layout_.segments * run; ++i) {
    const std::int64_t step = i / run * layout_.steps + i % run / per_step;
    std::uint8_t* lane = block + (step * kLanes + channel % kLanes) * kStepBytes;
    const auto wide = static_cast<std::int16_t>(weights[i]);
    const auto narrow = static_cast<std::int8_t>(weights[i]);
    const void* source = loops_->element_bytes == 2 ? static_cast<const void*>(&wide) : &narrow;
    std::memcpy(lane + i % run % per_step * loops_->element_bytes, source,
                static_cast<std::size_t>(loops_->element_bytes));
    sum += weights[i];
  }
  // Bytes are stored as x + 128: take (128 + zero point)·w out again.
  if (loops_->element_bytes == 1) {
    packed.bias[static_cast<std::size_t>(channel)] =
        static_cast<std::int32_t>(static_cast<std::uint32_t>(-sum * (128 + zero_point_)));
  }
}

void DotConvolution::run(std::span<const ConstView> inputs, View output) {
  image_.fill(inputs[0].bytes);
  const auto pixels = static_cast<std::int64_t>(pixels_.size());
  for (int index = 0; index < g_.groups; ++index) {
    const Group& group = groups_[static_cast<std::size_t>(index)];
    for (std::int64_t row = 0; row < pixels; row += rows_per_pass_) {
      const std::int64_t rows = std::min(rows_per_pass_, pixels - row);
      loops_->dot({pixels_.data() + row, rows, group.segments.data(), layout_.segments, layout_.steps,
                   group.weights.data(), group.bias.data(), layout_.channels, accumulators_.data()});
      finish(group, index, row, rows, output);
    }
  }
}

void DotConvolution::finish(const Group& group, int index, std::int64_t first_row, std::int64_t rows,
                            View output) {
  const auto outputs = static_cast<std::size_t>(g_.group_outputs());
  const std::size_t first = static_cast<std::size_t>(index) * outputs;
  const std::int64_t start = first_row * g_.out_c + static_cast<std::int64_t>(first);
  if (output_storage() == Storage::words) {
    for (std::int64_t r = 0; r < rows; ++r) {
      requantizer_.row(accumulators_.data() + r * layout_.channels, output.words + start + r * g_.out_c,
                       outputs, first);
    }
    return;
  }
  const std::int64_t blocks = (rows * layout_.channels + kBlock - 1) / kBlock;
  if (g_.groups == 1 && layout_.channels == g_.out_c) {
    // The last block may run over the rows' end: the next pass or the slack behind the buffer takes it.
    group.requantizer[0].run(accumulators_.data(), blocks, output.bytes + start);
    return;
  }
  group.requantizer[0].run(accumulators_.data(), blocks, bytes_.data());
  for (std::int64_t r = 0; r < rows; ++r) {
    std::memcpy(output.bytes + start + r * g_.out_c, bytes_.data() + r * layout_.channels, outputs);
  }
}

}  // namespace quartet::golden
