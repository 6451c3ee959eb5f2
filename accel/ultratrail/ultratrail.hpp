// UltraTrail: a temporal-convolution accelerator, the second array model behind ITarget.
//
//   feature memory ─▶ rows × columns MAC array ─▶ output stage ─▶ feature memory
//        (input channels)   (output channels)      (requantize, add, pool: free)
//                 ▲ sequencer: output tile → output position → input tile → tap; taps on padding are skipped
//
// Cycles follow the published model exactly (cycle_model.hpp), power a fit with a stated range (power_model.hpp).
// Source: ekut-es/hannah and its published records; the RTL is not public.
#pragma once

#include "accel/target.hpp"

namespace quartet {

/// Kind "ultratrail": registered in accel/target_kinds.cpp, parameters in accel/platforms/ultratrail.toml.
[[nodiscard]] TargetKind ultratrail_target_kind();

}  // namespace quartet
