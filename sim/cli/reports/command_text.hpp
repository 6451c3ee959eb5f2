// Command lines that make a figure again, ready for a shell.
#pragma once

#include <string>
#include <vector>

#include "sim/report/plot.hpp"
#include "sim/run/result.hpp"

namespace quartet {
struct SweepSpec;
}

namespace quartet::cli {

/// A word as a POSIX shell reads it back: in single quotes unless it needs none.
[[nodiscard]] std::string shell_quoted(const std::string& word);
/// "quartet run …" with every option that differs from its default.
[[nodiscard]] std::string run_command_text(const RunRequest& request);
/// "--plot ID --svg ID.svg --csv ID.csv" behind `report`, the command without what it writes.
[[nodiscard]] std::string plot_command_text(const std::string& report, const std::string& plot);
/// How a point of a sweep is run alone.
[[nodiscard]] RowCommand point_command(const SweepSpec& spec, const std::vector<std::string>& axes);

}  // namespace quartet::cli
