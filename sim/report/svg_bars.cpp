#include <fmt/format.h>

#include "sim/report/name_index.hpp"
#include "sim/report/plot_kind.hpp"
#include "sim/report/svg_frame.hpp"
#include "sim/report/units.hpp"

namespace quartet {

namespace {

constexpr double kWidth = 960, kLeft = 210, kRight = 110, kTop = 64, kRow = 26, kBar = 18, kBottom = 64, kLegendRow = 18;

struct Part {
  std::size_t series = 0;
  double value = 0.0;
};

struct Bar {
  std::vector<Part> parts;
  double sum = 0.0;
  bool complete = true;  ///< a part is not modelled: the sum is not known
};

}  // namespace

std::string svg_bars(const Plot& plot, const PlotTable& table) {
  const std::size_t cc = table.column(plot.role("category")), sc = table.column(plot.role("series")), vc = table.column(plot.role("value"));
  if (vc >= table.columns.size()) return SvgCanvas(kWidth, kTop, plot.title).finish();
  NameIndex categories, series;
  std::vector<Bar> bars;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const std::size_t c = categories.of(table.text(r, cc));
    if (c == bars.size()) bars.emplace_back();
    const std::size_t s = series.of(table.text(r, sc));
    const double* value = table.number(r, vc);
    if (value == nullptr) bars[c].complete = false;
    if (value == nullptr || !(*value >= 0.0)) continue;
    bars[c].parts.push_back({s, *value});
    bars[c].sum += *value;
  }
  PlotAxis x(table.columns[vc].title, table.columns[vc].unit, false);
  for (const Bar& bar : bars) x.include(bar.sum);
  x.settle(true);
  const double bottom = kTop + kRow * static_cast<double>(bars.size());
  SvgCanvas canvas(kWidth, bottom + kBottom + kLegendRow * static_cast<double>(series.size()), plot.title);
  canvas.text({12, 24}, plot.title, SvgCanvas::Anchor::start, "title");
  canvas.text({12, 44}, plot.subtitle);
  const auto px = [&](double value) { return kLeft + x.share(value) * (kWidth - kLeft - kRight); };
  for (const double tick : x.ticks()) {
    canvas.line({px(tick), kTop}, {px(tick), bottom}, "grid");
    canvas.text({px(tick), bottom + 16}, si_tick(tick, x.unit()), SvgCanvas::Anchor::middle);
  }
  canvas.text({(kLeft + kWidth - kRight) / 2, bottom + 36}, x.title(), SvgCanvas::Anchor::middle);
  for (std::size_t b = 0; b < bars.size(); ++b) {
    const double y = kTop + kRow * static_cast<double>(b) + (kRow - kBar) / 2;
    canvas.text({kLeft - 8, y + kBar - 5}, categories.names()[b], SvgCanvas::Anchor::end);
    double at = 0.0;
    for (const Part& part : bars[b].parts) {
      canvas.rect({px(at), y}, px(at + part.value) - px(at), kBar, series_colour(part.series),
                  fmt::format("{}, {}: {}", categories.names()[b], series.names()[part.series], si(part.value, x.unit())));
      at += part.value;
    }
    canvas.text({px(at) + 6, y + kBar - 5}, bars[b].complete ? si(bars[b].sum, x.unit()) : kNotModelled);
  }
  for (std::size_t s = 0; s < series.size(); ++s) {
    const double y = bottom + kBottom - 6 + kLegendRow * static_cast<double>(s);
    canvas.rect({kLeft, y - 9}, 16, 10, series_colour(s));
    canvas.text({kLeft + 24, y}, series.names()[s]);
  }
  return canvas.finish();
}

}  // namespace quartet
