// One run on one screen: the figures, the three largest costs, the warnings.
#pragma once

#include <string>

#include "sim/cli/session.hpp"
#include "sim/run/result.hpp"

namespace quartet::cli {

[[nodiscard]] std::string run_screen(const RunResult& result, const Paint& paint);

/// The figures as single lines, as other screens use them: "91.2 % (89.9 to 92.4 %), …".
[[nodiscard]] std::string accuracy_line(const RunResult& result);
[[nodiscard]] std::string latency_line(const RunResult& result);
[[nodiscard]] std::string energy_line(const RunResult& result);

}  // namespace quartet::cli
