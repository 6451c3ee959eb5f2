#include "sim/run/energy_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/report/units.hpp"

namespace quartet {

namespace {

std::string paid_text(ActivityPhase phase) {
  return phase == ActivityPhase::once ? "once" : "inference";
}

LedgerLine line(const LedgerEntry& entry, const Schedule& schedule) {
  LedgerLine out;
  out.row = entry.price.name;
  out.component = entry.price.component;
  if (entry.activity.layer != kNoLayer)
    out.layer = schedule.layers.at(static_cast<std::size_t>(entry.activity.layer)).name;
  if (entry.activity.stretch != kNoStretch)
    out.phase = schedule.phases.at(static_cast<std::size_t>(entry.activity.stretch)).name;
  out.count = entry.activity.count;
  out.per = entry.price.is_power ? "s" : entry.price.per;
  out.value = entry.price.value;
  out.unit = entry.price.unit();
  out.energy_j = entry.joules;
  out.paid = paid_text(entry.activity.phase);
  out.source = entry.price.source;
  out.confidence = to_string(entry.price.confidence);
  out.note = entry.price.note;
  return out;
}

// "event counts and state times x cost table 'max78000'; of the energy 60.0 % is published, 40.0 % fitted".
std::string method(const Ledger& ledger, const CostTable& table) {
  constexpr std::array<Confidence, 3> kLevels{Confidence::published, Confidence::fitted, Confidence::assumed};
  std::array<double, 3> joules{};
  double total = 0.0;
  for (const LedgerEntry& entry : ledger.entries()) {
    if (entry.activity.phase != ActivityPhase::inference || !entry.joules) continue;
    joules[static_cast<std::size_t>(entry.price.confidence)] += *entry.joules;
    total += *entry.joules;
  }
  std::string out = fmt::format("event counts and state times x cost table '{}'", table.name());
  std::string shares;
  for (const Confidence level : kLevels) {
    const double part = joules[static_cast<std::size_t>(level)];
    if (part > 0.0)
      shares += fmt::format("{}{} {}", shares.empty() ? "" : ", ", percent(part / total), to_string(level));
  }
  return shares.empty() ? out : out + "; prices: " + shares;
}

Result<DutySummary> duty_summary(const Schedule& schedule, const ITarget& target, const DutyParams& duty,
                                 const Ledger& ledger, std::vector<std::string>& warnings) {
  const auto cycle = duty_cycle(duty, schedule.seconds(), weight_load_s(schedule), ledger, target.costs(),
                                target.idle_states());
  if (!cycle) return pass(cycle.error());
  warnings.insert(warnings.end(), cycle->warnings.begin(), cycle->warnings.end());
  return DutySummary{.rate_hz = duty.rate_hz,
                     .idle_state = cycle->idle_state,
                     .period_s = cycle->period_s,
                     .active_s = cycle->active_s,
                     .wakeup_s = cycle->wakeup_s,
                     .reload_s = cycle->reload_s,
                     .idle_s = cycle->idle_s,
                     .inference_j = cycle->inference_j,
                     .wakeup_j = cycle->wakeup_j,
                     .reload_j = cycle->reload_j,
                     .idle_j = cycle->idle_j,
                     .average_power_w = cycle->average_power_w,
                     .battery_mah = duty.battery_mah,
                     .battery_v = duty.battery_v,
                     .battery_life_s = cycle->battery_life_s};
}

std::optional<double> outside_layers(const Ledger& ledger) {
  double sum = 0.0;
  for (const LedgerEntry& entry : ledger.entries()) {
    if (entry.activity.phase != ActivityPhase::inference || entry.activity.layer != kNoLayer) continue;
    if (!entry.joules) return std::nullopt;
    sum += *entry.joules;
  }
  return sum;
}

// Of the phases for which the machine counts anything.
void add_phase_energy(const Ledger& ledger, RunResult& result) {
  std::vector<bool> unpriced(result.phases.size(), false);
  for (const LedgerEntry& entry : ledger.entries()) {
    if (entry.activity.stretch == kNoStretch) continue;
    const auto i = static_cast<std::size_t>(entry.activity.stretch);
    unpriced.at(i) = unpriced[i] || !entry.joules;
    result.phases[i].energy_j = result.phases[i].energy_j.value_or(0.0) + entry.joules.value_or(0.0);
  }
  for (std::size_t i = 0; i < unpriced.size(); ++i) {
    if (unpriced[i]) result.phases[i].energy_j = std::nullopt;
  }
}

void warn_about_gaps(const Ledger& ledger, const CostTable& table, RunResult& result) {
  for (const std::string& row : ledger.not_modelled()) {
    result.warnings.push_back(fmt::format(
        "energy: row '{}' of cost table '{}' has no value (not modelled), so that sums over it are null", row,
        table.name()));
  }
}

}  // namespace

double weight_load_s(const Schedule& schedule) {
  std::uint64_t cycles = 0;
  for (const PhaseTiming& phase : schedule.phases) {
    if (phase.phase == ActivityPhase::once) cycles += phase.cycles;
  }
  return static_cast<double>(cycles) / schedule.clock_hz;
}

Result<void> add_energy(const Schedule& schedule, const ITarget& target, const DutyParams& duty,
                        RunResult& result) {
  if (schedule.activity.empty()) {
    result.warnings.push_back(
        fmt::format("energy is not modelled on {}: the platform has no cost table", target.name()));
    return {};
  }
  const Ledger ledger = Ledger::price(schedule.activity, target.costs());
  Energy energy;
  energy.total_j = ledger.total_j();
  energy.static_j = ledger.static_j();
  energy.dynamic_j = ledger.dynamic_j();
  for (const Ledger::Share& share : ledger.by_component())
    energy.by_component.push_back({share.name, share.joules});
  const auto by_layer = ledger.by_layer(static_cast<int>(schedule.layers.size()));
  // A machine that tells no layer apart (a board behind its supply) has no energy by layer, which is not 0.
  const bool by_layers = std::any_of(schedule.activity.begin(), schedule.activity.end(), [](const ActivityEntry& entry) {
    return entry.layer != kNoLayer && entry.phase == ActivityPhase::inference;
  });
  for (std::size_t i = 0; i < schedule.layers.size(); ++i) {
    result.layers[i].energy_j = by_layers ? by_layer[i] : std::nullopt;
    energy.by_layer.push_back({schedule.layers[i].name, result.layers[i].energy_j});
  }
  if (!by_layers && !schedule.layers.empty())
    result.warnings.push_back(fmt::format("energy by layer is not modelled on {}: its prices do not tell layers apart", target.name()));
  add_phase_energy(ledger, result);
  if (energy.total_j && !energy.static_j)
    result.warnings.push_back(fmt::format("energy without idle power is not modelled on {}: its supply was measured as one", target.name()));
  energy.outside_layers_j = outside_layers(ledger);
  constexpr ActivityPhase kOnce = ActivityPhase::once;
  energy.once = {ledger.total_j(kOnce), ledger.static_j(kOnce), ledger.dynamic_j(kOnce)};
  if (energy.total_j && schedule.cycles > 0) energy.power_w = *energy.total_j / schedule.seconds();
  energy.method = method(ledger, target.costs());
  if (duty.rate_hz > 0.0) {
    auto summary = duty_summary(schedule, target, duty, ledger, result.warnings);
    if (!summary) return pass(summary.error());
    energy.duty = std::move(*summary);
  }
  for (const LedgerEntry& entry : ledger.entries()) result.ledger.push_back(line(entry, schedule));
  warn_about_gaps(ledger, target.costs(), result);
  result.energy = std::move(energy);
  return {};
}

}  // namespace quartet
