// What every unit does over time, one row a unit, as SVG: pipeline occupancy.
#pragma once

#include <string>
#include <vector>

namespace quartet {

/// A stretch of one state, from `begin` to `end` (exclusive) on the common axis.
struct TimelineSpan {
  double begin = 0.0, end = 0.0;
  std::size_t state = 0;  ///< index into Timeline::states
  std::string tooltip;    ///< may be empty
};

struct TimelineRow {
  std::string name;
  std::string remark;  ///< at the right end, for example "98 % busy"
  std::vector<TimelineSpan> spans;
};

struct Timeline {
  std::string title, subtitle;
  std::string x_title;               ///< with unit, for example "cycle"
  std::vector<std::string> states;   ///< names for the legend, for example "busy", "stalled", "starved"
  std::vector<TimelineRow> rows;
};

/// Spans of unknown states or without length are left out.
[[nodiscard]] std::string svg_timeline(const Timeline& timeline);

}  // namespace quartet
