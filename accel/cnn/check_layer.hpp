// What the array can run: every violation of a layer, with cause and remedy.
#pragma once

#include <vector>

#include "accel/cnn/hw_layer.hpp"
#include "sim/base/error.hpp"

namespace quartet::cnn {

/// Adds what the hardware cannot compute to `illegal` (another array could) and what is merely too large to
/// `too_large`.
void check_layer(const Network& network, const HwLayer& layer, bool last, const Params& params,
                 std::vector<Problem>& illegal, std::vector<Problem>& too_large);

}  // namespace quartet::cnn
