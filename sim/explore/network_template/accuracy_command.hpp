// Trains and judges a candidate network outside of quartet.
#pragma once

#include <string>

#include "sim/base/error.hpp"

namespace quartet {

/// Runs `command` by /bin/sh with `candidate` (JSON) on its standard input; the last line that it prints is the accuracy, in
/// [0, 1]. Errors: it cannot be started, ends with another status than 0 (with the end of what it said), or prints none.
[[nodiscard]] Result<double> run_accuracy_command(const std::string& command, const std::string& candidate);

}  // namespace quartet
