// What element-wise operators share.
#pragma once

#include "workloads/graph/findings.hpp"
#include "workloads/graph/network.hpp"

namespace quartet {

/// The common shape of all inputs; a finding for each input that differs from the first.
[[nodiscard]] Shape common_input_shape(const Network& network, const Layer& layer, Findings& findings);

}  // namespace quartet
