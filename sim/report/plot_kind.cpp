#include "sim/report/plot_kind.hpp"

#include <algorithm>

#include "sim/report/svg_canvas.hpp"

namespace quartet {

const std::vector<PlotKind>& plot_kinds() {
  static const std::vector<PlotKind> kinds = {{"scatter", svg_scatter}, {"parallel", svg_parallel}, {"bars", svg_bars},
                                              {"lines", svg_lines},     {"timeline", svg_tracks}};
  return kinds;
}

std::string plot_svg(const Plot& plot, const PlotTable& table) {
  constexpr double kWidth = 820, kHeight = 90;
  const auto& kinds = plot_kinds();
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const PlotKind& k) { return k.name == plot.kind; });
  if (plot.missing.empty() && kind != kinds.end()) return kind->draw(plot, table);
  SvgCanvas canvas(kWidth, kHeight, plot.title);
  canvas.text({12, 28}, plot.title, SvgCanvas::Anchor::start, "title");
  canvas.text({12, 56}, plot.missing.empty() ? "no plot of kind '" + plot.kind + "'" : plot.missing);
  return canvas.finish();
}

}  // namespace quartet
