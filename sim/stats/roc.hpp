// How well a score tells two kinds of samples apart.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/stats/interval.hpp"

namespace quartet {

/// Area under the ROC curve: the chance that a positive sample scores above a negative one, ties counted half (the
/// Mann-Whitney statistic). nullopt unless both kinds occur. Equal lengths; scores are finite.
[[nodiscard]] std::optional<double> area_under_roc(const std::vector<double>& scores, const std::vector<bool>& positive);

/// 95 % interval of an area from its standard error (Hanley and McNeil 1982, Radiology 143:29), cut to [0, 1].
[[nodiscard]] Interval hanley_mcneil95(double area, std::int64_t positives, std::int64_t negatives);

}  // namespace quartet
