// Prices at another supply voltage than the one at which they were found.
#pragma once

#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/energy/cost_table.hpp"

namespace quartet {

/// "tech.ROW=VALUE" for every row of `table` that has a price, at `voltage_v`. With r = voltage ÷ the table's reference voltage:
/// a switching event costs C·V², so r² (Weste and Harris, CMOS VLSI Design, 4th ed., section 5.2); a state's power is leakage
/// current times V, the current taken as constant, so r (ibid., section 5.3; it falls with V, so that below the reference this
/// is an upper bound).
/// Errors: bad_input for a table that names no reference voltage, and for a counted row that holds both kinds undivided;
/// usage for a voltage that is not positive.
[[nodiscard]] Result<std::vector<std::string>> prices_at_voltage(const CostTable& table, double voltage_v,
                                                                 const std::vector<std::string>& counted_rows);

/// The rule in words, with its numbers.
[[nodiscard]] std::string supply_rule(const CostTable& table, double voltage_v);

}  // namespace quartet
