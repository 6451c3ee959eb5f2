// Lines with bands and tracks of time: plots that svg_chart and svg_timeline draw.
#include <algorithm>

#include "sim/report/name_index.hpp"
#include "sim/report/plot_kind.hpp"
#include "sim/report/svg_chart.hpp"
#include "sim/report/svg_timeline.hpp"
#include "sim/report/units.hpp"

namespace quartet {

namespace {

std::string titled(const PlotTable& table, std::size_t column) {
  if (column >= table.columns.size()) return "";
  const PlotColumn& c = table.columns[column];
  return c.unit.empty() ? c.title : c.title + " [" + c.unit + "]";
}

constexpr std::size_t kMostTicks = 8;

// Places in time as people say them, as long as they are few.
void name_ticks(Chart& chart) {
  std::vector<double> places;
  for (const ChartSeries& series : chart.series) {
    for (const ChartPoint& p : series.points) places.push_back(p.x);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  if (places.size() > kMostTicks) return;
  for (const double x : places) chart.x_ticks.push_back({x, duration_text(x)});
}

}  // namespace

std::string svg_lines(const Plot& plot, const PlotTable& table) {
  const std::size_t sc = table.column(plot.role("series")), xc = table.column(plot.role("x")), yc = table.column(plot.role("y"));
  const std::size_t lc = table.column(plot.role("low")), hc = table.column(plot.role("high"));
  Chart chart;
  chart.title = plot.title;
  chart.subtitle = plot.subtitle;
  chart.x_title = titled(table, xc);
  chart.y_title = titled(table, yc);
  chart.x_log = plot.log_x;
  NameIndex names;
  const auto series_of = [&](const std::string& name) -> ChartSeries& {
    const std::size_t index = names.of(name);
    if (index == chart.series.size()) chart.series.push_back({name, {}});
    return chart.series[index];
  };
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const double* x = table.number(r, xc);
    const double* y = table.number(r, yc);
    if (x == nullptr || y == nullptr) continue;
    const double* low = table.number(r, lc);
    const double* high = table.number(r, hc);
    series_of(table.text(r, sc)).points.push_back({*x, *y, low != nullptr ? *low : *y, high != nullptr ? *high : *y});
  }
  if (plot.log_x && xc < table.columns.size() && table.columns[xc].unit == "s") name_ticks(chart);
  for (const PlotLine& line : plot.lines) {
    ChartSeries& series = series_of(line.name);
    for (const auto& [x, y] : line.points) series.points.push_back({x, y, y, y});
  }
  return svg_chart(chart);
}

std::string svg_tracks(const Plot& plot, const PlotTable& table) {
  const std::size_t tc = table.column(plot.role("track")), bc = table.column(plot.role("begin")), ec = table.column(plot.role("end"));
  const std::size_t sc = table.column(plot.role("state")), lc = table.column(plot.role("label"));
  Timeline timeline;
  timeline.title = plot.title;
  timeline.subtitle = plot.subtitle;
  timeline.x_title = titled(table, bc);
  NameIndex tracks, states;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const double* begin = table.number(r, bc);
    const double* end = table.number(r, ec);
    if (begin == nullptr || end == nullptr) continue;
    const std::size_t track = tracks.of(table.text(r, tc));
    if (track == timeline.rows.size()) timeline.rows.push_back({tracks.names()[track], "", {}});
    timeline.rows[track].spans.push_back({*begin, *end, states.of(table.text(r, sc)), table.text(r, lc)});
  }
  timeline.states = states.names();
  return svg_timeline(timeline);
}

}  // namespace quartet
