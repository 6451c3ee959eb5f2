// One inference on the SystemC model, in a kernel of its own.
#pragma once

#include "accel/cim/mapping/map_network.hpp"
#include "accel/cim/timing/cycle_model.hpp"
#include "accel/target.hpp"

namespace quartet::cim {

struct Measured {
  std::vector<std::uint64_t> layer_cycles;  ///< one a mapped layer
  PhaseCycles phases;
  std::uint64_t dac_conversions = 0, adc_conversions = 0;
  Values logits;
};
/// `mapping` is of this network and these params. Sample 0 of the machine with options.seed.
[[nodiscard]] Result<Measured> simulate(const Network& network, const Mapping& mapping, const Params& params,
                                        std::span<const Values> inputs, const RunOptions& options);

}  // namespace quartet::cim
