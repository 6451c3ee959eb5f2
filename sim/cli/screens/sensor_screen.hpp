// The phases of an event as people read them, of one result or of several side by side.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/session.hpp"
#include "sim/run/result.hpp"

namespace quartet::cli {

/// Time, energy, share and origin of each phase.
[[nodiscard]] std::string sensor_lines(const SensorSummary& sensor, const Paint& paint);

/// One column a profile; `names` as they were given. The last line has the sum against the first profile's.
[[nodiscard]] std::string sensor_comparison(const std::vector<std::string>& names,
                                            const std::vector<RunResult>& results, const Paint& paint);

}  // namespace quartet::cli
