// The model of a finished search, judged by the points in the database.
#pragma once

#include "sim/explore/store.hpp"

namespace quartet {

/// Empty for samplers without a model.
[[nodiscard]] Result<std::vector<ModelCheck>> model_checks(const SweepSpec& spec, Store& store, std::int64_t sweep);

}  // namespace quartet
