// Steps of an axis that people read easily.
#pragma once

#include <cmath>

namespace quartet {

/// 1, 2 or 5 times a power of ten: at most `wanted` steps cover `span` (> 0).
inline double axis_step(double span, int wanted) {
  const double raw = span / wanted;
  const double decade = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * decade >= raw) return factor * decade;
  }
  return 10.0 * decade;
}

}  // namespace quartet
