// The two axes of a plot: where values lie, and their ticks and titles.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/report/svg_canvas.hpp"

namespace quartet {

/// "20 µJ", "1.5 ms", "0": at most three significant digits with an SI prefix. Units that take no prefix ("MAC/cycle") are left
/// to the axis title.
[[nodiscard]] std::string si_tick(double value, const std::string& unit = "");

/// A linear or logarithmic axis that widens to the values it is shown.
class PlotAxis {
 public:
  PlotAxis(std::string title, std::string unit, bool log) : title_(std::move(title)), unit_(std::move(unit)), log_(log) {}

  [[nodiscard]] bool shows(double value) const;
  void include(double value);
  /// Call once after the last include(): rounds outwards to whole steps. `from_zero`: bars.
  void settle(bool from_zero = false);
  [[nodiscard]] double share(double value) const;  ///< 0 at the low end, 1 at the high end
  [[nodiscard]] std::vector<double> ticks() const;
  [[nodiscard]] std::string title() const;         ///< with the unit, unless the ticks carry it
  [[nodiscard]] const std::string& unit() const { return unit_; }

 private:
  std::string title_, unit_;
  bool log_;
  std::optional<double> low_, high_;
  double step_ = 1.0;
};

/// Draws grid, ticks and titles inside `left`, `top`, `right`, `bottom` (px of the canvas).
struct SvgFrame {
  double left = 0, top = 0, right = 0, bottom = 0;
  const PlotAxis& x;
  const PlotAxis& y;

  [[nodiscard]] SvgCanvas::Point at(double x_value, double y_value) const {
    return {left + x.share(x_value) * (right - left), bottom - y.share(y_value) * (bottom - top)};
  }
  void draw(SvgCanvas& canvas) const;
};

}  // namespace quartet
