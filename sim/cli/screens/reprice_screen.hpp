// A stored result beside itself under other prices.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/session.hpp"
#include "sim/run/result.hpp"

namespace quartet::cli {

/// Time, energy by component and the duty cycle: before, after and by how much, and the rules that were used.
[[nodiscard]] std::string reprice_screen(const RunResult& before, const RunResult& after, const std::vector<std::string>& rules,
                                         const Paint& paint);

/// The same lines as CSV: quantity, unit, before, after, difference. What is not modelled is empty.
[[nodiscard]] std::string reprice_csv(const RunResult& before, const RunResult& after);

}  // namespace quartet::cli
