// What a platform file says beside the parameters: idle states and how far the model can be trusted.
#pragma once

#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/energy/cost_table.hpp"
#include "sim/energy/duty_cycle.hpp"

namespace quartet::cnn {

struct PlatformRows {
  std::vector<IdleState> idle_states;
  std::vector<std::string> trust;
  ConfigTable parameters;  ///< the rest of the table
};

/// [[cnn.idle_state]]: name, power (a row of the cost table), wakeup_s, retains_weights.
/// [[cnn.trust]]: quantity, published, ours, kind ("fitted" | "predicted" | "exact"), source.
[[nodiscard]] Result<PlatformRows> read_platform_rows(const ConfigTable& table, const CostTable& costs);

}  // namespace quartet::cnn
