// Network → pipeline: every graph operator becomes units and streams. An operator is one function in accel/dataflow/lower
// with one line in lower/lowerings.cpp.
#pragma once

#include "accel/dataflow/params.hpp"
#include "accel/dataflow/pipeline.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::dataflow {

/// bad_input with every layer that has no unit, and why. The network is validated and outlives the pipeline; it is not
/// changed. Constants are read for their ranges only (accumulator widths).
[[nodiscard]] Result<Pipeline> lower(const Network& network, const Params& params);

}  // namespace quartet::dataflow
