// Frequent pairs of instructions in one handler: half the dispatches, the same effect.
#pragma once

#include "accel/mcu/engine/op.hpp"

namespace quartet::mcu::rv32 {

/// What stands in the place of `first` when `second` follows it in the same block; nullptr: nothing does.
[[nodiscard]] Handler fused(Handler first, Handler second);

}  // namespace quartet::mcu::rv32
