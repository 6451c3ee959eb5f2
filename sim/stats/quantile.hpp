// Mean, spread and quantiles of a few repeated measurements.
#pragma once

#include <vector>

namespace quartet {

/// Quantile q in [0, 1] by linear interpolation between the sorted values (Hyndman and Fan 1996, type 7). `sorted` ascends
/// and is not empty.
[[nodiscard]] double quantile(const std::vector<double>& sorted, double q);

struct Spread {
  double mean = 0.0;
  double deviation = 0.0;  ///< sample standard deviation (n - 1); 0 for one value
};
[[nodiscard]] Spread spread(const std::vector<double>& values);

}  // namespace quartet
