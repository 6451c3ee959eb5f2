// SPEC.toml as a SweepSpec: what spec.cpp parses with.
#pragma once

#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/explore/spec.hpp"

namespace quartet {

/// Every problem at once.
[[nodiscard]] Result<SweepSpec> read_spec(const ConfigTable& table, const std::string& file);

/// One [[axis]] table; what is wrong with it goes to `problems`. `earlier`: the axes that stand before it.
[[nodiscard]] Axis read_axis(const ConfigTable& table, const std::string& place, const std::vector<Axis>& earlier,
                             std::vector<Problem>& problems);

/// A number, text or truth value; nullopt for anything else, for numbers that are not finite and for text with control
/// characters (the database separates values by them).
[[nodiscard]] std::optional<ParameterValue> scalar(const ConfigValue& value);

}  // namespace quartet
