// Always-on use: what a device draws on average when it infers at a given rate and sleeps in between.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/config/parameter_set.hpp"
#include "sim/energy/ledger.hpp"

namespace quartet {

/// `duty.*` of the command line. rate_hz = 0: no duty cycle asked for.
struct DutyParams {
  double rate_hz = 0.0;
  std::string idle_state = "auto";     ///< a power row "state_*" of the cost table, or the cheapest that fits
  double battery_mah = 225.0;
  double battery_v = 3.0;
  void declare(ParameterSet& set);
};

struct DutyResult {
  std::string idle_state;
  double period_s = 0, active_s = 0, wakeup_s = 0, idle_s = 0;
  std::optional<double> average_power_w;
  std::optional<double> battery_life_s;
  std::vector<std::string> warnings;
};

/// A power state a platform can rest in: its row, how long waking takes, and whether weights survive.
struct IdleState {
  std::string name;
  std::optional<RowId> power;
  double wakeup_s = 0.0;
  bool retains_weights = true;
};

/// inference_s: busy time of one inference. Fails when the rate cannot be met.
[[nodiscard]] Result<DutyResult> duty_cycle(const DutyParams& params, double inference_s, double weight_load_s, const Ledger& ledger,
                                            const CostTable& table, const std::vector<IdleState>& states);

}  // namespace quartet
