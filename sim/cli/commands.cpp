// The registry: a command is one file in commands/ and one line here.
#include "sim/cli/commands.hpp"

namespace quartet::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      run_command(),    compare_command(), table_command(), explain_command(),  rerun_command(),    iss_command(),    sweep_command(),      report_command(),
      cim_devices_command(), cim_map_command(), cim_drift_command(), cim_ablation_command(),
      dataflow_folding_command(), dataflow_occupancy_command(), adaptive_command(),
      frontend_command(), frontend_cycles_command(), frontend_energy_command(),
      import_command(), transform_command(), list_command(),    describe_command(), check_command(),
  };
  return all;
}

}  // namespace quartet::cli
