#include "sim/cli/reports/report_parts.hpp"

#include <map>

#include "sim/cli/reports/command_text.hpp"
#include "sim/run/version.hpp"

namespace quartet::cli {

namespace {

void number_ids(ReportDocument& document) {
  std::map<std::string, int> sections, plots, tables;
  const auto numbered = [](std::string& id, std::map<std::string, int>& seen) {
    if (const int n = ++seen[id]; n > 1) id += "-" + std::to_string(n);
  };
  for (ReportSection& section : document.sections) {
    numbered(section.id, sections);
    std::map<std::string, std::string> renamed;
    for (PlotTable& table : section.tables) {
      const std::string before = table.id;
      numbered(table.id, tables);
      renamed[before] = table.id;
    }
    for (Plot& plot : section.plots) {
      numbered(plot.id, plots);
      if (const auto found = renamed.find(plot.table); found != renamed.end()) plot.table = found->second;
    }
  }
}

std::string title_of(const ReportInputs& inputs) {
  if (inputs.results.size() == 1 && inputs.databases.empty()) return inputs.results.front().label;
  std::string out;
  for (const ReportDatabase& database : inputs.databases)
    out += (out.empty() ? "" : ", ") + std::filesystem::path(database.file).filename().string();
  if (!inputs.results.empty()) out += (out.empty() ? "" : ", ") + std::to_string(inputs.results.size()) + (inputs.results.size() == 1 ? " result" : " results");
  if (out.empty() && !inputs.traces.empty()) out = inputs.traces.front().trace.title;
  if (out.empty() && !inputs.drifts.empty()) out = inputs.drifts.front().study.request.subject + " on " + inputs.drifts.front().study.request.platform;
  return out;
}

}  // namespace

PlotCell cell_of(const std::optional<double>& value) {
  PlotCell cell;
  if (value) cell = *value;
  return cell;
}

PlotCell cell_of(const std::optional<std::string>& words) {
  PlotCell cell;
  if (words) cell = *words;
  return cell;
}

const std::vector<ReportPart>& report_parts() {
  static const std::vector<ReportPart> parts = {
      {"sweeps", "databases of 'quartet sweep --db'", add_sweeps},
      {"comparison", "results of 'quartet run --json'", add_comparison},
      {"results", "results of 'quartet run --json'", add_results},
      {"drift", "results of an analog machine, or 'quartet cim-drift --json'", add_drift},
      {"occupancy", "traces of 'quartet run --trace'", add_traces},
  };
  return parts;
}

Result<ReportDocument> make_report(ReportInputs& inputs) {
  ReportDocument document;
  document.title = "quartet: " + title_of(inputs);
  document.generator = "quartet " + std::string(version());
  std::string command = "quartet report";
  for (const std::string& file : inputs.files) command += " " + shell_quoted(file);
  if (inputs.most_points != kUsualPoints) command += " --points " + std::to_string(inputs.most_points);
  for (const std::string& objective : inputs.objectives) command += " --objective " + shell_quoted(objective);
  document.command = command + " -o report.html";
  for (const ReportPart& part : report_parts()) {
    if (const auto ok = part.add(inputs, document); !ok) return pass(ok.error());
  }
  number_ids(document);
  for (ReportSection& section : document.sections) {
    for (Plot& plot : section.plots) plot.command = plot_command_text(command, plot.id);
  }
  return document;
}

}  // namespace quartet::cli
