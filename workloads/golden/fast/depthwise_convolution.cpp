#include "workloads/golden/fast/depthwise_convolution.hpp"

#include <algorithm>
#include <cstring>

namespace quartet::golden {
namespace {

std::int64_t steps_of(const Geometry& g, const InnerLoops& loops) {
  return (g.taps() + loops.elements_per_step() - 1) / loops.elements_per_step();
}

std::int64_t period_of(const Geometry& g) {
  return static_cast<std::int64_t>(VectorRequantizer::period(static_cast<std::size_t>(g.out_c)));
}

}  // namespace

std::int64_t DepthwiseConvolution::working_bytes(const Geometry& g, const InnerLoops& loops) {
  return period_of(g) * steps_of(g, loops) * kBlock * kStepBytes +
         PaddedImage::bytes(g, loops, g.stride.w, g.group_outputs());
}

DepthwiseConvolution::DepthwiseConvolution(const KernelContext& context, const Geometry& geometry,
                                           const InnerLoops& loops, Requantizer requantizer)
    : Kernel(Storage::bytes, context.output_storage()),
      g_(geometry),
      loops_(&loops),
      requantizer_(std::move(requantizer)),
      zero_point_(context.input().quantization.zero_point()),
      image_(geometry, loops, geometry.stride.w, geometry.group_outputs(), zero_point_),
      groups_(steps_of(geometry, loops)),
      period_(period_of(geometry)),
      blocks_((std::int64_t{geometry.out_w} * geometry.out_c + kBlock - 1) / kBlock),
      vector_requantizer_(
          requantizer_, loops,
          {0, static_cast<std::size_t>(geometry.out_c), static_cast<std::size_t>(geometry.out_c), true}),
      accumulators_(static_cast<std::size_t>(blocks_) * kBlock),
      bytes_(accumulators_.size()) {
  for (int tap = 0; tap < g_.taps(); ++tap) {
    tap_offsets_.push_back(
        image_.offset(tap / g_.kernel.w * g_.dilation.h, tap % g_.kernel.w * g_.dilation.w));
  }
  // Taps that fill up the last step read the first tap's elements and have zero weights.
  tap_offsets_.resize(static_cast<std::size_t>(groups_ * loops.elements_per_step()), tap_offsets_[0]);
  taps_.resize(tap_offsets_.size());
  pack(context);
}

void DepthwiseConvolution::pack(const KernelContext& context) {
  const Network& network = context.network;
  const std::int64_t positions = period_ * kBlock;
  weights_.resize(static_cast<std::size_t>(positions * groups_ * kStepBytes));
  bias_.resize(static_cast<std::size_t>(positions));
  for (std::int64_t position = 0; position < positions; ++position) {
    const std::int64_t in_block = position % kBlock;
    const std::int64_t channel = (position - in_block + loops_->depthwise_order[in_block]) % g_.out_c;
    const std::int32_t* weights = network.tensor(context.layer.weights).constant.data() + channel * g_.taps();
    pack_element(weights, position);
    std::int64_t correction = 0;  // bytes are stored as x + 128
    if (loops_->element_bytes == 1) {
      for (int tap = 0; tap < g_.taps(); ++tap)
        correction -= std::int64_t{weights[tap]} * (128 + zero_point_);
    }
    std::int64_t bias = 0;
    if (context.layer.bias != kNoTensor)
      bias = network.tensor(context.layer.bias).constant[static_cast<std::size_t>(channel)];
    bias_[static_cast<std::size_t>(position)] =
        static_cast<std::int32_t>(static_cast<std::uint32_t>(bias + correction));
  }
}

void DepthwiseConvolution::pack_element(const std::int32_t* weights, std::int64_t position) {
  const std::int64_t per_step = loops_->elements_per_step();
  for (std::int64_t tap = 0; tap < g_.taps(); ++tap) {
    const std::int64_t step = (position / kBlock * groups_ + tap / per_step) * kBlock + position % kBlock;
    const auto wide = static_cast<std::int16_t>(weights[tap]);
    const auto narrow = static_cast<std::int8_t>(weights[tap]);
    const void* source = loops_->element_bytes == 2 ? static_cast<const void*>(&wide) : &narrow;
    std::memcpy(weights_.data() + step * kStepBytes + tap % per_step * loops_->element_bytes, source,
                static_cast<std::size_t>(loops_->element_bytes));
  }
}

void DepthwiseConvolution::set_taps(int row) {
  const std::uint8_t* start = image_.data() + image_.offset(row * g_.stride.h, 0);
  for (std::size_t t = 0; t < taps_.size(); ++t) taps_[t] = start + tap_offsets_[t];
}

void DepthwiseConvolution::run(std::span<const ConstView> inputs, View output) {
  image_.fill(inputs[0].bytes);
  const std::int64_t row_elements = std::int64_t{g_.out_w} * g_.out_c;
  for (int row = 0; row < g_.out_h; ++row) {
    set_taps(row);
    loops_->depthwise(
        {taps_.data(), groups_, weights_.data(), bias_.data(), period_, blocks_, accumulators_.data()});
    if (output_storage() == Storage::bytes) {
      // The last block may run over the row's end: the next row or the slack behind the buffer takes it.
      vector_requantizer_.run(accumulators_.data(), blocks_, output.bytes + row * row_elements);
      continue;
    }
    for (std::int64_t i = 0; i < blocks_ * kBlock; ++i) {
      const std::int64_t element = i - i % kBlock + loops_->depthwise_order[i % kBlock];
      if (element >= row_elements) continue;
      output.words[row * row_elements + element] = requantizer_.apply(
          accumulators_[static_cast<std::size_t>(i)], static_cast<std::size_t>(element % g_.out_c));
    }
  }
}

}  // namespace quartet::golden
