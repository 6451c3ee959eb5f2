// A command of the command line: one file in sim/cli/commands and one line in commands.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/option_table.hpp"
#include "sim/cli/session.hpp"

namespace quartet::cli {

struct Command {
  std::string name;
  std::string summary;                ///< one line
  std::string form;                   ///< "WORKLOAD|MODEL --on PLATFORM [options]"
  std::vector<std::string> examples;  ///< without the leading "quartet "
  void (*declare)(OptionTable& options);
  /// The exit code (0, 1 or 130), or an error whose code becomes the exit code.
  Result<int> (*run)(const Arguments& arguments, Session& session);
};

/// In the order of the overview.
[[nodiscard]] const std::vector<Command>& commands();

}  // namespace quartet::cli
