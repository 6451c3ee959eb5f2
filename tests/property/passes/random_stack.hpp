// Random small classifiers with everything that a pass looks for: channels of different widths, open accumulators with a
// scale behind them, silent channels, signs, pools, both orders of flattening, additions.
#pragma once

#include "sim/base/requantize.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::test {

/// A valid network of one int8 input, H×W×C. Call inside a property.
[[nodiscard]] Network random_stack();

/// Values of its input.
[[nodiscard]] Values random_input(const Network& network);

/// Every output by the golden interpreter, one after the other.
[[nodiscard]] Values golden_output(const Network& network, const Values& input, Rounding rounding);

}  // namespace quartet::test
