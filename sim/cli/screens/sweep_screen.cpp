#include "sim/cli/screens/sweep_screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/reports/command_text.hpp"
#include "sim/report/csv_writer.hpp"
#include "sim/report/svg_chart.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kFrontRows = 20;
constexpr TextTable::Align kRight = TextTable::Align::right;

std::string cell(const std::optional<double>& value) { return value ? fmt::format("{:.6g}", *value) : std::string("-"); }

// `quartet run` with everything that the point has.
std::string run_command(const SweepSpec& spec, const StoredPoint& point) {
  std::vector<std::string> keys;
  for (const Axis& axis : spec.axes) keys.push_back(axis.key);
  const RowCommand command = point_command(spec, keys);
  std::string out = command.base;
  for (const RowCommand::Part& part : command.parts) {
    const std::string& value = point.values.at(static_cast<std::size_t>(std::find(keys.begin(), keys.end(), part.column) - keys.begin()));
    if (value.empty()) continue;  // the axis does not exist there
    // "--set key=" takes the value directly, "--on" as a word of its own.
    const bool joined = part.option.back() == '=';
    out += " " + part.option + (joined ? "" : " ") + shell_quoted(value);
  }
  return out;
}

// A network of a template has no model file: the point as one of sampler "list".
std::string point_table(const SweepSpec& spec, const StoredPoint& point) {
  std::string out = "[[point]]   # of sampler = \"list\"";
  for (std::size_t i = 0; i < spec.axes.size(); ++i) {
    if (point.values.at(i).empty()) continue;
    const auto value = value_of_text(spec.axes[i], point.values[i]);
    const bool text = value && std::holds_alternative<std::string>(*value);
    std::vector<std::string> keys = {spec.axes[i].key};
    keys.insert(keys.end(), spec.axes[i].also.begin(), spec.axes[i].also.end());
    for (const std::string& key : keys) out += fmt::format("\n  \"{}\" = {}", key, text ? "\"" + point.values[i] + "\"" : point.values[i]);
  }
  return out;
}

}  // namespace

std::string counts_text(const SweepCounts& c) {
  return fmt::format("{} of {} points: {} done, {} failed, {} infeasible", grouped(c.finished()), grouped(c.total), grouped(c.done),
                     grouped(c.failed), grouped(c.infeasible));
}

std::string heartbeat_text(const SweepProgress& p, const SweepSpec& spec) {
  std::string out = counts_text(p.counts);
  if (p.best) out += fmt::format("; best {} {}", spec.metric_name(spec.objectives.front().metric), shortest(*p.best));
  if (p.rate > 0.0) {
    out += fmt::format("; {} points/s", p.rate < 10.0 ? fmt::format("{:.2g}", p.rate) : grouped(static_cast<std::int64_t>(p.rate)));
    out += ", " + duration_text(static_cast<double>(p.counts.total - p.counts.finished()) / p.rate) + " left";
  }
  return out;
}

std::string best_text(const SweepSpec& spec, const std::vector<StoredPoint>& front) {
  std::string out;
  for (const Objective& o : spec.objectives) {
    const auto better = [&](const StoredPoint& a, const StoredPoint& b) {
      const double x = a.result.metrics.at(o.metric).value_or(0.0), y = b.result.metrics.at(o.metric).value_or(0.0);
      return o.goal == Goal::maximum ? x > y : x < y;
    };
    const auto best = std::min_element(front.begin(), front.end(), better);
    if (best == front.end()) continue;
    out += fmt::format("\n{} {}: {}, point {}\n  {}\n", o.goal == Goal::maximum ? "largest" : "smallest", spec.metric_name(o.metric),
                       cell(best->result.metrics.at(o.metric)), grouped(best->ordinal),
                       spec.network_template.empty() ? run_command(spec, *best) : point_table(spec, *best));
  }
  return out;
}

