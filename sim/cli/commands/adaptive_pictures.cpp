#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/commands/adaptive_report.hpp"
#include "sim/report/plot_kind.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr int kBins = 12;

/// Energy where it is modelled, else time.
struct CostAxis {
  const char* title;
  const char* unit;
};

CostAxis axis_of(const AdaptiveStudy& s) {
  return s.stayed.energy_j ? CostAxis{"mean energy of an inference", "J"} : CostAxis{"mean latency", "s"};
}

double cost_of(const OperatingPoint& p) {
  return p.energy_j ? p.energy_j->mean : p.latency_s.mean;
}

std::string class_name(const AdaptiveStudy& s, std::int32_t label) {
  const auto at = static_cast<std::size_t>(label);
  return at < s.classes.size() ? s.classes[at] : fmt::format("class {}", label);
}

}  // namespace

std::string adaptive_pareto_svg(const AdaptiveStudy& s) {
  const CostAxis axis = axis_of(s);
  PlotTable table{.id = "points", .title = "", .note = "", .columns = {{"cost", axis.title, axis.unit, ""}, {"accuracy", "accuracy", "%", ""},
                  {"kind", "", "", ""}, {"front", "", "", ""}}, .rows = {}, .listed = false, .folded = false, .row_command = {}};
  std::vector<std::pair<double, double>> front;
  for (const OperatingPoint& p : s.points) {
    table.rows.push_back({cost_of(p), 100.0 * s.accuracy(p), std::string("pair, one margin a point"), p.front ? 1.0 : 0.0});
    if (p.front) front.emplace_back(cost_of(p), 100.0 * s.accuracy(p));
  }
  std::sort(front.begin(), front.end());
  const auto alone = [&](const AdaptiveSide& side, const char* role) {
    const double right = 100.0 * static_cast<double>(side.correct) / static_cast<double>(s.samples);
    table.rows.push_back({side.energy_j.value_or(side.seconds), right, fmt::format("{} alone ({})", role, side.name), 0.0});
  };
  alone(s.little, "little");
  alone(s.big, "big");
  Plot plot;
  plot.id = "adaptive";
  plot.kind = "scatter";
  plot.title = fmt::format("{} on {}: accuracy against {}", s.workload, s.platform, s.stayed.energy_j ? "energy" : "time");
  plot.subtitle = fmt::format("{} margins on {} samples of {}{}; both networks resident, the test runs on the core", s.points.size(), s.samples,
                              s.data, s.synthetic ? " (synthetic)" : "");
  plot.roles = {{"x", "cost"}, {"y", "accuracy"}, {"group", "kind"}, {"front", "front"}};
  plot.lines = {{"", front}};
  return plot_svg(plot, table);
}

namespace {

double value_of(const SampleCost& cost, HistogramOf what) {
  return what == HistogramOf::latency ? cost.seconds : cost.energy_j.value_or(0.0);
}

/// Samples of each class in each bin between the cheapest way and the dearest, so that pictures of all margins have one axis.
struct Bins {
  double low = 0.0, width = 0.0;
  std::vector<std::vector<std::int64_t>> counts;
};

Bins bins_of(const AdaptiveStudy& s, const OperatingPoint& point, HistogramOf what) {
  const auto less = [&](const SampleCost& a, const SampleCost& b) { return value_of(a, what) < value_of(b, what); };
  Bins bins;
  bins.low = value_of(*std::min_element(s.stayed_costs.begin(), s.stayed_costs.end(), less), what);
  bins.width = (value_of(*std::max_element(s.escalated_costs.begin(), s.escalated_costs.end(), less), what) - bins.low) / kBins;
  bins.counts.resize(kBins);
  for (std::size_t i = 0; i < s.labels.size(); ++i) {
    const double value = value_of((s.leads[i] < point.margin ? s.escalated_costs : s.stayed_costs)[i], what);
    const int bin = bins.width > 0.0 ? std::clamp(static_cast<int>((value - bins.low) / bins.width), 0, kBins - 1) : 0;
    auto& row = bins.counts[static_cast<std::size_t>(bin)];
    const auto label = static_cast<std::size_t>(s.labels[i]);
    if (row.size() <= label) row.resize(label + 1, 0);
    ++row[label];
  }
  return bins;
}

}  // namespace

std::string adaptive_histogram_svg(const AdaptiveStudy& s, const OperatingPoint& point, HistogramOf what) {
  const bool time = what == HistogramOf::latency;
  const std::string name = time ? "latency" : "energy", unit = time ? "s" : "J";
  Plot plot;
  plot.id = name;
  plot.kind = "bars";
  plot.title = fmt::format("{} on {}: {} of {} samples at margin {}", s.workload, s.platform, name, s.samples, point.margin);
  plot.subtitle = fmt::format("two ways through the pair: {} on average where the little network decides, {} where the big one runs too",
                              si(time ? std::optional(s.stayed.seconds) : s.stayed.energy_j, unit),
                              si(time ? std::optional(s.escalated.seconds) : s.escalated.energy_j, unit));
  plot.roles = {{"category", "bin"}, {"series", "class"}, {"value", "samples"}};
  if (!time && !point.energy_j) plot.missing = "energy is not modelled: a price of the platform's cost table is missing";
  PlotTable table{.id = "histogram", .title = "", .note = "", .columns = {{"bin", name, "", ""}, {"class", "true class", "", ""},
                  {"samples", "samples", "", ""}}, .rows = {}, .listed = false, .folded = false, .row_command = {}};
  const Bins bins = bins_of(s, point, what);
  for (int b = 0; b < kBins; ++b) {
    const std::string bin = fmt::format("{} to {}", si(bins.low + b * bins.width, unit), si(bins.low + (b + 1) * bins.width, unit));
    const auto& row = bins.counts[static_cast<std::size_t>(b)];
    if (row.empty()) table.rows.push_back({bin, class_name(s, 0), 0.0});
    for (std::size_t c = 0; c < row.size(); ++c)
      table.rows.push_back({bin, class_name(s, static_cast<std::int32_t>(c)), static_cast<double>(row[c])});
  }
  return plot_svg(plot, table);
}

}  // namespace quartet::cli
