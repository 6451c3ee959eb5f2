#include "sim/cli/reports/sweep_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sim/cli/reports/report_parts.hpp"
#include "sim/explore/metric.hpp"
#include "sim/explore/pareto.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

std::optional<double> number_of_text(const std::string& text) {
  double value = 0.0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::size_t> metric_index(const StoredSweep& sweep, const std::string& name) {
  const auto found = std::find(sweep.metrics.begin(), sweep.metrics.end(), name);
  if (found == sweep.metrics.end()) return std::nullopt;
  return static_cast<std::size_t>(found - sweep.metrics.begin());
}

// "latency.seconds" as people say it; the name itself where nobody has said it yet.
PlotColumn metric_column(const std::string& name) {
  static const std::map<std::string, std::string> titles = {
      {"accuracy.value", "accuracy"}, {"latency.cycles", "cycles"}, {"latency.seconds", "latency"}, {"latency.interval_cycles", "interval"},
      {"energy.total_j", "energy"}, {"energy.static_j", "static energy"}, {"energy.dynamic_j", "dynamic energy"}, {"energy.power_w", "power"},
      {"energy.duty.average_power_w", "average power"}, {"energy.duty.battery_life_s", "battery life"}, {"memory.weights_bytes", "weights"},
      {"memory.activations_bytes", "activations"}, {"memory.capacity_bytes", "memory"}};
  const auto title = titles.find(name);
  const auto metric = find_metric(name);
  const std::string unit = metric ? metrics()[*metric].unit : std::string();
  return {name, title == titles.end() ? name : title->second, unit == "1" ? std::string() : unit == "cycles" ? std::string("cycle") : unit,
          "not modelled at this point: 'quartet run' of it says why"};
}

// Which points are on the front, of all that have every objective.
Result<void> find_front(Store& store, const StoredSweep& sweep, SweepPoints& out) {
  if (out.objectives.empty()) return {};
  std::vector<std::size_t> columns;
  for (const Objective& o : out.objectives) columns.push_back(o.metric);
  std::vector<double> rows;
  std::vector<std::int64_t> ordinals;
  const auto seen = store.visit_metrics(sweep.id, columns, [&](std::int64_t ordinal, const double* values) {
    for (std::size_t k = 0; k < columns.size(); ++k) rows.push_back(out.objectives[k].goal == Goal::maximum ? -values[k] : values[k]);
    ordinals.push_back(ordinal);
  });
  if (!seen) return pass(seen.error());
  out.with_objectives = static_cast<std::int64_t>(ordinals.size());
  for (const std::size_t i : pareto_front(rows, columns.size())) out.front.push_back(ordinals[i]);
  return {};
}

// Whether the n-th of `all` is among the `room` that lie evenly.
bool takes(std::size_t n, std::size_t room, std::size_t all) { return n < all && (n + 1) * room / all > n * room / all; }

/// The rows that are kept, before it is known which columns they have.
struct Kept {
  std::vector<StoredPoint> points;
  std::vector<bool> on_front;
};

Result<Kept> keep_rows(Store& store, const StoredSweep& sweep, const SweepPoints& points, std::size_t most) {
  const auto done = static_cast<std::size_t>(std::max<std::int64_t>(sweep.counts.done, 0));
  const std::size_t front_size = points.front.size(), front_room = std::min(front_size, most);
  const std::size_t others = done > front_size ? done - front_size : 0, room = std::min(others, most - front_room);
  Kept kept;
  std::size_t next = 0, other = 0;
  const auto seen = store.visit(sweep.id, [&](const StoredPoint& point) {
    if (point.result.state != PointState::done) return true;
    const bool front = next < points.front.size() && points.front[next] == point.ordinal;
    const bool wanted = front ? takes(next++, front_room, front_size) : takes(other++, room, others);
    if (!wanted) return true;
    kept.points.push_back(point);
    kept.on_front.push_back(front);
    return true;
  });
  if (!seen) return pass(seen.error());
  return kept;
}

void add_axis(const Kept& kept, std::size_t axis, PlotTable& table) {
  const auto value = [&](const StoredPoint& p) -> const std::string& { return p.values.at(axis); };
  const bool numbers = std::all_of(kept.points.begin(), kept.points.end(), [&](const StoredPoint& p) { return value(p).empty() || number_of_text(value(p)); });
  for (std::size_t r = 0; r < kept.points.size(); ++r) {
    const std::string& text = value(kept.points[r]);
    if (numbers) {
      table.rows[r].push_back(cell_of(number_of_text(text)));
    } else {
      table.rows[r].push_back(cell_of(text.empty() ? std::optional<std::string>() : std::optional(text)));
    }
  }
}

void build_table(const StoredSweep& sweep, const Kept& kept, SweepPoints& out) {
  PlotTable& table = out.table;
  table.rows.resize(kept.points.size());
  table.columns.push_back({"point", "point", "", ""});
  for (std::size_t r = 0; r < kept.points.size(); ++r) table.rows[r].push_back(static_cast<double>(kept.points[r].ordinal));
  for (std::size_t a = 0; a < sweep.axes.size(); ++a) {
    if (std::any_of(kept.points.begin(), kept.points.end(), [&](const StoredPoint& p) { return p.values.size() != sweep.axes.size(); })) break;
    table.columns.push_back({sweep.axes[a], sweep.axes[a], "", "the axis does not exist at this point"});
    add_axis(kept, a, table);
  }
  for (std::size_t m = 0; m < sweep.metrics.size(); ++m) {
    const auto value = [&](const StoredPoint& p) { return m < p.result.metrics.size() ? p.result.metrics[m] : std::nullopt; };
    if (std::none_of(kept.points.begin(), kept.points.end(), [&](const StoredPoint& p) { return value(p).has_value(); })) {
      out.absent.push_back(sweep.metrics[m]);
      continue;
    }
    table.columns.push_back(metric_column(sweep.metrics[m]));
    for (std::size_t r = 0; r < kept.points.size(); ++r) table.rows[r].push_back(cell_of(value(kept.points[r])));
  }
  table.columns.push_back({"front", "on the front", "", ""});
  for (std::size_t r = 0; r < kept.points.size(); ++r) {
    table.rows[r].push_back(kept.on_front[r] ? 1.0 : 0.0);
    if (kept.on_front[r]) ++out.listed_front;
  }
}

}  // namespace

