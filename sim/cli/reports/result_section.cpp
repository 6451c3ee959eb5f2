// One result: its figures in words, energy, time, and what it warns of.
#include <fmt/format.h>

#include "sim/cli/reports/command_text.hpp"
#include "sim/cli/reports/report_parts.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

ReportFact accuracy_fact(const RunResult& result) {
  if (!result.accuracy) return {"accuracy", kNotModelled, why_absent(result, "accuracy")};
  const Accuracy& a = *result.accuracy;
  std::string remark = fmt::format("{} of {} samples", grouped(a.correct), grouped(a.samples));
  if (a.ci95.size() == 2) remark += fmt::format(", 95 % interval {} to {}", percent(a.ci95[0]), percent(a.ci95[1]));
  remark += "; data: " + a.data + (a.synthetic ? " (synthetic data, no recordings)" : "") + (a.complete ? "" : "; stopped early");
  return {"accuracy", percent(a.value), remark};
}

ReportFact detection_fact(const Detection& d) {
  std::string remark = fmt::format("{} anomalies among {} samples", grouped(d.anomalies), grouped(d.samples));
  if (d.ci95.size() == 2) remark += fmt::format(", 95 % interval {:.3f} to {:.3f}", d.ci95[0], d.ci95[1]);
  remark += "; data: " + d.data + (d.synthetic ? " (synthetic data, no recordings)" : "") + (d.complete ? "" : "; stopped early");
  return {d.metric == "auc" ? "area under the ROC curve" : d.metric, fmt::format("{:.4f}", d.value), remark};
}

ReportFact latency_fact(const RunResult& result) {
  if (!result.latency) return {"latency", kNotModelled, why_absent(result, "latency")};
  return {"latency", si(result.latency->seconds, "s"),
          fmt::format("{} cycles at {}, {} rung", grouped(static_cast<std::int64_t>(result.latency->cycles)), si(result.latency->clock_hz, "Hz"),
                      result.request.fidelity)};
}

ReportFact energy_fact(const RunResult& result) {
  const auto total = result.energy ? result.energy->total_j : std::nullopt;
  if (!total) return {"energy", kNotModelled, why_absent(result, "energy")};
  return {"energy", si(*total, "J"), energy_origin(result)};
}

std::vector<ReportFact> facts_of(const ReportResult& r) {
  const RunResult& result = r.result;
  std::vector<ReportFact> out = {accuracy_fact(result), latency_fact(result), energy_fact(result)};
  if (result.detection) out.insert(out.begin(), detection_fact(*result.detection));
  if (result.energy && result.energy->power_w) out.push_back({"power while it infers", si(*result.energy->power_w, "W"), "energy ÷ latency"});
  if (result.energy && result.energy->duty)
    out.push_back({"average power", si(result.energy->duty->average_power_w, "W"), fmt::format("at {} inferences a second", shortest(result.energy->duty->rate_hz))});
  out.push_back({"network", result.network + (result.model.variant.empty() ? "" : " (" + result.model.variant + ")"),
                 grouped(result.model.macs) + " MACs, " + bytes_text(result.memory.weights_bytes) + " of weights, " + result.model.quantization});
  out.push_back({"identity", result.identity.config_hash.substr(0, 12), "seed " + std::to_string(result.identity.seed) + "; the notes have every hash"});
  return out;
}

// What this kind of machine has beyond the common fields, each with its origin.
PlotTable figures_table(const RunResult& result) {
  PlotTable table;
  table.id = "figures";
  table.title = "Figures of the machine";
  table.listed = table.folded = true;
  table.columns = {{"figure", "figure", "", ""}, {"value", "value", "", "not modelled: the note says why"}, {"unit", "unit", "", ""}, {"origin", "figure is", "", ""}, {"note", "note", "", ""}};
  for (const Figure& f : result.figures) table.rows.push_back({f.name, cell_of(f.value), f.unit == "1" ? std::string() : f.unit, f.origin, f.note});
  return table;
}

PlotTable layers_table(const RunResult& result, bool folded) {
  PlotTable table;
  table.id = "layers";
  table.title = "Layers";
  table.listed = true;
  table.folded = folded;
  table.columns = {{"layer", "layer", "", ""},
                   {"op", "operator", "", ""},
                   {"macs", "MACs", "", ""},
                   {"cycles", "cycles", "cycle", "time is not modelled"},
                   {"energy_j", "energy", "J", why_absent(result, "energy")},
                   {"utilization", "utilization", "%", "nothing to multiply in this layer, or the peak is not known"},
                   {"bound", "limited by", "", ""}};
  for (const LayerSummary& l : result.layers) {
    table.rows.push_back({l.name, l.op, static_cast<double>(l.macs), cell_of(l.cycles ? std::optional(static_cast<double>(*l.cycles)) : std::nullopt),
                          cell_of(l.energy_j), cell_of(l.utilization ? std::optional(100.0 * *l.utilization) : std::nullopt), l.bound});
  }
  return table;
}

}  // namespace

Result<void> add_results(ReportInputs& inputs, ReportDocument& document) {
  for (const ReportResult& r : inputs.results) {
    ReportSection section;
    section.id = "result";
    section.title = r.label;
    section.command = run_command_text(r.result.request) + " --json " + shell_quoted(r.file);
    section.facts = facts_of(r);
    section.warnings = r.result.warnings;
    section.notes = r.result.notes;
    const RunIdentity& id = r.result.identity;
    section.notes.push_back(fmt::format("identity: configuration {}, network {}, data {}, seed {}, quartet {}", id.config_hash, id.network_hash, id.data_hash, id.seed, id.version));
    for (auto& [plot, table] : {energy_plot(r), time_plot(r)}) {
      section.plots.push_back(plot);
      section.tables.push_back(table);
    }
    section.tables.push_back(layers_table(r.result, inputs.results.size() > 1));
    if (!r.result.figures.empty()) section.tables.push_back(figures_table(r.result));
    document.sections.push_back(std::move(section));
  }
  return {};
}

}  // namespace quartet::cli
