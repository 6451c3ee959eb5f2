// Foldings that the user gives: a list, or one reuse factor for all.
#pragma once

#include <map>

#include "accel/dataflow/design.hpp"

namespace quartet::dataflow {

struct ChosenFolds {
  std::map<std::size_t, Fold> folds;  ///< node → folding
  std::int64_t slowest = 1;           ///< most cycles of them
  std::vector<std::string> notes;     ///< reuse factors that were moved to a legal one
};

/// dataflow.folding, or dataflow.reuse_factor in style hls4ml. Every entry that is wrong is a problem, with the nearest legal
/// values.
[[nodiscard]] Result<ChosenFolds> read_folding(const Pipeline& pipeline, const Params& params);

}  // namespace quartet::dataflow
