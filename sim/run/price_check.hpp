// Whether a recorded activity holds under other prices or another clock: the plan rung is asked under both.
#pragma once

#include "accel/target.hpp"
#include "sim/run/result.hpp"

namespace quartet {

/// Plans `network` on the machine as it was (`old`) and as it is to be (`other`), which takes no simulation. Counts of the
/// two plans must be the same, and seconds go with the clock: else an error (bad_input) that says what differs. Figures and
/// warnings that prices or clock decide follow in `result`: where the stored figure is the plan's, or where all counted
/// prices changed by one factor, it takes its new value; else it becomes null and a warning says so. `schedule` is the
/// recorded one, in rows of the other table.
[[nodiscard]] Result<void> follow_plans(const Network& network, const ITarget& old, const ITarget& other,
                                        const Schedule& schedule, RunResult& result);

}  // namespace quartet
