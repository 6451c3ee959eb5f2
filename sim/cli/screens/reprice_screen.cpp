#include "sim/cli/screens/reprice_screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sim/report/csv_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

struct Line {
  std::string name, unit;
  std::optional<double> before, after;
  const char* absent_before = kNotModelled;
};

std::optional<double> of_component(const RunResult& result, const std::string& name) {
  const auto& shares = result.energy->by_component;
  const auto found = std::find_if(shares.begin(), shares.end(), [&](const NamedEnergy& e) { return e.name == name; });
  return found == shares.end() ? std::nullopt : found->energy_j;
}

// Components in the order of the result before; another table may have its own names for them.
std::vector<std::string> components(const RunResult& before, const RunResult& after) {
  std::vector<std::string> names;
  for (const RunResult* result : {&before, &after}) {
    for (const NamedEnergy& share : result->energy->by_component) {
      if (std::find(names.begin(), names.end(), share.name) == names.end()) names.push_back(share.name);
    }
  }
  return names;
}

std::vector<Line> lines(const RunResult& before, const RunResult& after) {
  const Energy &a = *before.energy, &b = *after.energy;
  std::vector<Line> out{{"clock", "Hz", before.latency->clock_hz, after.latency->clock_hz},
                        {"latency", "s", before.latency->seconds, after.latency->seconds},
                        {"energy", "J", a.total_j, b.total_j},
                        {"static", "J", a.static_j, b.static_j},
                        {"dynamic", "J", a.dynamic_j, b.dynamic_j}};
  for (const std::string& name : components(before, after))
    out.push_back({name, "J", of_component(before, name), of_component(after, name)});
  out.push_back({"once per power-up", "J", a.once.total_j, b.once.total_j});
  out.push_back({"power while it infers", "W", a.power_w, b.power_w});
  if (a.duty || b.duty) {
    const auto average = [](const Energy& e) { return e.duty ? e.duty->average_power_w : std::nullopt; };
    const auto life = [](const Energy& e) { return e.duty ? e.duty->battery_life_s : std::nullopt; };
    const char* absent = a.duty ? kNotModelled : "-";  // no rate was asked for
    out.push_back({"average power", "W", average(a), average(b), absent});
    out.push_back({"battery life", "s", life(a), life(b), absent});
  }
  return out;
}

std::string value_text(const std::optional<double>& value, const std::string& unit, const char* absent = kNotModelled) {
  if (!value) return absent;
  return unit == "s" && *value > 60.0 ? duration_text(*value) : si(*value, unit);
}

std::string difference_text(const Line& line) {
  if (!line.before || !line.after) return "";
  if (*line.before == *line.after) return "=";
  if (*line.before == 0.0) return "";
  return fmt::format("{:+.1f} %", 100.0 * (*line.after / *line.before - 1.0));
}

}  // namespace

std::string reprice_screen(const RunResult& before, const RunResult& after, const std::vector<std::string>& rules, const Paint& paint) {
  using Align = TextTable::Align;
  TextTable table({{""}, {"before", Align::right}, {"after", Align::right}, {"difference", Align::right}});
  for (const Line& line : lines(before, after))
    table.row({line.name, value_text(line.before, line.unit, line.absent_before), value_text(line.after, line.unit), difference_text(line)});
  std::string out = paint.bold(after.network + " on " + after.platform) + ", repriced from its recorded activity; nothing was run\n\n" +
                    table.text("  ") + "\n";
  out += "before: " + before.energy->method + "\nafter:  " + after.energy->method + "\n";
  for (const std::string& rule : rules) {
    bool first = true;
    for (const std::string& part : wrap(rule, 110)) {
      out += (first ? "  - " : "    ") + part + "\n";
      first = false;
    }
  }
  for (const std::string& warning : after.warnings) {
    if (std::find(before.warnings.begin(), before.warnings.end(), warning) == before.warnings.end())
      out += paint.yellow("warning:") + " " + warning + "\n";
  }
  return out;
}

std::string reprice_csv(const RunResult& before, const RunResult& after) {
  CsvWriter out({"quantity", "unit", "before", "after", "difference"});
  for (const Line& line : lines(before, after)) {
    out.cell(line.name).cell(line.unit).cell(line.before).cell(line.after);
    out.cell(line.before && line.after ? std::optional(*line.after - *line.before) : std::nullopt);
    out.end_row();
  }
  return out.text();
}

}  // namespace quartet::cli
