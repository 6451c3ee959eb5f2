#include "sim/run/reprice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "accel/platform.hpp"
#include "frontends/model/import.hpp"
#include "sim/report/units.hpp"
#include "sim/run/energy_summary.hpp"
#include "sim/run/price_check.hpp"
#include "sim/run/sensor_chain.hpp"
#include "sim/run/settings.hpp"
#include "sim/run/supply_scaling.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet {

namespace {

constexpr const char* kPricePrefix = "tech.";
constexpr const char* kDutyPrefix = "duty.";
constexpr const char* kClock = "clock_hz";

/// A machine as a request configures it; what fills it refers to its address.
struct Machine {
  std::unique_ptr<ITarget> target;
  DutyParams duty;
  ParameterSet duty_parameters;
};

Result<std::unique_ptr<Machine>> machine_of(const RunRequest& request) {
  const auto tech = cost_table_file(request.tech);
  if (!tech) return pass(tech.error());
  auto target = load_platform(request.platform, *tech);
  if (!target) return pass(target.error());
  auto machine = std::make_unique<Machine>();
  machine->target = std::move(*target);
  machine->duty.declare(machine->duty_parameters);
  const std::vector<std::string> settings = split_sensor_settings(request.settings).others;
  if (const auto ok = apply_settings(settings, machine->target.get(), machine->duty_parameters); !ok) return pass(ok.error());
  return machine;
}

std::string last_part(const std::string& name) { return name.substr(name.rfind('.') + 1); }

// Settings that keep what the machine does: prices, the duty cycle, clocks.
Result<void> check_settings(const std::vector<std::string>& settings) {
  Error error{ErrorCode::usage, {}};
  for (const std::string& setting : settings) {
    const std::string key = setting.substr(0, setting.find('='));
    if (key.starts_with(kPricePrefix) || key.starts_with(kDutyPrefix) || last_part(key).ends_with(kClock)) continue;
    error.problems.push_back({"--set", "'" + key + "' changes what the machine does, which is not in a stored result",
                              "run it again with that setting; a rerun takes tech.ROW, duty.* and clocks"});
  }
  if (!error.problems.empty()) return pass(std::move(error));
  return {};
}

// The name of the parameter that is the clock of the result's cycles.
Result<std::string> clock_of(ITarget& target, double clock_hz) {
  for (const Parameter& parameter : target.parameters().all()) {
    const ParameterValue value = parameter.get();
    const double* hz = std::get_if<double>(&value);
    if (last_part(parameter.name) == kClock && hz != nullptr && *hz == clock_hz) return parameter.name;
  }
  return bad_input(target.name(), fmt::format("has no clock parameter of {:g} Hz, the clock of the stored result", clock_hz),
                   "'quartet describe " + target.name() + "' lists its parameters");
}

Result<Network> network_of(const RunResult& stored) {
  std::filesystem::path file = stored.request.subject;
  if (!stored.model.variant.empty()) {
    const auto workload = load_workload(stored.network);
    if (!workload) return pass(workload.error());
    const auto found = std::find_if(workload->variants.begin(), workload->variants.end(),
                                    [&](const Variant& v) { return v.name == stored.model.variant; });
    if (found == workload->variants.end())
      return bad_input(stored.network, "has no variant '" + stored.model.variant + "' any more", "run it again");
    if (const auto there = require(*found); !there) return pass(there.error());
    file = found->file;
  }
  auto network = import_model(file);
  if (!network) return pass(network.error());
  if (network_hash(*network) != stored.identity.network_hash)
    return bad_input(file.string(), "is another network than that of the stored result (its hash differs)", "run it again");
  return network;
}

// The recorded activity, by the rows of the other table. `time_ratio`: seconds now ÷ seconds then.
class Recorded {
 public:
  Recorded(const RunResult& stored, const CostTable& table, double time_ratio)
      : stored_(stored), table_(table), time_ratio_(time_ratio) {}

  Result<Activity> activity() {
    Activity out;
    for (const LedgerLine& line : stored_.ledger) {
      if (const auto entry = entry_of(line)) out.push_back(*entry);
    }
    if (!error_.problems.empty()) return pass(std::move(error_));
    return out;
  }

