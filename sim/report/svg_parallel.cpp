#include <algorithm>

#include "sim/report/name_index.hpp"
#include "sim/report/plot_kind.hpp"
#include "sim/report/svg_frame.hpp"

namespace quartet {

namespace {

constexpr double kWidth = 960, kHeight = 440, kSide = 90, kTop = 104, kBottom = 40;
constexpr std::size_t kMostLines = 2000;
constexpr const char* kFrontColour = "#d55e00";
constexpr double kFrontOpacity = 0.5;

/// One upright axis: numbers on a scale, texts at equal distances.
struct Upright {
  std::size_t column = 0;
  PlotAxis axis;
  NameIndex words;  ///< of a text column
  double x = 0.0;

  [[nodiscard]] double share_of_word(std::size_t index) const {
    return words.size() < 2 ? 0.5 : static_cast<double>(index) / static_cast<double>(words.size() - 1);
  }
  [[nodiscard]] double share(const PlotTable& table, std::size_t row) {
    if (const double* value = table.number(row, column)) return axis.share(*value);
    return share_of_word(words.of(table.text(row, column)));
  }
};

std::vector<Upright> uprights(const Plot& plot, const PlotTable& table) {
  std::vector<Upright> out;
  for (const std::string& name : plot.columns) {
    const std::size_t c = table.column(name);
    if (c >= table.columns.size()) continue;
    Upright upright{c, PlotAxis(table.columns[c].title, table.columns[c].unit, false), {}, 0.0};
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      if (const double* value = table.number(r, c)) {
        upright.axis.include(*value);
      } else if (const std::string text = table.text(r, c); !text.empty()) {
        upright.words.of(text);
      }
    }
    upright.axis.settle();
    out.push_back(std::move(upright));
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i].x = out.size() < 2 ? kWidth / 2 : kSide + static_cast<double>(i) * (kWidth - 2 * kSide) / static_cast<double>(out.size() - 1);
  return out;
}

double height_at(double share) { return kHeight - kBottom - share * (kHeight - kTop - kBottom); }

// A row that has no value on an axis has no line there.
void draw_row(SvgCanvas& canvas, std::vector<Upright>& axes, const PlotTable& table, std::size_t row, const std::string& colour, double opacity) {
  std::vector<SvgCanvas::Point> points;
  for (Upright& upright : axes) {
    const bool absent = std::holds_alternative<std::monostate>(table.rows[row][upright.column]);
    if (!absent) points.emplace_back(upright.x, height_at(upright.share(table, row)));
    if (absent || &upright == &axes.back()) {
      if (points.size() > 1) canvas.thin_polyline(points, colour, opacity);
      points.clear();
    }
  }
}

void draw_axis(SvgCanvas& canvas, const Upright& upright, bool raised) {
  canvas.line({upright.x, kTop}, {upright.x, kHeight - kBottom}, "axis");
  canvas.text({upright.x, kTop - (raised ? 32 : 14)}, upright.axis.title(), SvgCanvas::Anchor::middle);
  if (upright.words.size() == 0) {
    for (const double tick : upright.axis.ticks())
      canvas.text({upright.x - 6, height_at(upright.axis.share(tick)) + 4}, si_tick(tick, upright.axis.unit()), SvgCanvas::Anchor::end, "halo");
  }
  for (std::size_t i = 0; i < upright.words.size(); ++i) {
    canvas.text({upright.x - 6, height_at(upright.share_of_word(i)) + 4}, upright.words.names()[i], SvgCanvas::Anchor::end, "halo");
  }
}

}  // namespace

std::string svg_parallel(const Plot& plot, const PlotTable& table) {
  std::vector<Upright> axes = uprights(plot, table);
  const std::size_t fc = table.column(plot.role("front"));
  const auto on_front = [&](std::size_t row) {
    const double* front = table.number(row, fc);
    return front != nullptr && *front != 0.0;
  };
  SvgCanvas canvas(kWidth, kHeight, plot.title);
  canvas.text({12, 24}, plot.title, SvgCanvas::Anchor::start, "title");
  const std::size_t stride = std::max<std::size_t>(1, table.rows.size() / kMostLines);
  canvas.text({12, 44}, plot.subtitle + (stride > 1 ? "; every " + std::to_string(stride) + "th point and the front" : ""));
  const double faint = std::clamp(100.0 / static_cast<double>(std::max<std::size_t>(table.rows.size() / stride, 1)), 0.06, 0.6);
  for (std::size_t r = 0; r < table.rows.size(); r += stride) {
    if (!on_front(r)) draw_row(canvas, axes, table, r, series_colour(0), faint);
  }
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (on_front(r)) draw_row(canvas, axes, table, r, kFrontColour, kFrontOpacity);
  }
  for (std::size_t i = 0; i < axes.size(); ++i) draw_axis(canvas, axes[i], i % 2 == 1);
  return canvas.finish();
}

}  // namespace quartet
