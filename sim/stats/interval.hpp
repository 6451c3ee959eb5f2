// Confidence intervals of measured shares.
#pragma once

#include <cstdint>

namespace quartet {

struct Interval {
  double low = 0.0;
  double high = 1.0;
};

/// Wilson score interval of k successes in n trials at 95 % (Wilson 1927, JASA 22:209); n = 0 gives [0, 1].
[[nodiscard]] Interval wilson95(std::int64_t successes, std::int64_t trials);

}  // namespace quartet
