// A sweep: its Pareto front, parallel coordinates, the points, and what became of the others.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "accel/platform.hpp"
#include "sim/cli/reports/command_text.hpp"
#include "sim/cli/reports/report_parts.hpp"
#include "sim/cli/reports/sweep_points.hpp"
#include "sim/report/units.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::cli {

namespace {

constexpr int kReasons = 10;
constexpr std::size_t kMostAxes = 10;     // of parallel coordinates
constexpr double kLogSpan = 30.0;         // a column that spans more is drawn on a logarithmic axis

std::string count(std::int64_t n) { return grouped(n); }

// Least and greatest number of a column.
std::optional<std::pair<double, double>> span_of(const PlotTable& table, std::size_t column) {
  std::optional<std::pair<double, double>> out;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const double* value = table.number(r, column);
    if (value == nullptr) continue;
    out = out ? std::pair(std::min(out->first, *value), std::max(out->second, *value)) : std::pair(*value, *value);
  }
  return out;
}

bool wants_log(const PlotTable& table, const std::string& column) {
  const auto span = span_of(table, table.column(column));
  return span && span->first > 0.0 && span->second / span->first > kLogSpan;
}

bool varies(const PlotTable& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) { return row[column] != table.rows.front()[column]; });
}

bool is_number(const PlotTable& table, std::size_t column) { return span_of(table, column).has_value(); }

/// One sweep with what the section needs to know of it.
struct Shown {
  const ReportDatabase& database;
  const StoredSweep& sweep;
  const SweepPoints& points;
  std::optional<SweepSpec> spec;   ///< of the text that the database keeps; nullopt when it cannot be read any more
};

std::string objective_text(const Shown& s) {
  std::string out;
  for (const Objective& o : s.points.objectives)
    out += std::string(out.empty() ? "" : ", ") + (o.goal == Goal::maximum ? "most " : "least ") + s.sweep.metrics[o.metric];
  return out;
}

// Where an accuracy comes from, and what the energies stand on.
std::string origin_text(const Shown& s) {
  std::string out = "Energies stand on the platforms' cost tables, whose prices are published, fitted or assumed: 'quartet run' of a point gives the shares.";
  if (!s.spec || s.spec->samples == 0) return out;
  const auto workload = load_workload(s.spec->subject);
  if (!workload || !s.spec->inputs.empty()) return out;
  for (const DataSet& data : workload->data) {
    if (s.spec->data.empty() ? &data == &workload->data.front() : data.name == s.spec->data)
      return out + " Accuracies are of '" + data.name + "': " + (data.synthetic ? "synthetic data, no recordings." : data.label + ".");
  }
  return out;
}

// The axes of the scatter plot: two objectives, or one beside the first axis that is a number.
std::pair<std::string, std::string> scatter_axes(const Shown& s) {
  std::vector<std::string> names;
  for (const Objective& o : s.points.objectives) names.push_back(s.sweep.metrics[o.metric]);
  std::erase_if(names, [&](const std::string& name) { return s.points.table.column(name) >= s.points.table.columns.size(); });
  if (names.size() >= 2) return {names[0], names[1]};
  for (std::size_t c = 0; c < s.points.table.columns.size() && names.size() == 1; ++c) {
    const std::string& name = s.points.table.columns[c].name;
    if (name != "point" && name != names[0] && name != "front" && is_number(s.points.table, c) && varies(s.points.table, c)) return {name, names[0]};
  }
  return {"", ""};
}

std::string why_no_points(const Shown& s, Store& store) {
  const SweepCounts& c = s.sweep.counts;
  std::string out = fmt::format("no point is done: {} infeasible, {} failed, {} of {} not computed yet", count(c.infeasible), count(c.failed),
                                count(c.total - c.finished()), count(c.total));
  for (const PointState state : {PointState::failed, PointState::infeasible}) {
    const auto messages = store.messages(s.sweep.id, state, 1);
    if (messages && !messages->empty()) out += "; most frequent reason: " + messages->front().first;
  }
  return out;
}

