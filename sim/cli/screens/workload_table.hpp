// The table workload × platform × {accuracy, latency, energy}: on the screen, as Markdown and as CSV.
#pragma once

#include <string>
#include <vector>

#include "sim/run/comparison.hpp"

namespace quartet::cli {

struct WorkloadRows {
  std::string workload;
  std::vector<Compared> platforms;
};

/// One row a platform that runs the workload; below the table, who does not and the first reason.
[[nodiscard]] std::string workload_table_text(const std::vector<WorkloadRows>& all);
[[nodiscard]] std::string workload_table_markdown(const std::vector<WorkloadRows>& all, const std::string& command);
/// SI units in the column names; an empty cell is not modelled, or not known.
[[nodiscard]] std::string workload_table_csv(const std::vector<WorkloadRows>& all);

}  // namespace quartet::cli
