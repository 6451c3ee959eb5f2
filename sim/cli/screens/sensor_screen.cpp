#include "sim/cli/screens/sensor_screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

using Align = TextTable::Align;

std::string share_text(const std::optional<double>& share) {
  return share ? percent(*share) : kNotModelled;
}

// Of all profiles, in the order in which they come.
std::vector<std::string> phase_names(const std::vector<RunResult>& results) {
  std::vector<std::string> names;
  for (const RunResult& result : results) {
    for (const SensorPhase& p : result.sensor->phases) {
      if (std::find(names.begin(), names.end(), p.name) == names.end()) names.push_back(p.name);
    }
  }
  return names;
}

const SensorPhase* find_phase(const SensorSummary& sensor, const std::string& name) {
  const auto it = std::find_if(sensor.phases.begin(), sensor.phases.end(),
                               [&](const SensorPhase& p) { return p.name == name; });
  return it == sensor.phases.end() ? nullptr : &*it;
}

std::string cell(const SensorPhase* phase) {
  if (phase == nullptr) return "-";
  return si(phase->energy_j, "J") + (phase->share ? fmt::format(" ({})", percent(*phase->share)) : "") +
         (phase->origin == "set up" ? " *" : "");
}

}  // namespace

std::string sensor_lines(const SensorSummary& sensor, const Paint& paint) {
  TextTable table({{"phase of an event"},
                   {"time", Align::right},
                   {"energy", Align::right},
                   {"of the energy", Align::right},
                   {"origin"},
                   {"", Align::left, 48}});
  for (const SensorPhase& p : sensor.phases)
    table.row({p.name, p.seconds ? si(*p.seconds, "s") : "", si(p.energy_j, "J"), share_text(p.share),
               p.origin, p.note});
  table.row({"sum", si(sensor.period_s, "s"), si(sensor.total_j, "J"), "", "", ""});
  std::string head = fmt::format("profile '{}', front end {}", sensor.profile, sensor.front_end);
  if (sensor.front_end_cycles)
    head += fmt::format(" ({} on {}, {} cycles)", sensor.arithmetic, sensor.host,
                        grouped(static_cast<std::int64_t>(*sensor.front_end_cycles)));
  if (sensor.latency_s)
    head += fmt::format("; {} from the end of the event to the result", si(*sensor.latency_s, "s"));
  return "\n" + paint.bold("energy by phase") + "  " + head + "\n" + table.text("  ");
}

std::string sensor_comparison(const std::vector<std::string>& names, const std::vector<RunResult>& results,
                              const Paint& paint) {
  std::vector<TextTable::Column> columns{{"phase"}};
  for (const std::string& name : names) columns.push_back({name, Align::right});
  TextTable table(columns);
  for (const std::string& phase : phase_names(results)) {
    std::vector<std::string> cells{phase};
    for (const RunResult& result : results) cells.push_back(cell(find_phase(*result.sensor, phase)));
    table.row(cells);
  }
  std::vector<std::string> sums{"sum"}, ratios{"against the first"};
  bool set_up = false;
  const std::optional<double> first = results.front().sensor->total_j;
  for (const RunResult& result : results) {
    const SensorSummary& sensor = *result.sensor;
    sums.push_back(si(sensor.total_j, "J"));
    ratios.push_back(sensor.total_j && first && *first > 0.0 ? fmt::format("{:.3f}", *sensor.total_j / *first)
                                                             : kNotModelled);
    for (const SensorPhase& p : sensor.phases) set_up = set_up || p.origin == "set up";
  }
  table.row(sums);
  table.row(ratios);
  std::string out = paint.bold("energy by phase of one event") + "\n" + table.text("  ");
  if (set_up) out += "  * set up from given shares, not predicted\n";
  return out;
}

}  // namespace quartet::cli
