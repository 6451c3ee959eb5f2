#include "workloads/golden/fast/vector_requantizer.hpp"

#include <algorithm>
#include <numeric>

namespace quartet::golden {

std::size_t VectorRequantizer::period(std::size_t repeat) {
  return std::lcm<std::size_t, std::size_t>(repeat, kBlock) / kBlock;
}

VectorRequantizer::VectorRequantizer(const Requantizer& requantizer, const InnerLoops& loops,
                                     const Stream& stream)
    : requantizer_(requantizer),
      stream_(stream),
      period_(period(stream.repeat)),
      order_(loops.depthwise_order) {
  using Rule = Requantization::Rule;
  const std::int32_t zero_point = requantizer.rule() == Rule::multiplier ? requantizer.zero_point() : 0;
  task_.period = static_cast<std::int64_t>(period_);
  task_.shift = requantizer.shift();
  task_.low = static_cast<std::int32_t>(requantizer.clamp_min() - zero_point);
  task_.high = static_cast<std::int32_t>(requantizer.clamp_max() - zero_point);
  task_.zero_point = zero_point;
  task_.depthwise_order = stream.depthwise_order;
  if (requantizer.rule() == Rule::multiplier) {
    set_multipliers();
    loop_ = requantizer.rounding() == Rounding::double_rounding ? loops.requantize_double
                                                                : loops.requantize_single;
  } else if (requantizer.rule() == Rule::shift) {
    loop_ = loops.requantize_shift;
  } else if (requantizer.rule() == Rule::none) {
    loop_ = loops.requantize_none;
  }
}

std::size_t VectorRequantizer::channel(std::size_t position) const {
  const std::size_t in_block = position % kBlock;
  const std::size_t element = position - in_block + (stream_.depthwise_order ? order_[in_block] : in_block);
  return stream_.first + std::min(element % stream_.repeat, stream_.channels - 1);
}

void VectorRequantizer::set_multipliers() {
  const bool single = requantizer_.rounding() == Rounding::single_rounding;
  for (std::size_t i = 0; i < period_ * kBlock; ++i) {
    const QuantizedMultiplier m = requantizer_.multiplier(channel(i));
    q_.push_back(m.q);
    left_.push_back(std::max(m.shift, 0));
    right_.push_back(single ? 31 - m.shift : std::max(-m.shift, 0));
  }
  if (std::all_of(left_.begin(), left_.end(), [](std::int32_t s) { return s == 0; })) left_.clear();
}

void VectorRequantizer::run(const std::int32_t* accumulators, std::int64_t blocks,
                            std::int8_t* output) const {
  if (loop_ == nullptr) {
    run_scalar(accumulators, blocks, output);
    return;
  }
  RequantizeTask task = task_;
  task.accumulators = accumulators;
  task.blocks = blocks;
  task.output = output;
  task.q = q_.data();
  task.left = left_.empty() ? nullptr : left_.data();
  task.right = right_.data();
  loop_(task);
}

void VectorRequantizer::run_scalar(const std::int32_t* accumulators, std::int64_t blocks,
                                   std::int8_t* output) const {
  const auto count = static_cast<std::size_t>(blocks) * kBlock;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t in_block = i % kBlock;
    const std::size_t element = i - in_block + (stream_.depthwise_order ? order_[in_block] : in_block);
    output[element] = static_cast<std::int8_t>(requantizer_.apply(accumulators[i], channel(i)));
  }
}

}  // namespace quartet::golden