Plot pareto_plot(const Shown& s, Store& store) {
  const PlotTable& table = s.points.table;
  Plot plot;
  plot.id = "pareto";
  plot.kind = "scatter";
  plot.title = "Pareto front";
  plot.table = table.id;
  const auto [x, y] = scatter_axes(s);
  if (table.rows.empty() || x.empty()) {
    plot.missing = table.rows.empty() ? why_no_points(s, store) : "fewer than two figures of the points can be drawn against one another";
    return plot;
  }
  plot.subtitle = fmt::format("{} of {} points are on the front of {}", count(static_cast<std::int64_t>(s.points.front.size())), count(s.points.with_objectives), objective_text(s));
  plot.caption = table.note + " " + origin_text(s);
  plot.roles = {{"x", x}, {"y", y}, {"front", "front"}};
  if (const std::size_t p = table.column("platform"); p < table.columns.size() && varies(table, p)) plot.roles["group"] = "platform";
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (table.columns[c].name != "front" && is_number(table, c)) plot.columns.push_back(table.columns[c].name);
  }
  plot.log_x = wants_log(table, x);
  plot.log_y = wants_log(table, y);
  return plot;
}

Plot parallel_plot(const Shown& s) {
  const PlotTable& table = s.points.table;
  Plot plot;
  plot.id = "parallel";
  plot.kind = "parallel";
  plot.title = "Parallel coordinates";
  plot.subtitle = "a line is a point; drag along an axis to keep the lines that pass there";
  plot.table = table.id;
  plot.roles = {{"front", "front"}};
  const auto add = [&](const std::string& name) {
    const std::size_t c = table.column(name);
    const bool there = std::find(plot.columns.begin(), plot.columns.end(), name) != plot.columns.end();
    if (c < table.columns.size() && !there && plot.columns.size() < kMostAxes && varies(table, c)) plot.columns.push_back(name);
  };
  for (const Objective& o : s.points.objectives) add(s.sweep.metrics[o.metric]);
  for (const std::string& axis : s.sweep.axes) add(axis);
  for (const std::string& metric : s.sweep.metrics) add(metric);
  std::stable_partition(plot.columns.begin(), plot.columns.end(), [&](const std::string& name) {
    return std::find(s.sweep.axes.begin(), s.sweep.axes.end(), name) != s.sweep.axes.end();
  });
  if (plot.columns.size() < 2) plot.missing = table.rows.empty() ? "no point is done" : "fewer than two columns differ between the points";
  return plot;
}

std::vector<ReportFact> facts_of(const Shown& s, Store& store) {
  const SweepCounts& c = s.sweep.counts;
  std::vector<ReportFact> out = {{"points", count(c.finished()) + " of " + count(c.total), c.finished() < c.total ? "the sweep is not finished: the same command goes on" : "finished"},
                                 {"done", count(c.done), ""},
                                 {"infeasible", count(c.infeasible), c.infeasible > 0 ? "reasons below" : ""},
                                 {"failed", count(c.failed), c.failed > 0 ? "reasons below" : ""}};
  if (c.none > 0) out.push_back({"left out", count(c.none), "by conditions and relations of the specification"});
  out.push_back({"subject", s.sweep.subject, "sampler " + s.sweep.sampler + (s.spec ? fmt::format(", {} rung, seed {}", s.spec->fidelity, s.spec->seed) : "")});
  out.push_back({"front", count(static_cast<std::int64_t>(s.points.front.size())) + " points", "of " + objective_text(s)});
  for (const Objective& o : s.points.objectives) {
    const std::string& name = s.sweep.metrics[o.metric];
    const std::size_t column = s.points.table.column(name);
    const auto best = store.best(s.sweep.id, o);
    if (best && *best && column < s.points.table.columns.size()) out.push_back({"best " + name, si(**best, s.points.table.columns[column].unit), "over all points"});
  }
  return out;
}

Result<PlotTable> reasons_table(Store& store, const StoredSweep& sweep) {
  PlotTable table;
  table.id = "reasons";
  table.title = "Points without figures";
  table.note = fmt::format("The {} most frequent reasons of each state; reasons that differ in numbers alone are one.", kReasons);
  table.listed = true;
  table.columns = {{"state", "state", "", ""}, {"count", "points", "", ""}, {"reason", "reason", "", "the database says no reason"}};
  for (const PointState state : {PointState::infeasible, PointState::failed}) {
    const auto messages = store.messages(sweep.id, state, kReasons);
    if (!messages) return pass(messages.error());
    for (const auto& [message, n] : *messages) table.rows.push_back({std::string(to_string(state)), static_cast<double>(n), cell_of(message.empty() ? std::optional<std::string>() : std::optional(message))});
  }
  return table;
}

std::string listed_text(const SweepPoints& points, const StoredSweep& sweep) {
  const auto rows = static_cast<std::int64_t>(points.table.rows.size());
  if (rows >= sweep.counts.done) return fmt::format("All {} points done.", count(rows));
  const auto front = static_cast<std::int64_t>(points.front.size());
  return fmt::format("{} of {} points are listed: {} on the front, and an even sample of the others; counts, front and bests are over all. "
                     "--points N lists more, and 'quartet sweep --csv' writes every one.",
                     count(rows), count(sweep.counts.done), points.listed_front == front ? "all " + count(front) : count(points.listed_front) + " of the " + count(front));
}

