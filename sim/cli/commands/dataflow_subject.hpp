// What the dataflow commands have in common: a network on a dataflow platform.
#pragma once

#include <memory>

#include "accel/dataflow/dataflow_target.hpp"
#include "sim/cli/option_table.hpp"

namespace quartet::cli {

struct DataflowSubject {
  std::unique_ptr<ITarget> target;
  const dataflow::DataflowTarget* machine = nullptr;  ///< the same
  std::unique_ptr<Network> network;                   ///< has a fixed address: pipelines refer to it
};

void declare_dataflow_options(OptionTable& options);
/// `extra`: settings before those of --set. usage when the platform is no dataflow machine.
[[nodiscard]] Result<DataflowSubject> dataflow_subject(const Arguments& arguments, const std::vector<std::string>& extra = {});

/// "16x8", "64 window": of one unit.
[[nodiscard]] std::string fold_text(const dataflow::Unit& unit, const dataflow::Fold& fold);

}  // namespace quartet::cli
