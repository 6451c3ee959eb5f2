// Arm Cortex-M cores as processors.
#pragma once

#include "accel/mcu/processor.hpp"

namespace quartet::mcu::arm {

[[nodiscard]] const ProcessorFamily& family();

}  // namespace quartet::mcu::arm
