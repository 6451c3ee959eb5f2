// A line chart with quantile bands, as SVG.
#pragma once

#include <string>
#include <vector>

namespace quartet {

struct ChartPoint {
  double x = 0.0, y = 0.0;
  double low = 0.0, high = 0.0;  ///< of the band; equal to y where there is none
};

struct ChartSeries {
  std::string name;
  std::vector<ChartPoint> points;  ///< in order of x
};

/// A place on the x axis with its own words ("1 day").
struct ChartTick {
  double x = 0.0;
  std::string text;
};

struct Chart {
  std::string title, subtitle;
  std::string x_title, y_title;     ///< with units
  bool x_log = false;               ///< x > 0 then
  std::vector<ChartTick> x_ticks;   ///< empty: chosen
  std::vector<ChartSeries> series;
};

/// Values that are not finite (or not positive on a logarithmic axis) are left out. A chart without points has axes only.
[[nodiscard]] std::string svg_chart(const Chart& chart);

}  // namespace quartet
