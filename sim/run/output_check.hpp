// The values of the simulated machine against those of its arithmetic.
#pragma once

#include <string>

#include "sim/base/error.hpp"
#include "workloads/graph/tensor.hpp"

namespace quartet {

/// An internal error that names the first output that differs, with both values; `place` is the platform.
[[nodiscard]] Result<void> check_simulated(const Values& simulated, const Values& computed,
                                           const std::string& place);

}  // namespace quartet
