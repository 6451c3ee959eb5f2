// Power of the array: a fit to 13 published records, as activity on the rows of sim/tech/ultratrail.toml.
//
//   P[uW] = 1.155 − 0.1206·N + 0.03822·N² + cycles·(3.488e-5·N + 0.92e-5)      N = rows = columns
//
// P is the average over a 100 ms frame in which one inference runs, so the energy of an inference is P × 100 ms: idle
// time within the frame is part of it. The static part is written 1.0599 + 0.03822·(N − 1.5777)².
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accel/ultratrail/params.hpp"
#include "sim/energy/activity.hpp"

namespace quartet::ultratrail {

/// The frame of the published powers: the real-time limit of the keyword spotter.
inline constexpr double kFrameSeconds = 0.1;
/// N at which the static power of the fit is least: 0.1206 / (2·0.03822).
inline constexpr double kStaticMinimumSize = 1.5777;

/// Rows of the cost table that the model counts.
struct PowerRows {
  RowId static_base = 0, static_array = 0, cycle_base = 0, cycle_column = 0;
  RowId static_outside_fit = 0, cycle_outside_fit = 0;
  [[nodiscard]] static Result<PowerRows> find(const CostTable& table);
};

struct PowerActivity {
  Activity activity;
  std::vector<std::string> warnings;  ///< why there is no energy, when there is none
};

/// layer_cycles: cycles of every layer. Outside the range of the fit only rows without a price are counted.
[[nodiscard]] PowerActivity power_activity(const Params& params, const std::vector<std::uint64_t>& layer_cycles, const PowerRows& rows);

}  // namespace quartet::ultratrail
