#include "sim/explore/metric.hpp"

#include <algorithm>

#include "sim/run/activation_peak.hpp"

namespace quartet {

namespace {

using Value = std::optional<double>;

Value mean_power(const PointOutcome& o) {
  const Value joules = o.ledger.entries().empty() ? std::nullopt : o.ledger.total_j();
  if (!joules || o.schedule.cycles == 0) return std::nullopt;
  return *joules / o.schedule.seconds();
}

Value priced(const PointOutcome& o, Value joules) { return o.ledger.entries().empty() ? std::nullopt : joules; }

Value interval(const PointOutcome& o) {
  if (!o.schedule.interval_cycles) return std::nullopt;
  return static_cast<double>(*o.schedule.interval_cycles);
}

Value capacity(const PointOutcome& o) {
  if (o.schedule.memory.empty()) return std::nullopt;
  double sum = 0.0;
  for (const MemoryUse& memory : o.schedule.memory) sum += static_cast<double>(memory.capacity_bytes);
  return sum;
}

}  // namespace

const std::vector<Metric>& metrics() {
  static const std::vector<Metric> table = {
      {"accuracy.value", "1", [](const PointOutcome& o) { return o.accuracy; }},
      {"latency.cycles", "cycles", [](const PointOutcome& o) { return Value(static_cast<double>(o.schedule.cycles)); }},
      {"latency.seconds", "s", [](const PointOutcome& o) { return Value(o.schedule.seconds()); }},
      {"latency.interval_cycles", "cycles", interval},
      {"energy.total_j", "J", [](const PointOutcome& o) { return priced(o, o.ledger.total_j()); }},
      {"energy.static_j", "J", [](const PointOutcome& o) { return priced(o, o.ledger.static_j()); }},
      {"energy.dynamic_j", "J", [](const PointOutcome& o) { return priced(o, o.ledger.dynamic_j()); }},
      {"energy.power_w", "W", mean_power},
      {"energy.duty.average_power_w", "W", [](const PointOutcome& o) { return o.duty ? o.duty->average_power_w : std::nullopt; }},
      {"energy.duty.battery_life_s", "s", [](const PointOutcome& o) { return o.duty ? o.duty->battery_life_s : std::nullopt; }},
      {"memory.weights_bytes", "B", [](const PointOutcome& o) { return Value(static_cast<double>(o.network->weight_bytes())); }},
      {"memory.activations_bytes", "B", [](const PointOutcome& o) { return Value(static_cast<double>(activation_peak_bytes(*o.network))); }},
      {"memory.capacity_bytes", "B", capacity},
  };
  return table;
}

std::optional<std::size_t> find_metric(const std::string& name) {
  const auto& all = metrics();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Metric& m) { return m.name == name; });
  if (found == all.end()) return std::nullopt;
  return static_cast<std::size_t>(found - all.begin());
}

}  // namespace quartet
