// Machines and networks for the tests of the analog machine.
#pragma once

#include "accel/cim/function/cim_function.hpp"
#include "accel/cim/mapping/map_network.hpp"
#include "tests/unit/cnn/network_builder.hpp"

namespace quartet::test {

/// Every effect, both converters and the compensation off; sizes as declared.
[[nodiscard]] cim::Params exact_params();
/// Every effect of the platform file on, at 25 s.
[[nodiscard]] cim::Params noisy_params();

/// Convolution with padding, pool, depthwise, convolution, linear; of int8 with zero points.
[[nodiscard]] Network small_network(std::uint64_t seed = 7);

/// The function of a network on a machine; a failure fails the test.
struct Machine {
  Network network;
  cim::Params params;
  cim::Mapping mapping;
  std::unique_ptr<cim::CimFunction> function;
};
[[nodiscard]] std::unique_ptr<Machine> make_machine(Network network, const cim::Params& params,
                                                    std::uint64_t seed = 1);
/// Logits by the golden interpreter.
[[nodiscard]] Values golden_logits(const Network& network, const std::vector<Values>& inputs,
                                   Rounding rounding = Rounding::double_rounding);

}  // namespace quartet::test
