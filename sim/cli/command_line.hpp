// The command line as a function: what main calls and tests drive.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/session.hpp"

namespace quartet::cli {

/// `words`: the command line without the program's name. Returns the exit code; throws nothing of its own.
int run_command_line(const std::vector<std::string>& words, Session& session);

/// Words joined so that a shell reads them back.
[[nodiscard]] std::string quoted_command_line(const std::vector<std::string>& words);

}  // namespace quartet::cli
