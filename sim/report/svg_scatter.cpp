#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/report/name_index.hpp"
#include "sim/report/plot_kind.hpp"
#include "sim/report/svg_frame.hpp"

namespace quartet {

namespace {

constexpr double kWidth = 820, kHeight = 480, kLeft = 84, kRight = 24, kTop = 62, kBottom = 62, kLegendRow = 18;
constexpr std::size_t kMostLabels = 16;
constexpr const char* kFrontColour = "#d55e00";

struct Dot {
  double x = 0.0, y = 0.0;
  std::size_t group = 0, row = 0;
  bool front = false;
};

struct Cloud {
  std::vector<Dot> dots;
  NameIndex groups;
};

Cloud cloud_of(const Plot& plot, const PlotTable& table, PlotAxis& x, PlotAxis& y) {
  const std::size_t xc = table.column(plot.role("x")), yc = table.column(plot.role("y"));
  const std::size_t gc = table.column(plot.role("group")), fc = table.column(plot.role("front"));
  Cloud cloud;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const double* px = table.number(r, xc);
    const double* py = table.number(r, yc);
    if (px == nullptr || py == nullptr || !x.shows(*px) || !y.shows(*py)) continue;
    const double* front = table.number(r, fc);
    cloud.dots.push_back({*px, *py, cloud.groups.of(table.text(r, gc)), r, front != nullptr && *front != 0.0});
    x.include(*px);
    y.include(*py);
  }
  for (const PlotLine& line : plot.lines) {
    for (const auto& [lx, ly] : line.points) x.include(lx), y.include(ly);
  }
  x.settle();
  y.settle();
  return cloud;
}

PlotAxis axis_of(const PlotTable& table, const std::string& name, bool log) {
  const std::size_t c = table.column(name);
  return c < table.columns.size() ? PlotAxis(table.columns[c].title, table.columns[c].unit, log) : PlotAxis(name, "", log);
}

// Each label right of its dot; one that would cover another moves down.
void draw_labels(SvgCanvas& canvas, const SvgFrame& frame, const Cloud& cloud, const PlotTable& table, std::size_t column) {
  if (column >= table.columns.size() || cloud.dots.size() > kMostLabels) return;
  constexpr double kLetter = 6.4, kLine = 13;
  std::vector<std::array<double, 3>> taken;  // left, right, baseline
  for (const Dot& dot : cloud.dots) {
    const std::string words = table.text(dot.row, column);
    const auto [px, py] = frame.at(dot.x, dot.y);
    const double width = kLetter * static_cast<double>(words.size());
    const bool at_left = px + 8 + width > frame.right;
    const double left = at_left ? px - 8 - width : px + 8;
    double base = py + 4;
    const auto covers = [&](const auto& t) { return left < t[1] && left + width > t[0] && std::abs(base - t[2]) < kLine; };
    while (std::any_of(taken.begin(), taken.end(), covers)) base += kLine;
    taken.push_back({left, left + width, base});
    canvas.text({at_left ? px - 8 : px + 8, base}, words, at_left ? SvgCanvas::Anchor::end : SvgCanvas::Anchor::start);
  }
}

}  // namespace

std::string svg_scatter(const Plot& plot, const PlotTable& table) {
  PlotAxis x = axis_of(table, plot.role("x"), plot.log_x), y = axis_of(table, plot.role("y"), plot.log_y);
  const Cloud cloud = cloud_of(plot, table, x, y);
  const bool has_front = table.column(plot.role("front")) < table.columns.size();
  std::vector<std::pair<std::string, std::string>> legend;
  for (std::size_t g = 0; g < cloud.groups.size(); ++g) {
    if (!cloud.groups.names()[g].empty()) legend.emplace_back(series_colour(g), cloud.groups.names()[g]);
  }
  if (has_front) legend.emplace_back(kFrontColour, "Pareto front");
  SvgCanvas canvas(kWidth, kHeight + kLegendRow * static_cast<double>(legend.size()), plot.title);
  canvas.text({12, 24}, plot.title, SvgCanvas::Anchor::start, "title");
  canvas.text({12, 44}, plot.subtitle);
  const SvgFrame frame{kLeft, kTop, kWidth - kRight, kHeight - kBottom, x, y};
  frame.draw(canvas);
  for (const PlotLine& line : plot.lines) {
    std::vector<SvgCanvas::Point> points;
    for (const auto& [lx, ly] : line.points) points.push_back(frame.at(lx, ly));
    canvas.polyline(points, "#999999");
    if (!points.empty()) canvas.text({points.back().first, points.back().second - 6}, line.name, SvgCanvas::Anchor::end);
  }
  const auto draw = [&](const Dot& dot, const std::string& colour) {
    canvas.dot(frame.at(dot.x, dot.y), colour, fmt::format("{}: {}, {}: {}", x.title(), si_tick(dot.x, x.unit()), y.title(), si_tick(dot.y, y.unit())));
  };
  for (const Dot& dot : cloud.dots) {
    if (!dot.front) draw(dot, series_colour(dot.group));
  }
  for (const Dot& dot : cloud.dots) {
    if (dot.front) draw(dot, kFrontColour);
  }
  draw_labels(canvas, frame, cloud, table, table.column(plot.role("label")));
  double at = kHeight - 4;
  for (const auto& [colour, words] : legend) {
    canvas.rect({kLeft, at - 9}, 16, 10, colour);
    canvas.text({kLeft + 24, at}, words);
    at += kLegendRow;
  }
  return canvas.finish();
}

}  // namespace quartet
