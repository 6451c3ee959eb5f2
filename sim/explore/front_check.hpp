// The Pareto front of a sweep on the plan rung, computed again on the simulate rung.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "sim/explore/store.hpp"

namespace quartet {

/// How far the two rungs are apart in one metric, over the points of the front.
struct FrontDifference {
  std::string metric;
  std::int64_t compared = 0;
  double largest = 0.0;       ///< |simulate − plan| ÷ |plan|
  std::int64_t ordinal = -1;  ///< where
};

/// One entry a metric that both rungs give. Stops early, with what it has, when `stop` is set.
[[nodiscard]] Result<std::vector<FrontDifference>> check_front(const SweepSpec& spec, const std::vector<StoredPoint>& front,
                                                               const std::atomic<bool>& stop);

}  // namespace quartet
