// Why a result is what it is: what most of the time and of the energy goes into.
#pragma once

#include <string>
#include <vector>

#include "sim/run/result.hpp"

namespace quartet {

/// A cost with its share of the whole.
struct Cost {
  std::string what;     ///< "cnn.quadrants", "layer conv3 (bound: mac)", "input_load"
  double amount = 0.0;  ///< J, or cycles
  double share = 0.0;   ///< of the inference's total
};

/// The components of one inference by energy, largest first; empty when the total is not known.
[[nodiscard]] std::vector<Cost> energy_costs(const RunResult& result);
/// Layers and phases of one inference by cycles, largest first; empty on the reference.
[[nodiscard]] std::vector<Cost> time_costs(const RunResult& result);
/// One sentence: where the time and the energy go ("62.0 % of the time is conv2 (bound: mac); …").
[[nodiscard]] std::string reason(const RunResult& result);

}  // namespace quartet
