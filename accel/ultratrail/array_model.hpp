// The SystemC model of the array. A sequencer steps through the mapped layers; for each output tile and output position
// the MAC array counts the cycles of its window tap by tap, leaving out taps on padding, and the sequencer waits for them:
// one event a position and tile. Values are computed from the feature memory when a layer ends.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "accel/ultratrail/mapping.hpp"
#include "sim/base/requantize.hpp"

namespace quartet::ultratrail {

struct Measured {
  std::vector<std::uint64_t> layer_cycles;  ///< one per mapped layer, from simulated time
  Values logits;
};

/// `mapped` is of this network and these params. Runs in a kernel of its own.
[[nodiscard]] Result<Measured> simulate_array(const Network& network, const std::vector<MappedLayer>& mapped, const Params& params,
                                              std::span<const Values> inputs, Rounding rounding);

}  // namespace quartet::ultratrail
