// One inference of the system as phases with time and activity: boot, weight load, input load, start, the
// layers (the core asleep), wake, read-out, softmax, exit.
#pragma once

#include "accel/cnn/schedule.hpp"
#include "accel/mcu/system/simulate.hpp"

namespace quartet::soc {

/// In the array's clock. `placement`: of the core's memories.
[[nodiscard]] Schedule make_schedule(const System& system, const cnn::CostRows& rows,
                                     const Inference& inference, const CorePlacement& placement);

}  // namespace quartet::soc
