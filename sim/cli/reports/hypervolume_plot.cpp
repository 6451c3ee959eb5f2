// How a search gets on: the volume that its front dominates, over the points that it has cost.
#include <algorithm>

#include "sim/cli/reports/report_parts.hpp"
#include "sim/explore/search/hypervolume.hpp"

namespace quartet::cli {

namespace {

constexpr int kMostPlaces = 200;  // of one line

bool follows_a_plan(const std::string& sampler) { return sampler == "grid" || sampler == "list"; }

}  // namespace

Result<std::optional<PlotWithTable>> hypervolume_plot(Store& store, const StoredSweep& sweep, const std::vector<Objective>& objectives) {
  using Made = std::optional<PlotWithTable>;
  const auto sweeps = comparable_sweeps(store, sweep.id);
  if (!sweeps) return pass(sweeps.error());
  const bool first = std::none_of(sweeps->begin(), sweeps->end(), [&](const StoredSweep& s) { return s.id < sweep.id; });
  const bool searched = std::any_of(sweeps->begin(), sweeps->end(), [](const StoredSweep& s) { return !follows_a_plan(s.sampler); });
  if (!first || !searched || objectives.size() < 2) return Made();
  const auto traces = hypervolume_traces(store, *sweeps, objectives, kMostPlaces);
  if (!traces) return pass(traces.error());
  PlotWithTable out;
  out.table.id = "hypervolume";
  out.table.title = "Hypervolume over evaluations";
  out.table.columns = {{"sweep", "sweep", "", ""}, {"evaluations", "points computed", "", ""}, {"hypervolume", "hypervolume", "", ""}};
  for (const HypervolumeTrace& trace : *traces) {
    for (const HypervolumeTrace::At& at : trace.points)
      out.table.rows.push_back({trace.sampler + ", sweep " + std::to_string(trace.sweep), static_cast<double>(at.evaluations), at.volume});
  }
  Plot& plot = out.plot;
  plot.id = "hypervolume";
  plot.kind = "lines";
  plot.title = "Hypervolume over evaluations";
  plot.subtitle = "of every sweep of this space in the database; more, and earlier, is better";
  plot.caption = "0: worse than the median of all these points; 1: the best value of every objective at once. Infeasible and failed points count as computed.";
  plot.table = out.table.id;
  plot.roles = {{"series", "sweep"}, {"x", "evaluations"}, {"y", "hypervolume"}};
  if (sweeps->size() < 2) plot.caption += " 'quartet sweep --baseline random' adds a search to compare with.";
  if (out.table.rows.empty()) plot.missing = "no point is done";
  return Made(std::move(out));
}

}  // namespace quartet::cli
