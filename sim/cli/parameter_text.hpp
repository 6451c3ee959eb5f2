// Declared parameters and prices as people read them.
#pragma once

#include <string>

#include "sim/config/parameter_set.hpp"
#include "sim/energy/cost_table.hpp"

namespace quartet::cli {

[[nodiscard]] std::string value_text(const ParameterValue& value);
/// "[1, 64]", "one of: a, b", or "".
[[nodiscard]] std::string range_text(const Parameter& parameter);
/// Every parameter: name, value, unit, default, range, confidence, source and meaning; the sources below as
/// notes.
[[nodiscard]] std::string parameters_text(const std::vector<Parameter>& parameters);
/// Every price: name, value with unit, component, confidence, source and note.
[[nodiscard]] std::string prices_text(const CostTable& costs);

}  // namespace quartet::cli