 private:
  std::optional<ActivityEntry> entry_of(const LedgerLine& line) {
    const auto row = table_.find(line.row);
    if (!row) {
      const auto wanted = table_.require(line.row);
      problem(wanted.error().problems.front());
      return std::nullopt;
    }
    const CostRow& price = table_.row(*row);
    if (price.unit() != line.unit) {
      problem({"cost table '" + table_.name() + "', row '" + line.row + "'",
               "prices in " + price.unit() + ", but the stored result counted in what " + line.unit + " prices", ""});
      return std::nullopt;
    }
    ActivityEntry entry;
    entry.row = *row;
    entry.count = price.is_power && time_ratio_ != 1.0 ? line.count * time_ratio_ : line.count;
    entry.phase = line.paid == "once" ? ActivityPhase::once : ActivityPhase::inference;
    entry.layer = index_of(line.layer, stored_.layers, kNoLayer);
    entry.stretch = index_of(line.phase, stored_.phases, kNoStretch);
    return entry;
  }

  template <class List>
  int index_of(const std::string& name, const List& list, int none) {
    if (name.empty()) return none;
    const auto same = [&](const auto& item) { return item.name == name; };
    const auto found = std::find_if(list.begin(), list.end(), same);
    if (found == list.end() || std::count_if(list.begin(), list.end(), same) > 1)
      problem({"ledger of the stored result", "'" + name + "' names no single layer or phase of it", "run it again"});
    return static_cast<int>(found - list.begin());
  }

  void problem(Problem p) {
    if (std::find(error_.problems.begin(), error_.problems.end(), p) == error_.problems.end()) error_.problems.push_back(std::move(p));
  }

  const RunResult& stored_;
  const CostTable& table_;
  double time_ratio_;
  Error error_{ErrorCode::bad_input, {}};
};

Result<Schedule> schedule_of(const RunResult& stored, const CostTable& table, double clock_hz) {
  Schedule schedule;
  schedule.clock_hz = clock_hz;
  schedule.cycles = stored.latency->cycles;
  schedule.interval_cycles = stored.latency->interval_cycles;
  for (const LayerSummary& layer : stored.layers) schedule.layers.emplace_back().name = layer.name;
  for (const PhaseSummary& phase : stored.phases)
    schedule.phases.push_back({phase.name, phase.cycles, phase.paid == "once" ? ActivityPhase::once : ActivityPhase::inference, phase.after_layers});
  auto activity = Recorded(stored, table, stored.latency->clock_hz / clock_hz).activity();
  if (!activity) return pass(activity.error());
  schedule.activity = std::move(*activity);
  return schedule;
}

void clear_energy(RunResult& result) {
  result.energy.reset();
  result.ledger.clear();
  for (LayerSummary& layer : result.layers) layer.energy_j.reset();
  for (PhaseSummary& phase : result.phases) phase.energy_j.reset();
}

// Takes what the pricing of the stored run warned of out of `result`; gives the place where that stood.
std::size_t drop_old_warnings(const RunResult& stored, const Machine& old, RunResult& result) {
  RunResult again = stored;
  clear_energy(again);
  again.warnings.clear();
  const auto schedule = schedule_of(stored, old.target->costs(), stored.latency->clock_hz);
  const bool priced = schedule && add_energy(*schedule, *old.target, old.duty, again);
  std::size_t place = result.warnings.size();
  if (!priced) return place;
  for (const std::string& warning : again.warnings) {
    const auto found = std::find(result.warnings.begin(), result.warnings.end(), warning);
    if (found == result.warnings.end()) continue;
    place = std::min(place, static_cast<std::size_t>(found - result.warnings.begin()));
    result.warnings.erase(found);
  }
  return std::min(place, result.warnings.size());
}

Result<void> price_again(const RunResult& stored, const Machine& old, const Machine& other, const Schedule& schedule, RunResult& result) {
  clear_energy(result);
  const std::size_t place = drop_old_warnings(stored, old, result);
  const auto at = result.warnings.begin() + static_cast<std::ptrdiff_t>(place);
  const std::vector<std::string> behind(at, result.warnings.end());
  result.warnings.erase(at, result.warnings.end());
  if (const auto ok = add_energy(schedule, *other.target, other.duty, result); !ok) return ok;
  result.warnings.insert(result.warnings.end(), behind.begin(), behind.end());
  return {};
}

Result<void> check_stored(const RunResult& stored) {
  if (stored.latency && stored.energy && !stored.ledger.empty()) return {};
  return bad_input(stored.platform, "the stored result has no recorded activity: its energy is not modelled", "give a result that has a ledger");
}

// The request of the run that would give the result that is asked for.
Result<RunRequest> changed_request(const RunResult& stored, const Repricing& change, std::vector<std::string>& rules) {
  RunRequest request = stored.request;
  if (!change.tech.empty()) request.tech = change.tech;
  const auto machine = machine_of(request);
  if (!machine) return pass(machine.error());
  const CostTable& table = (*machine)->target->costs();
  if (change.voltage_v) {
    std::vector<std::string> counted;
    for (const LedgerLine& line : stored.ledger) counted.push_back(line.row);
    const auto prices = prices_at_voltage(table, *change.voltage_v, counted);
    if (!prices) return pass(prices.error());
    request.settings.insert(request.settings.end(), prices->begin(), prices->end());
    rules.push_back(supply_rule(table, *change.voltage_v));
  }
  if (change.clock_hz) {
    const auto clock = clock_of(*(*machine)->target, stored.latency->clock_hz);
    if (!clock) return pass(clock.error());
    request.settings.push_back(*clock + "=" + shortest(*change.clock_hz));
  }
  request.settings.insert(request.settings.end(), change.settings.begin(), change.settings.end());
  rules.push_back("the table covers: " + table.validity());
  return request;
}

// The clock of the result's cycles under the new settings.
Result<double> clock_after(const RunResult& stored, const Machine& old, Machine& other) {
  const auto name = clock_of(*old.target, stored.latency->clock_hz);
  if (!name) return stored.latency->clock_hz;  // a machine without such a parameter: nothing has changed it
  return std::get<double>(other.target->parameters().find(*name)->get());
}

}  // namespace

