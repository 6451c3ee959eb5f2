// Time and activity of one inference, from the cycles of each mapped layer: shared by plan and simulate.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/target.hpp"
#include "accel/ultratrail/mapping.hpp"
#include "accel/ultratrail/power_model.hpp"

namespace quartet::ultratrail {

/// layer_cycles: one per mapped layer. does_not_fit when the weight memory is declared and too small.
[[nodiscard]] Result<Schedule> make_schedule(const Network& network, const Params& params, const std::vector<MappedLayer>& mapped,
                                             const std::vector<std::uint64_t>& layer_cycles, const PowerRows& rows);

}  // namespace quartet::ultratrail
