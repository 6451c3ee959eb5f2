// Of one result: energy by layer and component, and where the time goes.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/cli/reports/inference_spans.hpp"
#include "sim/cli/reports/report_parts.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr const char* kOutside = "(outside the layers)";
constexpr const char* kWhole = "(whole machine)";

// Energy of one layer and component; confidences in the order of their energy.
struct Share {
  double joules = 0.0;
  bool modelled = true;
  std::map<std::string, double> by_confidence;
  std::string note;
};

using Shares = std::map<std::pair<std::string, std::string>, Share>;

Shares shares_of(const RunResult& result, bool by_layer) {
  Shares shares;
  for (const LedgerLine& line : result.ledger) {
    if (line.paid != "inference") continue;
    const std::string where = !by_layer ? kWhole : line.layer.empty() ? kOutside : line.layer;
    Share& share = shares[{where, line.component}];
    share.by_confidence[line.confidence] += line.energy_j.value_or(0.0);
    if (line.energy_j) {
      share.joules += *line.energy_j;
    } else {
      share.modelled = false;
      share.note = line.note;
    }
  }
  return shares;
}

std::string confidence_text(const Share& share) {
  std::string out;
  for (const auto& [confidence, joules] : share.by_confidence) {
    if (!out.empty()) out += ", ";
    out += share.by_confidence.size() < 2 || !(share.joules > 0.0) ? confidence : confidence + " " + percent(joules / share.joules);
  }
  return out;
}

PlotTable energy_table(const RunResult& result) {
  PlotTable table;
  table.id = "energy";
  table.title = "Energy by layer and component";
  table.columns = {{"layer", "layer", "", ""},
                   {"component", "component", "", ""},
                   {"energy_j", "energy of one inference", "J", why_absent(result, "energy")},
                   {"share", "share of the inference", "%", why_absent(result, "energy")},
                   {"confidence", "prices are", "", ""}};
  const bool by_layer = std::any_of(result.ledger.begin(), result.ledger.end(), [](const LedgerLine& l) { return !l.layer.empty() && l.paid == "inference"; });
  const Shares shares = shares_of(result, by_layer);
  std::vector<std::string> places;
  for (const LayerSummary& layer : result.layers) {
    if (std::find(places.begin(), places.end(), layer.name) == places.end()) places.push_back(layer.name);
  }
  places.emplace_back(kOutside);
  places.emplace_back(kWhole);
  const auto total = result.energy ? result.energy->total_j : std::nullopt;
  for (const std::string& place : places) {
    if (!result.energy) break;
    for (const NamedEnergy& component : result.energy->by_component) {
      const auto found = shares.find({place, component.name});
      if (found == shares.end()) continue;
      const Share& share = found->second;
      const auto joules = share.modelled ? std::optional(share.joules) : std::nullopt;
      const auto part = joules && total && *total > 0.0 ? std::optional(100.0 * *joules / *total) : std::nullopt;
      table.rows.push_back({place, component.name, cell_of(joules), cell_of(part), confidence_text(share)});
    }
  }
  return table;
}

const Figure* figure_of(const LayerSummary& layer, const char* name) {
  const auto found = std::find_if(layer.figures.begin(), layer.figures.end(), [&](const Figure& f) { return f.name == name; });
  return found == layer.figures.end() ? nullptr : &*found;
}

