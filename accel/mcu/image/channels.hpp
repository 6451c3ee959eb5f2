// The requantization of a layer with weights: one q_channel an output channel, and the rule that fits them all.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "accel/mcu/image/builder.hpp"

namespace quartet::mcu {

/// What an accumulator may become: its smallest and largest value over all inputs of the layer's type.
struct Bounds {
  std::int64_t low = 0, high = 0;
};

/// Sets rule, clamps and sign_mask of the step and appends its channels (out_c, padded to `padded` with channels that
/// give 0). `bias`: folded, what the kernel starts from; `bounds`: of the true accumulator.
[[nodiscard]] Result<void> add_channels(ImageBuilder& builder, Step& step, std::span<const std::int32_t> bias,
                                        std::span<const Bounds> bounds, std::size_t padded);

/// The one channel of a scaled sum: multiplier `scale`, the layer's output zero point and clamps.
[[nodiscard]] Result<void> add_sum_channel(ImageBuilder& builder, Step& step, double scale, Bounds bounds);

}  // namespace quartet::mcu
