// The front ends that have firmware, as programs for a board.
#pragma once

#include "accel/mcu/frontend/front_end_board.hpp"
#include "frontends/sensor/image/image_resize.hpp"
#include "frontends/sensor/imu/imu_windows.hpp"
#include "frontends/sensor/mfcc/mfcc_params.hpp"

namespace quartet::mcu {

/// mfcc.arithmetic = reference takes what the core can do: float32 with a floating-point unit, fixed without.
/// Fails (bad_input) where the core cannot do what is asked for.
[[nodiscard]] Result<FrontEndProgram> mfcc_program(const McuParams& platform, const sensor::MfccParams& mfcc,
                                                   std::int64_t clip_samples);
/// A recording of `samples` rows, in fixed point whatever imu.arithmetic says.
[[nodiscard]] Result<FrontEndProgram> imu_program(const sensor::ImuParams& imu, std::int64_t samples);
/// One picture. Fails (bad_input) where the weights' sums exceed 2^23.
[[nodiscard]] Result<FrontEndProgram> resize_program(const sensor::ResizeParams& params,
                                                     const sensor::Picture& size);

/// Noise of half full scale, the same on every machine: the input on which a plan measures a program. Times
/// depend on values only by a few branches.
[[nodiscard]] std::vector<std::int16_t> plan_clip(std::int64_t samples);

}  // namespace quartet::mcu