// A pipeline: what each layer's slowest unit does in the time of the stream.
PlotWithTable shares_plot(const ReportResult& r) {
  PlotWithTable out;
  out.table.id = "occupancy";
  out.table.title = "Pipeline occupancy";
  out.table.columns = {{"layer", "layer", "", ""}, {"state", "state", "", ""}, {"share", "share of the stream's cycles", "%", "the simulate rung tells"}, {"origin", "figure is", "", ""}};
  for (const LayerSummary& layer : r.result.layers) {
    for (const char* state : {"busy", "stalled", "starved"}) {
      const Figure* figure = figure_of(layer, state);
      if (figure == nullptr) continue;
      const auto share = figure->value ? std::optional(100.0 * *figure->value) : std::nullopt;
      out.table.rows.push_back({layer.name, std::string(state) + ": " + figure->note, cell_of(share), figure->origin});
    }
  }
  out.plot.id = "occupancy";
  out.plot.kind = "bars";
  out.plot.title = r.label + ": pipeline occupancy";
  out.plot.subtitle = "of each layer's slowest unit while inferences follow one another";
  out.plot.caption = "'quartet run … --trace FILE.json' gives the times of every unit: name that file too.";
  out.plot.table = out.table.id;
  out.plot.roles = {{"category", "layer"}, {"series", "state"}, {"value", "share"}};
  if (out.table.rows.empty())
    out.plot.missing = r.result.latency ? "layers and phases of this machine overlap, and the result says no more about them" : why_absent(r.result, "latency");
  return out;
}

}  // namespace

std::string why_absent(const RunResult& result, const std::string& subject) {
  for (const std::string& warning : result.warnings) {
    if (warning.find(subject) != std::string::npos) return warning;
  }
  return "the result says no reason";
}

std::string energy_origin(const RunResult& result) {
  if (!result.energy) return "";
  const auto at = result.energy->method.rfind("; ");
  return at == std::string::npos ? "" : result.energy->method.substr(at + 2);
}

PlotWithTable energy_plot(const ReportResult& r) {
  PlotWithTable out{{}, energy_table(r.result)};
  Plot& plot = out.plot;
  plot.id = "energy";
  plot.kind = "bars";
  plot.title = r.label + ": energy of one inference";
  plot.table = out.table.id;
  plot.roles = {{"category", "layer"}, {"series", "component"}, {"value", "energy_j"}, {"confidence", "confidence"}};
  const bool any = std::any_of(out.table.rows.begin(), out.table.rows.end(), [](const auto& row) { return std::holds_alternative<double>(row[2]); });
  if (!r.result.energy || !any) {
    plot.missing = why_absent(r.result, "energy");
    return out;
  }
  plot.subtitle = "total " + si(r.result.energy->total_j, "J") + (energy_origin(r.result).empty() ? "" : "; " + energy_origin(r.result));
  plot.caption = r.result.energy->method + ". 'quartet explain " + r.file + "' shows every count and price with its source.";
  return out;
}

PlotWithTable time_plot(const ReportResult& r) {
  const auto spans = inference_spans(r.result);
  if (!spans) return shares_plot(r);
  PlotWithTable out;
  const double hz = r.result.latency->clock_hz;
  out.table.id = "time";
  out.table.title = "Time of one inference";
  out.table.columns = {{"part", "part", "", ""},          {"kind", "kind", "", ""},       {"begin_s", "time since the start", "s", ""}, {"end_s", "end", "s", ""},
                       {"cycles", "cycles", "cycle", ""}, {"share", "share", "%", ""}, {"bound", "limited by", "", ""}};
  const auto total = static_cast<double>(std::max<std::uint64_t>(r.result.latency->cycles, 1));
  for (const InferenceSpan& span : *spans) {
    const auto cycles = static_cast<double>(span.end - span.begin);
    out.table.rows.push_back({span.name, span.layer != nullptr ? "layer" : "phase", static_cast<double>(span.begin) / hz, static_cast<double>(span.end) / hz, cycles,
                              100.0 * cycles / total, span.layer != nullptr ? span.layer->bound : std::string()});
  }
  Plot& plot = out.plot;
  plot.id = "time";
  plot.kind = "timeline";
  plot.title = r.label + ": where the time of one inference goes";
  plot.subtitle = fmt::format("{}, {} cycles at {}; {} rung", si(r.result.latency->seconds, "s"), grouped(static_cast<std::int64_t>(r.result.latency->cycles)),
                              si(hz, "Hz"), r.result.request.fidelity);
  plot.table = out.table.id;
  plot.roles = {{"track", "part"}, {"begin", "begin_s"}, {"end", "end_s"}, {"state", "kind"}, {"label", "bound"}};
  return out;
}

}  // namespace quartet::cli
