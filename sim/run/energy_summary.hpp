// From a schedule's activity to the energy part of a result, with the ledger that explains it.
#pragma once

#include "accel/target.hpp"
#include "sim/run/result.hpp"

namespace quartet {

/// Fills result.energy, result.ledger, the layers' energy and the warnings about what has no price.
/// Fails when the duty cycle that `duty` asks for cannot be met.
[[nodiscard]] Result<void> add_energy(const Schedule& schedule, const ITarget& target, const DutyParams& duty,
                                      RunResult& result);

/// Time of what is paid once per power-up.
[[nodiscard]] double weight_load_s(const Schedule& schedule);

}  // namespace quartet
