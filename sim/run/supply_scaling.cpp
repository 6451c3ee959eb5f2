#include "sim/run/supply_scaling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/report/units.hpp"

namespace quartet {

Result<std::vector<std::string>> prices_at_voltage(const CostTable& table, double voltage_v,
                                                   const std::vector<std::string>& counted_rows) {
  if (!std::isfinite(voltage_v) || voltage_v <= 0.0)
    return fail(ErrorCode::usage, "--voltage", fmt::format("{} V is no supply voltage", voltage_v), "give a number above 0");
  if (!table.reference_v())
    return bad_input("cost table '" + table.name() + "'",
                     "does not say at which supply voltage its prices hold, so that they cannot be scaled to another",
                     "a table whose source names the voltage of the circuit itself (not of a board or a regulator before it) "
                     "says so with reference_v = … and reference_source = \"…\"");
  const double ratio = voltage_v / *table.reference_v();
  std::vector<std::string> settings;
  Error undivided{ErrorCode::bad_input, {}};
  for (const CostRow& row : table.rows()) {
    if (!row.value) continue;
    const bool counted = std::find(counted_rows.begin(), counted_rows.end(), row.name) != counted_rows.end();
    if (row.undivided && counted)
      undivided.problems.push_back({"cost table '" + table.name() + "', row '" + row.name + "'",
                                    "is the power of a whole supply: static and dynamic part, which scale differently, are not told apart",
                                    "give its price at the other voltage: --set tech." + row.name + "=WATTS"});
    if (row.undivided) continue;
    settings.push_back(fmt::format("tech.{}={}", row.name, shortest(*row.value * (row.is_power ? ratio : ratio * ratio))));
  }
  if (!undivided.problems.empty()) return pass(std::move(undivided));
  return settings;
}

std::string supply_rule(const CostTable& table, double voltage_v) {
  const double reference = table.reference_v().value_or(voltage_v);
  return fmt::format(
      "supply {:g} V, prices of '{}' hold at {:g} V ({}): events x {:.4g} (C V^2), powers x {:.4g} (leakage current taken as "
      "constant); whether the machine works there at this clock is not modelled",
      voltage_v, table.name(), reference, table.reference_source(), std::pow(voltage_v / reference, 2), voltage_v / reference);
}

}  // namespace quartet
