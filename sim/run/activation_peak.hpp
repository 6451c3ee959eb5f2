// How much memory the activations of a network need.
#pragma once

#include <cstdint>

#include "workloads/graph/network.hpp"

namespace quartet {

/// The largest sum of activations that are alive at the same time when the layers run in order, each kept
/// from the layer that makes it to the last that reads it: what any machine without streaming needs at least.
[[nodiscard]] std::int64_t activation_peak_bytes(const Network& network);

}  // namespace quartet
