// RISC-V cores as processors.
#pragma once

#include "accel/mcu/processor.hpp"

namespace quartet::mcu::rv32 {

[[nodiscard]] const ProcessorFamily& family();

}  // namespace quartet::mcu::rv32
