#include "sim/report/svg_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/report/axis_step.hpp"
#include "sim/report/svg_canvas.hpp"

namespace quartet {

namespace {

constexpr double kWidth = 820, kHeight = 460, kLeft = 70, kRight = 20, kTop = 60, kBottom = 60;
constexpr double kLegendRow = 18;

struct Axis {
  double low = 0.0, high = 1.0;
  bool log = false;

  [[nodiscard]] double share(double value) const {
    const auto scale = [&](double v) { return log ? std::log10(v) : v; };
    return (scale(value) - scale(low)) / (scale(high) - scale(low));
  }
  [[nodiscard]] bool shows(double value) const { return std::isfinite(value) && (!log || value > 0.0); }
};

class Plot {
 public:
  explicit Plot(const Chart& chart)
      : chart_(chart), height_(kHeight + kLegendRow * static_cast<double>(chart.series.size())),
        canvas_(kWidth, height_, chart.title) {
    x_.log = chart.x_log;
    fit();
  }

  std::string draw() {
    canvas_.text({kLeft, 24}, chart_.title, SvgCanvas::Anchor::start, "title");
    canvas_.text({kLeft, 44}, chart_.subtitle);
    draw_y_axis();
    draw_x_axis();
    for (std::size_t i = 0; i < chart_.series.size(); ++i) draw_series(i);
    return canvas_.finish();
  }

 private:
  void fit() {
    bool first_x = true, first_y = true;
    const auto widen = [](Axis& axis, double value, bool& first) {
      if (!axis.shows(value)) return;
      axis.low = first ? value : std::min(axis.low, value);
      axis.high = first ? value : std::max(axis.high, value);
      first = false;
    };
    for (const ChartSeries& series : chart_.series) {
      for (const ChartPoint& p : series.points) {
        widen(x_, p.x, first_x);
        for (const double y : {p.y, p.low, p.high}) widen(y_, y, first_y);
      }
    }
    if (x_.log && first_x) x_.low = 1.0, x_.high = 10.0;
    if (x_.low == x_.high) x_.log ? x_.high = x_.low * 10.0 : x_.high = x_.low + 1.0;
    if (y_.low == y_.high) y_.low -= 0.5, y_.high += 0.5;
    step_ = axis_step(y_.high - y_.low, 6);
    y_.low = std::floor(y_.low / step_) * step_;
    y_.high = std::ceil(y_.high / step_) * step_;
  }

  [[nodiscard]] double px(double x) const { return kLeft + x_.share(x) * (kWidth - kLeft - kRight); }
  [[nodiscard]] double py(double y) const { return kHeight - kBottom - y_.share(y) * (kHeight - kTop - kBottom); }

  void draw_y_axis() {
    const int steps = static_cast<int>(std::lround((y_.high - y_.low) / step_));
    for (int i = 0; i <= steps; ++i) {
      const double y = y_.low + i * step_;
      canvas_.line({kLeft, py(y)}, {kWidth - kRight, py(y)}, "grid");
      canvas_.text({kLeft - 8, py(y) + 4}, fmt::format("{:.6g}", std::fabs(y) < step_ * 1e-9 ? 0.0 : y),
                   SvgCanvas::Anchor::end);
    }
    canvas_.line({kLeft, kTop}, {kLeft, kHeight - kBottom}, "axis");
    canvas_.text_upwards({18, (kTop + kHeight - kBottom) / 2}, chart_.y_title);
  }

  [[nodiscard]] std::vector<ChartTick> ticks() const {
    if (!chart_.x_ticks.empty()) return chart_.x_ticks;
    std::vector<ChartTick> out;
    if (x_.log) {
      for (double x = std::pow(10.0, std::ceil(std::log10(x_.low) - 1e-9)); x <= x_.high * 1.000001; x *= 10.0)
        out.push_back({x, fmt::format("{:.6g}", x)});
      return out;
    }
    const double step = axis_step(x_.high - x_.low, 8);
    const double first = std::ceil(x_.low / step - 1e-9);
    for (int i = 0; (first + i) * step <= x_.high + step * 1e-9; ++i)
      out.push_back({(first + i) * step, fmt::format("{:.6g}", (first + i) * step)});
    return out;
  }

  void draw_x_axis() {
    for (const ChartTick& tick : ticks()) {
      if (!x_.shows(tick.x) || tick.x < x_.low || tick.x > x_.high) continue;
      canvas_.line({px(tick.x), kTop}, {px(tick.x), kHeight - kBottom}, "grid");
      canvas_.text({px(tick.x), kHeight - kBottom + 18}, tick.text, SvgCanvas::Anchor::middle);
    }
    canvas_.line({kLeft, kHeight - kBottom}, {kWidth - kRight, kHeight - kBottom}, "axis");
    canvas_.text({(kLeft + kWidth - kRight) / 2, kHeight - kBottom + 40}, chart_.x_title, SvgCanvas::Anchor::middle);
  }

  void draw_series(std::size_t index) {
    const ChartSeries& series = chart_.series[index];
    const std::string& colour = series_colour(index);
    std::vector<SvgCanvas::Point> line, band, lower;
    std::vector<ChartPoint> shown;
    for (const ChartPoint& p : series.points) {
      if (!x_.shows(p.x) || !y_.shows(p.y) || !y_.shows(p.low) || !y_.shows(p.high)) continue;
      shown.push_back(p);
      line.emplace_back(px(p.x), py(p.y));
      band.emplace_back(px(p.x), py(p.high));
      lower.emplace_back(px(p.x), py(p.low));
    }
    const bool has_band = std::any_of(shown.begin(), shown.end(), [](const ChartPoint& p) { return p.low < p.high; });
    band.insert(band.end(), lower.rbegin(), lower.rend());
    if (has_band) canvas_.polygon(band, colour, 0.18);
    canvas_.polyline(line, colour);
    for (std::size_t i = 0; i < shown.size(); ++i)
      canvas_.dot(line[i], colour, fmt::format("{}: {:.6g}, {:.6g}", series.name, shown[i].x, shown[i].y));
    const double y = kHeight - 8 + kLegendRow * static_cast<double>(index);
    canvas_.rect({kLeft, y - 9}, 22, 8, colour);
    canvas_.text({kLeft + 30, y}, series.name);
  }

  const Chart& chart_;
  double height_;
  SvgCanvas canvas_;
  Axis x_, y_;
  double step_ = 1.0;
};

}  // namespace

std::string svg_chart(const Chart& chart) { return Plot(chart).draw(); }

}  // namespace quartet