std::string front_text(const SweepSpec& spec, const std::vector<StoredPoint>& front) {
  std::vector<TextTable::Column> columns = {{"point", kRight}};
  for (const Axis& axis : spec.axes) columns.push_back({axis.key, kRight});
  for (const Objective& o : spec.objectives) columns.push_back({spec.metric_name(o.metric), kRight});
  TextTable table(columns);
  for (std::size_t i = 0; i < front.size() && i < kFrontRows; ++i) {
    std::vector<std::string> row = {grouped(front[i].ordinal)};
    for (const std::string& value : front[i].values) row.push_back(value.empty() ? "-" : value);
    for (const Objective& o : spec.objectives) row.push_back(cell(front[i].result.metrics.at(o.metric)));
    table.row(std::move(row));
  }
  std::string out = fmt::format("\nPareto front, {} points", grouped(static_cast<std::int64_t>(front.size())));
  if (front.size() > kFrontRows) out += fmt::format(" (the first {})", kFrontRows);
  return out + "\n" + table.text("  ");
}

std::string verify_text(const std::vector<FrontDifference>& differences) {
  TextTable table({{"metric"}, {"points", kRight}, {"largest difference", kRight}, {"at point", kRight}});
  for (const FrontDifference& d : differences) table.row({d.metric, grouped(d.compared), percent(d.largest), grouped(d.ordinal)});
  return "\nthe front on the simulate rung against the plan rung\n" + table.text("  ");
}

std::string reasons_text(const std::string& state, const std::vector<std::pair<std::string, std::int64_t>>& messages, std::int64_t count) {
  if (messages.empty()) return "";
  std::string out = fmt::format("\n{} {}, most frequent reasons (a point of each)\n", grouped(count), state);
  for (const auto& [message, points] : messages) out += fmt::format("  {} x {}\n", grouped(points), message);
  return out;
}

std::string model_text(const std::vector<ModelCheck>& checks) {
  if (checks.empty()) return "";
  TextTable table({{"objective"}, {"prior mean"}, {"points", kRight}, {"error (rms)", kRight}, {"spread", kRight}, {"within 95 %", kRight}});
  for (const ModelCheck& c : checks) {
    const auto number = [&](double value) { return c.relative ? percent(value) : fmt::format("{:.3g}", value); };
    table.row({c.objective, c.with_plan ? "plan rung" : "constant", grouped(static_cast<std::int64_t>(c.points)), number(c.rms_error), number(c.spread),
               percent(c.covered)});
  }
  return "\nleave-one-out error of the Gaussian processes\n" + table.text("  ");
}

std::string traces_text(const std::vector<HypervolumeTrace>& traces) {
  constexpr int kShares[] = {10, 25, 50, 75, 100};
  std::vector<TextTable::Column> columns = {{"sweep"}, {"points", kRight}};
  for (const int share : kShares) columns.push_back({fmt::format("{} %", share), kRight});
  TextTable table(columns);
  for (const HypervolumeTrace& trace : traces) {
    if (trace.points.empty()) continue;
    const std::int64_t end = trace.points.back().evaluations;
    std::vector<std::string> row = {fmt::format("{} {}", trace.sweep, trace.sampler), grouped(end)};
    for (const int share : kShares) {
      double volume = 0.0;
      for (const auto& at : trace.points) {
        if (at.evaluations * 100 <= end * share) volume = at.volume;
      }
      row.push_back(fmt::format("{:.4f}", volume));
    }
    table.row(std::move(row));
  }
  return "\nhypervolume after a share of the points (0: worse than the median, 1: the best of every objective at once)\n" + table.text("  ");
}

std::string traces_csv(const std::vector<HypervolumeTrace>& traces) {
  CsvWriter csv({"sweep", "sampler", "evaluations", "hypervolume"});
  for (const HypervolumeTrace& trace : traces) {
    for (const auto& at : trace.points) {
      csv.cell(trace.sweep).cell(trace.sampler).cell(at.evaluations).cell(at.volume);
      csv.end_row();
    }
  }
  return csv.text();
}

std::string traces_svg(const SweepSpec& spec, const std::vector<HypervolumeTrace>& traces) {
  Chart chart;
  chart.title = "Hypervolume over evaluations";
  for (const Objective& o : spec.objectives) chart.subtitle += (chart.subtitle.empty() ? "" : ", ") + spec.metric_name(o.metric);
  chart.x_title = "points computed";
  chart.y_title = "hypervolume (share)";
  for (const HypervolumeTrace& trace : traces) {
    ChartSeries& series = chart.series.emplace_back();
    series.name = fmt::format("{} {}", trace.sweep, trace.sampler);
    for (const auto& at : trace.points) series.points.push_back({static_cast<double>(at.evaluations), at.volume, at.volume, at.volume});
  }
  return svg_chart(chart);
}

}  // namespace quartet::cli