Result<Repriced> reprice(const RunResult& stored, const Repricing& change) {
  for (const auto& step : {check_stored(stored), check_settings(change.settings)}) {
    if (!step) return pass(step.error());
  }
  Repriced out;
  auto request = changed_request(stored, change, out.rules);
  if (!request) return pass(request.error());
  const auto old = machine_of(stored.request);
  if (!old) return pass(old.error());
  const auto other = machine_of(*request);
  if (!other) return pass(other.error());
  const auto clock_hz = clock_after(stored, **old, **other);
  if (!clock_hz) return pass(clock_hz.error());
  if (*clock_hz != stored.latency->clock_hz)
    out.rules.push_back(fmt::format("clock {} instead of {}: cycles stay, and with them waits that are counted in cycles",
                                    si(*clock_hz, "Hz"), si(stored.latency->clock_hz, "Hz")));
  const auto schedule = schedule_of(stored, (*other)->target->costs(), *clock_hz);
  if (!schedule) return pass(schedule.error());

  RunResult& result = out.result = stored;
  if ((*old)->target->plan_is_closed_form()) {
    const auto network = network_of(stored);
    if (!network) return pass(network.error());
    if (const auto ok = follow_plans(*network, *(*old)->target, *(*other)->target, *schedule, result); !ok) return pass(ok.error());
  }
  result.latency->clock_hz = *clock_hz;
  result.latency->seconds = schedule->seconds();
  if (const auto ok = price_again(stored, **old, **other, *schedule, result); !ok) return pass(ok.error());
  const auto sensor = SensorChain::make(split_sensor_settings(stored.request.settings).sensor);
  if (!sensor) return pass(sensor.error());
  result.request = std::move(*request);
  result.resolved_config = resolved_settings((*other)->target.get(), (*other)->duty_parameters);
  if (*sensor) {
    result.resolved_config += (*sensor)->resolved();
    if (const auto ok = (*sensor)->add_phases(*(*other)->target, result); !ok) return pass(ok.error());
  }
  result.identity.config_hash = config_hash(result.platform, result.resolved_config, result.request);
  return out;
}

}  // namespace quartet
