// The kinds of plots, each drawn by one function here and by one script in sim/report/html/web/app.
#pragma once

#include <string>
#include <vector>

#include "sim/report/plot.hpp"

namespace quartet {

/// `draw`: one self-contained SVG. A plot whose `missing` is set is drawn as that sentence.
struct PlotKind {
  std::string name;
  std::string (*draw)(const Plot& plot, const PlotTable& table);
};
[[nodiscard]] const std::vector<PlotKind>& plot_kinds();

/// The SVG of a plot of a known kind. Values that are not finite, or not positive on a logarithmic axis, are left out.
[[nodiscard]] std::string plot_svg(const Plot& plot, const PlotTable& table);

[[nodiscard]] std::string svg_scatter(const Plot& plot, const PlotTable& table);
[[nodiscard]] std::string svg_parallel(const Plot& plot, const PlotTable& table);
[[nodiscard]] std::string svg_bars(const Plot& plot, const PlotTable& table);
[[nodiscard]] std::string svg_lines(const Plot& plot, const PlotTable& table);
[[nodiscard]] std::string svg_tracks(const Plot& plot, const PlotTable& table);

}  // namespace quartet
