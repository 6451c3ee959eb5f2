// The analog compute-in-memory machine (AON-CiM) behind ITarget.
#pragma once

#include "accel/cim/mapping/map_network.hpp"
#include "accel/target.hpp"

namespace quartet {

[[nodiscard]] TargetKind cim_target_kind();

namespace cim {

/// Where a network lies in the arrays of a target of this kind; a usage error for other targets.
struct NetworkMap {
  Params params;
  Mapping mapping;
};
[[nodiscard]] Result<NetworkMap> map_on_target(const ITarget& target, const Network& network);

}  // namespace cim

}  // namespace quartet
