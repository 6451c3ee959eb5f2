// The CNN accelerator behind ITarget: MAX78000, MAX78002 and the hypothetical cnn-int8 are platform files of
// this kind.
//
//   host ──TLM──▶ apb interface ─▶ sequencer ─▶ 4 quadrants × 16 processors ─▶ data SRAM
//      ◀──irq──                     weight SRAM, bias SRAM, line buffers, pooling and element-wise units,
//      FIFOs
#pragma once

#include "accel/target.hpp"

namespace quartet {

/// Kind "cnn": registered in accel/target_kinds.cpp, parameters in
/// accel/platforms/{max78000,max78002,cnn-int8}.toml.
[[nodiscard]] TargetKind cnn_target_kind();

}  // namespace quartet
