// The commands, each defined in sim/cli/commands/NAME.cpp.
#pragma once

#include "sim/cli/command.hpp"

namespace quartet::cli {

[[nodiscard]] Command run_command();
[[nodiscard]] Command compare_command();
[[nodiscard]] Command table_command();
[[nodiscard]] Command explain_command();
[[nodiscard]] Command rerun_command();
[[nodiscard]] Command iss_command();
[[nodiscard]] Command sweep_command();
[[nodiscard]] Command report_command();
[[nodiscard]] Command cim_devices_command();
[[nodiscard]] Command cim_map_command();
[[nodiscard]] Command cim_drift_command();
[[nodiscard]] Command cim_ablation_command();
[[nodiscard]] Command dataflow_folding_command();
[[nodiscard]] Command dataflow_occupancy_command();
[[nodiscard]] Command adaptive_command();
[[nodiscard]] Command transform_command();
[[nodiscard]] Command frontend_command();
[[nodiscard]] Command frontend_cycles_command();
[[nodiscard]] Command frontend_energy_command();
[[nodiscard]] Command import_command();
[[nodiscard]] Command list_command();
[[nodiscard]] Command describe_command();
[[nodiscard]] Command check_command();

}  // namespace quartet::cli
