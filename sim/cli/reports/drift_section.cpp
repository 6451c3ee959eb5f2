// Accuracy against the time since programming, of studies and of single results.
#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/reports/command_text.hpp"
#include "sim/cli/reports/report_parts.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr double kPercent = 100.0;
constexpr const char* kTimeFigure = "time since programming";
constexpr const char* kTimeKey = "cim.time=";

PlotTable drift_table() {
  PlotTable table;
  table.id = "drift";
  table.title = "Accuracy against the time since programming";
  table.columns = {{"series", "series", "", ""},
                   {"time_s", "time since programming", "s", ""},
                   {"mean", "accuracy", "%", ""},
                   {"low", "band from", "%", ""},
                   {"high", "band to", "%", ""},
                   {"band", "band is", "", ""},
                   {"seeds", "seeds", "", ""},
                   {"samples", "samples a seed", "", ""},
                   {"data", "data", "", ""}};
  return table;
}

std::string data_text(const std::string& data, bool synthetic) { return data + (synthetic ? " (synthetic data)" : ""); }

void add_study(const ReportDrift& drift, bool several, ReportSection& section, Plot& plot, PlotTable& table) {
  const DriftStudy& s = drift.study;
  const std::string prefix = several ? drift.file + ": " : std::string();
  double first = 0.0, last = 0.0;
  for (const DriftPoint& p : s.points) {
    const std::string bits = p.activation_bits == 0 ? std::string("activations as configured") : fmt::format("activations of {} bit", p.activation_bits);
    table.rows.push_back({prefix + bits, p.time_s, kPercent * p.mean, kPercent * p.p05, kPercent * p.p95, std::string("5 to 95 % of the seeds"),
                          static_cast<double>(p.seeds), static_cast<double>(p.samples), data_text(s.data, s.synthetic)});
    first = first > 0.0 ? std::min(first, p.time_s) : p.time_s;
    last = std::max(last, p.time_s);
  }
  if (!s.points.empty()) plot.lines.push_back({prefix + "digital network", {{first, kPercent * s.digital}, {last, kPercent * s.digital}}});
  std::string command = "quartet cim-drift" + run_command_text(s.request).substr(std::string("quartet run").size());
  section.command += (section.command.empty() ? "" : " && ") + command + " --json " + shell_quoted(drift.file);
  if (s.synthetic) section.warnings.push_back(prefix + "the accuracy is measured on synthetic data, not on recordings");
}

// A single run of an analog machine is one point of the line of its settings.
void add_result(const ReportResult& r, PlotTable& table) {
  const auto& figures = r.result.figures;
  const auto time = std::find_if(figures.begin(), figures.end(), [](const Figure& f) { return f.name == kTimeFigure; });
  if (time == figures.end() || !time->value || !(*time->value > 0.0) || !r.result.accuracy) return;
  const Accuracy& a = *r.result.accuracy;
  std::string series = r.result.network + " on " + r.result.platform;
  for (const std::string& setting : r.result.request.settings) {
    if (setting.rfind(kTimeKey, 0) != 0) series += ", " + setting;
  }
  const auto samples = static_cast<double>(a.samples) / static_cast<double>(std::max<std::int64_t>(r.result.request.seeds, 1));
  const std::string data = data_text(a.data, a.synthetic);
  if (a.seeds) {
    table.rows.push_back({series, *time->value, kPercent * a.seeds->mean, kPercent * a.seeds->p05, kPercent * a.seeds->p95, std::string("5 to 95 % of the seeds"),
                          static_cast<double>(a.seeds->count), samples, data});
  } else if (a.ci95.size() == 2) {
    table.rows.push_back({series, *time->value, kPercent * a.value, kPercent * a.ci95[0], kPercent * a.ci95[1], std::string("95 % interval of the samples, one seed"), 1.0, samples, data});
  }
}

}  // namespace

Result<void> add_drift(ReportInputs& inputs, ReportDocument& document) {
  ReportSection section;
  section.id = "drift-section";
  section.title = "Drift";
  PlotTable table = drift_table();
  Plot plot;
  plot.id = "drift";
  plot.kind = "lines";
  plot.title = "Accuracy against the time since programming";
  plot.table = table.id;
  plot.roles = {{"series", "series"}, {"x", "time_s"}, {"y", "mean"}, {"low", "low"}, {"high", "high"}};
  plot.log_x = true;
  for (const ReportDrift& drift : inputs.drifts) add_study(drift, inputs.drifts.size() > 1, section, plot, table);
  for (const ReportResult& r : inputs.results) add_result(r, table);
  if (table.rows.empty() && inputs.drifts.empty()) return {};
  std::stable_sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) { return std::get<double>(a[1]) < std::get<double>(b[1]); });
  if (table.rows.empty()) {
    plot.missing = "the study was interrupted before its first point";
  } else {
    plot.subtitle = "mean, with a band; the table says what each band is. Data: " + std::get<std::string>(table.rows.front().back());
    plot.caption = "Drift, programming noise and read noise follow the PCM model of the platform (docs/models/pcm.md), fitted to published devices.";
  }
  section.plots.push_back(std::move(plot));
  section.tables.push_back(std::move(table));
  document.sections.push_back(std::move(section));
  return {};
}

}  // namespace quartet::cli
