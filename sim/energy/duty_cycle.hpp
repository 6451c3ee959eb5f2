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

/// One period is wake-up, weight reload where the state loses weights, inference, idle.
/// average power = (inference_j + wakeup_j + reload_j + idle_j) / period_s; energies are nullopt when a price is missing.
struct DutyResult {
  std::string idle_state;
  double period_s = 0, active_s = 0, wakeup_s = 0, reload_s = 0, idle_s = 0;
  std::optional<double> inference_j, wakeup_j, reload_j, idle_j;
  std::optional<double> average_power_w;
  std::optional<double> battery_life_s;  ///< battery_mah · battery_v · 3600 / 1000 / average power; no self-discharge
  std::vector<std::string> warnings;
};

/// A power state a platform can rest in: its row, how long waking takes, and whether weights survive.
struct IdleState {
  std::string name;                      ///< "sleep"; the row is usually "state_sleep"
  std::optional<RowId> power;
  double wakeup_s = 0.0;
  bool retains_weights = true;
  std::optional<RowId> wakeup_power{};   ///< drawn while waking; unset: the row "host_active" of the table
};

/// inference_s: busy time of one inference; weight_load_s: time of the reload, its energy is the ledger's `once` phase.
/// idle_state "auto" takes the state of least average power among those that meet the rate and have a price
/// ("none", without a price, where the platform has no states). Fails with
/// does_not_fit and the rate that can be reached when no state, or not the one asked for, meets the rate.
[[nodiscard]] Result<DutyResult> duty_cycle(const DutyParams& params, double inference_s, double weight_load_s, const Ledger& ledger,
                                            const CostTable& table, const std::vector<IdleState>& states);

}  // namespace quartet