// Units of the axes, as the platform declares its parameters and prices.
void name_units(const SweepSpec& spec, const StoredSweep& sweep, PlotTable& table) {
  std::string platform = spec.platform;
  if (const std::size_t c = table.column("platform"); c < table.columns.size() && !table.rows.empty()) platform = table.text(0, c);
  const auto target = load_platform(platform);
  if (!target) return;
  const std::string price = "tech.";
  for (const std::string& axis : sweep.axes) {
    const std::size_t c = table.column(axis);
    if (c >= table.columns.size() || !is_number(table, c)) continue;
    if (const Parameter* parameter = (*target)->parameters().find(axis)) table.columns[c].unit = parameter->unit;
    if (axis.rfind(price, 0) != 0) continue;
    const auto row = (*target)->costs().find(axis.substr(price.size()));
    if (row) table.columns[c].unit = (*target)->costs().row(*row).is_power ? "W" : "J";
  }
}

Result<void> add_sweep(const ReportInputs& inputs, ReportDatabase& database, const StoredSweep& sweep, ReportDocument& document) {
  auto objectives = report_objectives(sweep, inputs.objectives);
  if (!objectives) return pass(objectives.error());
  auto points = read_points(database.store, sweep, std::move(*objectives), inputs.most_points);
  if (!points) return pass(points.error());
  points->table.id = "points";
  points->table.title = "Points";
  points->table.listed = true;
  points->table.note = listed_text(*points, sweep);
  Shown shown{database, sweep, *points, std::nullopt};
  if (auto spec = parse_sweep_spec(sweep.source, "specification"); spec && !sweep.source.empty()) shown.spec = std::move(*spec);
  if (shown.spec) name_units(*shown.spec, sweep, points->table);
  if (shown.spec) points->table.row_command = point_command(*shown.spec, sweep.axes);
  ReportSection section;
  section.id = "sweep";
  section.title = fmt::format("Sweep {}: {}, {}", sweep.id, sweep.subject, sweep.sampler);
  section.command = "quartet sweep SPEC.toml --db " + shell_quoted(database.file);
  section.facts = facts_of(shown, database.store);
  section.plots = {pareto_plot(shown, database.store), parallel_plot(shown)};
  auto search = hypervolume_plot(database.store, sweep, points->objectives);
  if (!search) return pass(search.error());
  if (search->has_value()) {
    section.plots.insert(section.plots.begin() + 1, std::move((*search)->plot));
    section.tables.push_back(std::move((*search)->table));
  }
  section.notes.push_back("identity: sweep " + std::to_string(sweep.id) + " of the space " + sweep.space + (shown.spec ? ", seed " + std::to_string(shown.spec->seed) : ""));
  if (!points->absent.empty()) {
    std::string names;
    for (const std::string& name : points->absent) names += (names.empty() ? "" : ", ") + name;
    section.notes.push_back("no point has a value, so that they are left out of tables and plots: " + names +
                            (shown.spec && shown.spec->samples == 0 ? " (samples = 0: no accuracy was computed)" : ""));
  }
  auto reasons = reasons_table(database.store, sweep);
  if (!reasons) return pass(reasons.error());
  section.tables.push_back(std::move(points->table));
  if (!reasons->rows.empty()) section.tables.push_back(std::move(*reasons));
  if (!sweep.source.empty()) section.texts.push_back({"Specification of the sweep", "SPEC.toml", sweep.source});
  document.sections.push_back(std::move(section));
  return {};
}

}  // namespace

Result<void> add_sweeps(ReportInputs& inputs, ReportDocument& document) {
  for (ReportDatabase& database : inputs.databases) {
    const auto sweeps = database.store.sweeps();
    if (!sweeps) return pass(sweeps.error());
    for (const StoredSweep& sweep : *sweeps) {
      if (const auto ok = add_sweep(inputs, database, sweep, document); !ok) return pass(ok.error());
    }
    if (!sweeps->empty()) continue;
    ReportSection section;
    section.id = "sweep";
    section.title = std::filesystem::path(database.file).filename().string();
    section.warnings.push_back("the database holds no sweep yet: 'quartet sweep SPEC.toml --db " + database.file + "' writes one");
    document.sections.push_back(std::move(section));
  }
  return {};
}

}  // namespace quartet::cli
