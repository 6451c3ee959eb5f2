// A CNN array and the microcontroller that feeds it, behind ITarget: the MAX78000 as a system.
//
//   flash, SRAM ─ cpu (instruction-set simulator) ──TLM──▶ bridge ──TLM──▶ array (accel/cnn)
//                      ▲ interrupt controller ◀──────────irq───────────────┘
#pragma once

#include "accel/target.hpp"

namespace quartet {

/// Kind "cnn-system": registered in accel/target_kinds.cpp. Its table names the platform of kind "cnn" that
/// has the array.
[[nodiscard]] TargetKind cnn_system_target_kind();

}  // namespace quartet
