// --set key=value: routed to the machine's parameters, to the duty cycle, or to a row of the cost table.
#pragma once

#include <string>
#include <vector>

#include "accel/target.hpp"
#include "sim/energy/duty_cycle.hpp"
#include "sim/run/result.hpp"

namespace quartet {

/// `duty.*` goes to the duty cycle, `tech.ROW` to the price of a row (in J per count, or W), everything else
/// to the machine. target = nullptr: the reference, which has no parameters. Every setting that is wrong is
/// reported at once, with the nearest name.
[[nodiscard]] Result<void> apply_settings(const std::vector<std::string>& settings, ITarget* target,
                                          ParameterSet& duty);

/// Every parameter and price that a result depends on, as "name = value" lines.
[[nodiscard]] std::string resolved_settings(ITarget* target, const ParameterSet& duty);

/// RunIdentity::config_hash of a run on `platform` with these resolved settings.
[[nodiscard]] std::string config_hash(const std::string& platform, const std::string& resolved, const RunRequest& request);

/// The file of --tech: that of a table that ships, by name, or the path itself; "" for "". Errors: usage, with the nearest
/// name.
[[nodiscard]] Result<std::string> cost_table_file(const std::string& name_or_path);

}  // namespace quartet
