// Samples for the comparisons with recorded tables.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/cim/device/statistics.hpp"

namespace quartet::test {

using cim::statistics_of;

/// Share of the values that are at most `limit`.
[[nodiscard]] double share_up_to(const std::vector<float>& values, double limit);
/// Standard error of a share p among n.
[[nodiscard]] double se_share(double p, double n);

/// n devices with one target; `stream` keeps different calls independent.
[[nodiscard]] cim::DevicePopulation devices_at(const cim::DeviceModel& model, double g_target_us,
                                               std::size_t n, std::uint64_t stream,
                                               const cim::DeviceEffects& effects = {});

}  // namespace quartet::test
