#include "sim/energy/duty_cycle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace quartet {
namespace {

constexpr const char* kAuto = "auto";
constexpr const char* kNoState = "none";  // of a platform without idle states: its idle time has no price
constexpr const char* kRowPrefix = "state_";
constexpr const char* kDefaultWakeupRow = "host_active";
constexpr double kJoulesPerMilliampHourVolt = 3600.0 / 1000.0;

double busy_s(const IdleState& state, double inference_s, double weight_load_s) {
  return inference_s + state.wakeup_s + (state.retains_weights ? 0.0 : weight_load_s);
}

bool is_named(const IdleState& state, const std::string& name) { return state.name == name || kRowPrefix + state.name == name; }

// Joules of `seconds` in a power row; no time costs nothing.
std::optional<double> joules(const CostTable& table, std::optional<RowId> row, double seconds) {
  if (seconds == 0.0) return 0.0;
  if (!row || !table.row(*row).value) return std::nullopt;
  return *table.row(*row).value * seconds;
}

DutyResult in_state(const IdleState& state, double period_s, double inference_s, double weight_load_s, const Ledger& ledger,
                    const CostTable& table) {
  DutyResult r;
  r.idle_state = state.name;
  r.period_s = period_s;
  r.active_s = inference_s;
  r.wakeup_s = state.wakeup_s;
  r.reload_s = state.retains_weights ? 0.0 : weight_load_s;
  r.idle_s = std::max(0.0, period_s - busy_s(state, inference_s, weight_load_s));
  r.inference_j = ledger.total_j(ActivityPhase::inference);
  r.wakeup_j = joules(table, state.wakeup_power ? state.wakeup_power : table.find(kDefaultWakeupRow), r.wakeup_s);
  r.reload_j = state.retains_weights ? 0.0 : ledger.total_j(ActivityPhase::once);
  r.idle_j = joules(table, state.power, r.idle_s);
  if (r.inference_j && r.wakeup_j && r.reload_j && r.idle_j) {
    r.average_power_w = (*r.inference_j + *r.wakeup_j + *r.reload_j + *r.idle_j) / period_s;
  }
  return r;
}

// What keeps the average power from being known.
void explain_gaps(DutyResult& r) {
  const auto gap = [&](const std::optional<double>& part, const char* what) {
    if (!part) r.warnings.push_back(fmt::format("average power is not known: no price for {} (idle state '{}')", what, r.idle_state));
  };
  gap(r.inference_j, "the inference");
  gap(r.wakeup_j, "waking up");
  gap(r.reload_j, "reloading the weights");
  gap(r.idle_j, "the idle time");
}

// Four digits, rounded down: a rate that is told as reachable must be.
double round_down(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 3.0);
  return std::floor(value / unit) * unit;
}

Result<std::vector<IdleState>> candidates(const DutyParams& params, const std::vector<IdleState>& states) {
  if (params.idle_state == kAuto) {
    return states.empty() ? std::vector<IdleState>{IdleState{kNoState, {}, 0.0, true, {}}} : states;
  }
  std::vector<std::string> names{kAuto};
  for (const IdleState& state : states) {
    if (is_named(state, params.idle_state)) return std::vector<IdleState>{state};
    names.push_back(state.name);
  }
  const std::string near = nearest(params.idle_state, names);
  std::string known = "known: ";
  for (std::size_t i = 0; i < names.size(); ++i) known += (i == 0 ? "" : ", ") + names[i];
  return bad_input("duty.idle_state", "unknown idle state '" + params.idle_state + "'",
                   near.empty() ? known : "did you mean '" + near + "'?");
}

}  // namespace

void DutyParams::declare(ParameterSet& set) {
  set.real("duty.rate_hz", rate_hz, "Hz", {0.0, 1e6}, "inferences per second of always-on use; 0: none asked for");
  set.text("duty.idle_state", idle_state, {}, "power state between inferences, or auto: the cheapest that meets the rate");
  set.real("duty.battery_mah", battery_mah, "mAh", {1e-6, 1e9}, "battery capacity", "nominal CR2032 coin cell");
  set.real("duty.battery_v", battery_v, "V", {0.1, 1e3}, "battery voltage", "nominal CR2032 coin cell");
}

Result<DutyResult> duty_cycle(const DutyParams& params, double inference_s, double weight_load_s, const Ledger& ledger,
                              const CostTable& table, const std::vector<IdleState>& states) {
  if (!(params.rate_hz > 0.0)) return bad_input("duty.rate_hz", "must be above 0", "set duty.rate_hz to the inferences per second");
  const auto usable = candidates(params, states);
  if (!usable) return pass(usable.error());

  const double period_s = 1.0 / params.rate_hz;
  double shortest_s = std::numeric_limits<double>::infinity();
  std::optional<DutyResult> best;
  for (const IdleState& state : *usable) {
    const double busy = busy_s(state, inference_s, weight_load_s);
    shortest_s = std::min(shortest_s, busy);
    if (busy > period_s) continue;
    DutyResult r = in_state(state, period_s, inference_s, weight_load_s, ledger, table);
    const bool cheaper = r.average_power_w && (!best || !best->average_power_w || *r.average_power_w < *best->average_power_w);
    if (!best || cheaper) best = std::move(r);
  }
  if (!best) {
    return fail(ErrorCode::does_not_fit, "duty.rate_hz",
                fmt::format("{:g} inferences/s leave {:.4g} s each, but waking up and one inference take {:.4g} s", params.rate_hz,
                            period_s, shortest_s),
                fmt::format("at most {:.4g} inferences/s can be reached", round_down(1.0 / shortest_s)));
  }
  explain_gaps(*best);
  if (best->average_power_w && *best->average_power_w > 0.0) {
    best->battery_life_s = params.battery_mah * params.battery_v * kJoulesPerMilliampHourVolt / *best->average_power_w;
  }
  return std::move(*best);
}

}  // namespace quartet
