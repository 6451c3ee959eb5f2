// Microcontrollers as targets: the network runs as firmware on the instruction-set simulator.
#pragma once

#include "accel/target.hpp"

namespace quartet {

[[nodiscard]] TargetKind mcu_target_kind();

}  // namespace quartet
