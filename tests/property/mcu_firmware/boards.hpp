// A board of each kind of kernels, and its values beside the golden interpreter's.
#pragma once

#include <string>
#include <vector>

#include "accel/mcu/target/board.hpp"
#include "sim/base/requantize.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::test {

[[nodiscard]] const std::vector<mcu::McuParams>& boards();

/// "" where every output equals the golden interpreter's; else what is wrong. The network must be valid. A second run on
/// other inputs follows on the same board.
[[nodiscard]] std::string difference(const mcu::McuParams& params, const Network& network, const std::vector<Values>& inputs,
                                     Rounding rounding, bool shift_weights = false);

}  // namespace quartet::test
