#include "sim/explore/search/search.hpp"

#include <algorithm>
#include <cmath>

namespace quartet {

namespace {

double missed_by(const Bound& bound, double value) {
  const auto share = [&](double limit) { return std::fabs(value - limit) / std::max(std::fabs(limit), 1e-300); };
  if (bound.min && value < *bound.min) return share(*bound.min);
  if (bound.max && value > *bound.max) return share(*bound.max);
  return 0.0;
}

}  // namespace

Known known_of(const SweepSpec& spec, const PointResult& result, PointValues values) {
  constexpr double kNothing = std::numeric_limits<double>::infinity();
  Known known;
  known.values = std::move(values);
  const auto metric = [&](std::size_t m) { return m < result.metrics.size() ? result.metrics[m] : std::nullopt; };
  for (const Objective& o : spec.objectives) {
    if (const auto value = metric(o.metric)) known.objectives.push_back(o.goal == Goal::maximum ? -*value : *value);
  }
  for (const Bound& b : spec.bounds) {
    const auto value = metric(b.metric);
    if (value) known.bounded.push_back(*value);
    known.violation += value ? missed_by(b, *value) : kNothing;
  }
  if (known.objectives.size() != spec.objectives.size()) known.objectives.clear();
  if (known.bounded.size() != spec.bounds.size()) known.bounded.clear();
  known.feasible = result.state == PointState::done && !known.objectives.empty();
  // Refused before there was a metric, or failed.
  if (!known.feasible && known.violation == 0.0) known.violation = kNothing;
  return known;
}

}  // namespace quartet
