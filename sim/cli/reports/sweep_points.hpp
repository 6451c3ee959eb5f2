// The points of one sweep as a report lists them: all figures over all points, and a table of at most so many.
#pragma once

#include <vector>

#include "sim/explore/store.hpp"
#include "sim/report/plot.hpp"

namespace quartet::cli {

struct SweepPoints {
  std::vector<Objective> objectives;      ///< indices into StoredSweep::metrics
  std::int64_t with_objectives = 0;       ///< points done that have a value of each
  std::vector<std::int64_t> front;        ///< ordinals of the points that no other beats, over all points, ascending
  PlotTable table;                        ///< columns: "point", the axes, metrics that have a value, and "front" (1 or 0)
  std::int64_t listed_front = 0;          ///< of the table's rows
  std::vector<std::string> absent;        ///< metrics without any value, left out of the table
};

/// What --objective says ("METRIC" or "METRIC=max"), else the sweep's own, else energy and latency.
[[nodiscard]] Result<std::vector<Objective>> report_objectives(const StoredSweep& sweep, const std::vector<std::string>& wanted);

/// `most`: rows of the table. The whole front as far as there is room, and of the other points done an
/// even sample. Memory grows with the points
/// by the objectives alone.
[[nodiscard]] Result<SweepPoints> read_points(Store& store, const StoredSweep& sweep, std::vector<Objective> objectives, std::size_t most);

}  // namespace quartet::cli
