#include "sim/cli/screens/explain_screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/cli/source_notes.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

using Align = TextTable::Align;
constexpr const char* kOutside = "(outside the layers)";

std::string share_text(const std::optional<double>& part, const std::optional<double>& whole) {
  return part && whole && *whole > 0.0 ? percent(*part / *whole) : "";
}

// Lines of one row and one time of payment become one, their counts added.
std::vector<LedgerLine> merged(const RunResult& result, const ExplainFilter& filter,
                               const std::string& paid) {
  std::vector<LedgerLine> out;
  for (const LedgerLine& line : result.ledger) {
    if (line.paid != paid || (!filter.component.empty() && line.component != filter.component)) continue;
    if (!filter.layer.empty() && line.layer != filter.layer) continue;
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const LedgerLine& o) { return o.row == line.row; });
    if (same == out.end()) {
      out.push_back(line);
      continue;
    }
    same->count += line.count;
    if (same->energy_j && line.energy_j) same->energy_j = *same->energy_j + *line.energy_j;
  }
  std::stable_sort(out.begin(), out.end(), [](const LedgerLine& a, const LedgerLine& b) {
    return a.energy_j.value_or(0) > b.energy_j.value_or(0);
  });
  return out;
}

std::string count_text(const LedgerLine& line) {
  if (line.per == "s") return si(line.count, "s");
  const bool whole = line.count == std::floor(line.count) && line.count < 1e15;
  return (whole ? grouped(static_cast<std::int64_t>(line.count)) : shortest(line.count)) + " " + line.per;
}

std::string rows_text(const RunResult& result, const ExplainFilter& filter, const std::string& paid) {
  TextTable table({{"component"},
                   {"row"},
                   {"count", Align::right},
                   {"x price", Align::right},
                   {"= energy", Align::right},
                   {"confidence"},
                   {"source"}});
  SourceNotes sources;
  for (const LedgerLine& line : merged(result, filter, paid)) {
    const std::string price = line.value ? si(*line.value, line.unit) : kNotModelled;
    table.row({line.component, line.row, count_text(line), price, si(line.energy_j, "J"), line.confidence,
               sources.mark(line.source)});
  }
  return table.empty() ? "" : table.text("  ") + sources.text();
}

// Each layer's part of the lines that pass the filter.
std::string by_layer_text(const RunResult& result, const ExplainFilter& filter,
                          const std::optional<double>& total) {
  TextTable table({{"layer"}, {"energy", Align::right}, {"share", Align::right}});
  std::vector<std::string> names;
  for (const LayerSummary& layer : result.layers) names.push_back(layer.name);
  names.emplace_back();
  for (const std::string& name : names) {
    double sum = 0.0;
    bool any = false;
    for (const LedgerLine& line : result.ledger) {
      if (line.paid != "inference" || line.layer != name ||
          (!filter.component.empty() && line.component != filter.component))
        continue;
      any = true;
      sum += line.energy_j.value_or(0.0);
    }
    if (any) table.row({name.empty() ? kOutside : name, si(sum, "J"), share_text(sum, total)});
  }
  return table.empty() ? "" : table.text("  ");
}

tl::unexpected<Error> unknown(const char* option, const std::string& word,
                              const std::vector<std::string>& names) {
  const std::string near = nearest(word, names);
  return fail(
      ErrorCode::usage, option, "the result has no '" + word + "'",
      near.empty() ? fmt::format("it has: {}", fmt::join(names, ", ")) : "did you mean '" + near + "'?");
}

Result<void> check(const RunResult& result, const ExplainFilter& filter) {
  std::vector<std::string> layers, components;
  for (const LayerSummary& layer : result.layers) layers.push_back(layer.name);
  for (const LedgerLine& line : result.ledger) {
    if (std::find(components.begin(), components.end(), line.component) == components.end())
      components.push_back(line.component);
  }
  const auto missing = [](const std::string& word, const std::vector<std::string>& names) {
    return !word.empty() && std::find(names.begin(), names.end(), word) == names.end();
  };
  if (missing(filter.layer, layers)) return unknown("--layer", filter.layer, layers);
  if (missing(filter.component, components)) return unknown("--component", filter.component, components);
  return {};
}

std::string component_text(const Energy& energy) {
  TextTable table({{"component"}, {"energy", Align::right}, {"share", Align::right}});
  for (const NamedEnergy& part : energy.by_component)
    table.row({part.name, si(part.energy_j, "J"), share_text(part.energy_j, energy.total_j)});
  return table.text("  ");
}

}  // namespace

Result<std::string> explain_energy(const RunResult& result, const ExplainFilter& filter, const Paint& paint) {
  if (const auto ok = check(result, filter); !ok) return pass(ok.error());
  if (!result.energy) return paint.bold("energy") + "  " + kNotModelled + "\n";
  const Energy& energy = *result.energy;
  std::string out =
      paint.bold("energy of one inference") +
      fmt::format(
          "  {} = static {} (state power x time, idle power included) + dynamic {} (events)\n  method: {}\n",
          si(energy.total_j, "J"), si(energy.static_j, "J"), si(energy.dynamic_j, "J"), energy.method);
  const bool filtered = !filter.layer.empty() || !filter.component.empty();
  if (!filtered) out += "\n" + component_text(energy);
  out += "\n" + paint.bold("count x price, by row") + "\n" + rows_text(result, filter, "inference");
  if (filter.layer.empty())
    out += "\n" + paint.bold("by layer") + "\n" + by_layer_text(result, filter, energy.total_j);
  const std::string once = rows_text(result, filter, "once");
  if (!once.empty())
    out += "\n" + paint.bold("once per power-up") + "  " + si(energy.once.total_j, "J") + "\n" + once;
  return out;
}

std::string explain_latency(const RunResult& result, const ExplainFilter& filter, const Paint& paint) {
  if (!result.latency) return paint.bold("latency") + "  " + kNotModelled + "\n";
  const auto total = static_cast<double>(result.latency->cycles);
  TextTable table({{"part"},
                   {"op"},
                   {"cycles", Align::right},
                   {"time", Align::right},
                   {"share", Align::right},
                   {"MACs", Align::right},
                   {"utilization", Align::right},
                   {"bound"}});
  const auto row = [&](const std::string& name, const std::string& op, std::uint64_t cycles, bool counts,
                       const LayerSummary* layer) {
    const auto c = static_cast<double>(cycles);
    table.row({name, op, grouped(static_cast<std::int64_t>(cycles)), si(c / result.latency->clock_hz, "s"),
               counts && total > 0 ? percent(c / total) : "once",
               layer != nullptr ? grouped(layer->macs) : "",
               layer != nullptr && layer->utilization ? percent(*layer->utilization) : "",
               layer != nullptr ? layer->bound : ""});
  };
  for (const LayerSummary& layer : result.layers) {
    if (layer.cycles && (filter.layer.empty() || filter.layer == layer.name))
      row(layer.name, layer.op, *layer.cycles, true, &layer);
  }
  for (const PhaseSummary& phase : result.phases) {
    if (filter.layer.empty()) row(phase.name, "", phase.cycles, phase.paid == "inference", nullptr);
  }
  return paint.bold("latency of one inference") +
         fmt::format("  {} = {} cycles at {}\n", si(result.latency->seconds, "s"),
                     grouped(static_cast<std::int64_t>(result.latency->cycles)),
                     si(result.latency->clock_hz, "Hz")) +
         table.text("  ");
}

}  // namespace quartet::cli
