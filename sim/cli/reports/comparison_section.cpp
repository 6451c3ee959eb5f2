// All results beside one another: a table, the trade-off of energy and time, and one roofline.
#include <algorithm>

#include "sim/cli/reports/command_text.hpp"
#include "sim/cli/reports/report_parts.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr double kPercent = 100.0;

std::optional<double> percent_of(const std::optional<double>& share) { return share ? std::optional(kPercent * *share) : std::nullopt; }

std::vector<PlotCell> row_of(const ReportResult& r) {
  const RunResult& result = r.result;
  const auto& accuracy = result.accuracy;
  const auto& latency = result.latency;
  const auto& energy = result.energy;
  const bool bounds = accuracy && accuracy->ci95.size() == 2;
  const auto interval = latency && latency->interval_cycles ? std::optional(static_cast<double>(*latency->interval_cycles)) : std::nullopt;
  return {r.label,
          result.network,
          result.model.variant,
          result.platform,
          result.request.fidelity,
          cell_of(percent_of(accuracy ? std::optional(accuracy->value) : std::nullopt)),
          cell_of(bounds ? std::optional(kPercent * accuracy->ci95[0]) : std::nullopt),
          cell_of(bounds ? std::optional(kPercent * accuracy->ci95[1]) : std::nullopt),
          cell_of(accuracy ? std::optional(accuracy->data + (accuracy->synthetic ? " (synthetic data)" : "")) : std::nullopt),
          cell_of(latency ? std::optional(latency->seconds) : std::nullopt),
          cell_of(latency ? std::optional(static_cast<double>(latency->cycles)) : std::nullopt),
          cell_of(interval),
          cell_of(energy ? energy->total_j : std::nullopt),
          cell_of(energy ? energy->static_j : std::nullopt),
          cell_of(energy ? energy->dynamic_j : std::nullopt),
          cell_of(energy ? std::optional(energy_origin(result)) : std::nullopt),
          cell_of(energy ? energy->power_w : std::nullopt),
          static_cast<double>(result.memory.weights_bytes),
          static_cast<double>(result.memory.activations_bytes),
          std::to_string(result.identity.seed),
          result.identity.config_hash,
          run_command_text(result.request) + " --json " + shell_quoted(r.file)};
}

PlotTable table_of(const std::vector<ReportResult>& results) {
  const std::string reason = "not modelled on this platform: the warnings of the result say why";
  const std::string no_labels = "not known: no labels were given, or nothing was run";
  PlotTable table;
  table.id = "results";
  table.title = "Results";
  table.listed = true;
  table.note = "One inference each. Accuracy with its 95 % confidence interval.";
  table.columns = {{"result", "result", "", ""},
                   {"network", "network", "", ""},
                   {"variant", "variant", "", ""},
                   {"platform", "platform", "", ""},
                   {"fidelity", "rung", "", ""},
                   {"accuracy", "accuracy", "%", no_labels},
                   {"accuracy_low", "at least", "%", no_labels},
                   {"accuracy_high", "at most", "%", no_labels},
                   {"data", "data", "", no_labels},
                   {"latency_s", "latency", "s", reason},
                   {"cycles", "cycles", "cycle", reason},
                   {"interval_cycles", "interval", "cycle", reason},
                   {"energy_j", "energy", "J", reason},
                   {"static_j", "static energy", "J", reason},
                   {"dynamic_j", "dynamic energy", "J", reason},
                   {"energy_prices", "energy prices", "", reason},
                   {"power_w", "power", "W", reason},
                   {"weights_bytes", "weights", "B", ""},
                   {"activations_bytes", "activations", "B", ""},
                   {"seed", "seed", "", ""},
                   {"config_hash", "configuration", "", ""},
                   {"command", "command", "", ""}};
  for (const ReportResult& r : results) table.rows.push_back(row_of(r));
  return table;
}

Plot tradeoff(const PlotTable& table) {
  Plot plot;
  plot.id = "tradeoff";
  plot.kind = "scatter";
  plot.title = "Energy against latency";
  plot.subtitle = "of one inference, every result that has both";
  plot.table = table.id;
  plot.roles = {{"x", "latency_s"}, {"y", "energy_j"}, {"group", "platform"}, {"label", "result"}};
  plot.columns = {"latency_s", "energy_j", "accuracy", "power_w", "cycles", "interval_cycles", "weights_bytes"};
  plot.log_x = plot.log_y = true;
  plot.caption = "Energies stand on prices that are published, fitted or assumed: the table says which.";
  std::size_t both = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (table.number(i, table.column("latency_s")) != nullptr && table.number(i, table.column("energy_j")) != nullptr) ++both;
  }
  if (both == 0) plot.missing = "no result has both energy and latency";
  return plot;
}

}  // namespace

Result<void> add_comparison(ReportInputs& inputs, ReportDocument& document) {
  if (inputs.results.empty()) return {};
  ReportSection section;
  section.id = "comparison";
  section.title = inputs.results.size() == 1 ? "Result" : "Results side by side";
  section.tables.push_back(table_of(inputs.results));
  if (inputs.results.size() > 1) section.plots.push_back(tradeoff(section.tables.front()));
  auto [plot, table] = roofline_plot(inputs.results);
  section.plots.push_back(std::move(plot));
  section.tables.push_back(std::move(table));
  document.sections.push_back(std::move(section));
  return {};
}

}  // namespace quartet::cli
