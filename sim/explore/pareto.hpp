// Points that no other point beats in every objective.
#pragma once

#include <cstdint>
#include <vector>

namespace quartet {

/// Indices of the non-dominated rows, ascending. `rows`: n × objectives, smaller is better (negate what is to be large).
/// Equal rows are all kept. O(n log n) for two objectives; for more, O(n × front).
[[nodiscard]] std::vector<std::size_t> pareto_front(const std::vector<double>& rows, std::size_t objectives);

}  // namespace quartet
