#include "sim/report/svg_timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/report/axis_step.hpp"
#include "sim/report/svg_canvas.hpp"

namespace quartet {

namespace {

constexpr double kWidth = 960, kLeft = 190, kLetter = 6.6, kTop = 64, kRow = 26, kBar = 18, kBottom = 70;
constexpr int kTicks = 8;

bool drawable(const Timeline& timeline, const TimelineSpan& span) {
  return std::isfinite(span.begin) && std::isfinite(span.end) && span.end > span.begin &&
         span.state < timeline.states.size();
}

}  // namespace

std::string svg_timeline(const Timeline& timeline) {
  double low = 0.0, high = 0.0;
  bool first = true;
  for (const TimelineRow& row : timeline.rows) {
    for (const TimelineSpan& span : row.spans) {
      if (!drawable(timeline, span)) continue;
      low = first ? span.begin : std::min(low, span.begin);
      high = first ? span.end : std::max(high, span.end);
      first = false;
    }
  }
  if (high <= low) high = low + 1.0;
  std::size_t longest = 4;
  for (const TimelineRow& row : timeline.rows) longest = std::max(longest, row.remark.size());
  const double right = kLetter * static_cast<double>(longest) + 20;  // of the remarks
  const double bottom = kTop + kRow * static_cast<double>(timeline.rows.size());
  const auto px = [&](double x) { return kLeft + (x - low) / (high - low) * (kWidth - kLeft - right); };
  SvgCanvas canvas(kWidth, bottom + kBottom, timeline.title);
  canvas.text({12, 24}, timeline.title, SvgCanvas::Anchor::start, "title");
  canvas.text({12, 44}, timeline.subtitle);
  const double step = axis_step(high - low, kTicks);
  for (double i = std::ceil(low / step); i * step <= high; i += 1.0) {
    canvas.line({px(i * step), kTop}, {px(i * step), bottom}, "grid");
    canvas.text({px(i * step), bottom + 16}, fmt::format("{:.6g}", i * step + 0.0), SvgCanvas::Anchor::middle);
  }
  canvas.text({(kLeft + kWidth - right) / 2, bottom + 36}, timeline.x_title, SvgCanvas::Anchor::middle);
  for (std::size_t r = 0; r < timeline.rows.size(); ++r) {
    const TimelineRow& row = timeline.rows[r];
    const double y = kTop + kRow * static_cast<double>(r) + (kRow - kBar) / 2;
    canvas.text({kLeft - 8, y + kBar - 5}, row.name, SvgCanvas::Anchor::end);
    for (const TimelineSpan& span : row.spans) {
      if (!drawable(timeline, span)) continue;
      canvas.rect({px(span.begin), y}, px(span.end) - px(span.begin), kBar, series_colour(span.state), span.tooltip);
    }
    canvas.text({kWidth - right + 8, y + kBar - 5}, row.remark);
  }
  double x = kLeft;
  for (std::size_t s = 0; s < timeline.states.size(); ++s) {
    canvas.rect({x, bottom + 48}, 16, 10, series_colour(s));
    canvas.text({x + 22, bottom + 57}, timeline.states[s]);
    x += 40 + 8.0 * static_cast<double>(timeline.states[s].size());
  }
  return canvas.finish();
}

}  // namespace quartet
