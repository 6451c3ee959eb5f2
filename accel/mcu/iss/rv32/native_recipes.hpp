// Host code for RISC-V instructions: a recipe for each handler that hot loops are made of.
#pragma once

#include "accel/mcu/engine/native/emitter.hpp"

namespace quartet::mcu::rv32 {

/// As IInstructionSet::lower().
[[nodiscard]] unsigned lower(native::Emitter& emitter, Handler own, const Op& op);

}  // namespace quartet::mcu::rv32
