// The rtl rung of the array: which layers run in which blocks.
#pragma once

#include "accel/cnn/rtl/conv_stand_in.hpp"
#include "accel/target.hpp"

namespace quartet::cnn {

/// --rtl LAYER=PLUGIN; without any: every plug-in with the attribute cnn.kind, for every layer that it fits (the first by name
/// where several do). Fails where a layer is unknown or does not fit, and where nothing fits.
[[nodiscard]] Result<ConvStandIn> place_blocks(const RtlOptions& options, const Network& network, const Program& program);

}  // namespace quartet::cnn