Result<std::vector<Objective>> report_objectives(const StoredSweep& sweep, const std::vector<std::string>& wanted) {
  std::vector<Objective> out;
  for (const std::string& text : wanted) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals), goal = equals == std::string::npos ? "min" : text.substr(equals + 1);
    const auto metric = metric_index(sweep, name);
    if (!metric) {
      const std::string near = nearest(name, sweep.metrics);
      return fail(ErrorCode::usage, "--objective", "'" + name + "' is no metric of the sweep", near.empty() ? "" : "did you mean '" + near + "'?");
    }
    if (goal != "min" && goal != "max") return fail(ErrorCode::usage, "--objective", "'" + goal + "' is neither min nor max", "write METRIC or METRIC=max");
    out.push_back({*metric, goal == "max" ? Goal::maximum : Goal::minimum});
  }
  if (out.empty()) out = sweep.objectives;
  if (!out.empty()) return out;
  for (const char* name : {"latency.seconds", "energy.total_j"}) {
    if (const auto metric = metric_index(sweep, name)) out.push_back({*metric, Goal::minimum});
  }
  return out;
}

Result<SweepPoints> read_points(Store& store, const StoredSweep& sweep, std::vector<Objective> objectives, std::size_t most) {
  SweepPoints out;
  out.objectives = std::move(objectives);
  if (const auto ok = find_front(store, sweep, out); !ok) return pass(ok.error());
  const auto kept = keep_rows(store, sweep, out, most);
  if (!kept) return pass(kept.error());
  build_table(sweep, *kept, out);
  return out;
}

}  // namespace quartet::cli
