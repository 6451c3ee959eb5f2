// A stored result under other prices, another supply voltage or another clock: made from its recorded activity, nothing is
// simulated.
//
//   stored ledger: counts by row ─┐
//   other cost table ─────────────┼▶ Ledger ▶ energy, layers, phases, duty cycle   (as a run would have had them)
//   plan under both tables ───────┘▶ whether the counts would be the same: if not, an error
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/run/result.hpp"

namespace quartet {

/// What is to be different. Everything empty: the prices as they stand now.
struct Repricing {
  std::string tech{};                 ///< cost table: name or .toml path; empty: the one of the stored run
  std::vector<std::string> settings{};  ///< tech.ROW=…, duty.*=…, and clocks of the machine (cnn.clock_hz=…)
  std::optional<double> clock_hz{};   ///< of the machine; cycles stay
  std::optional<double> voltage_v{};  ///< from the voltage at which the table says that it holds
};

struct Repriced {
  RunResult result;                ///< what `quartet run` gives under the other table and settings; its request says which
  std::vector<std::string> rules;  ///< one sentence for each rule that was used, and for what the table covers
};

/// Errors: usage (a setting that changes what the machine does), bad_input (no recorded energy; a row that was counted is not
/// in the other table, or is counted in another unit there; a table without a reference voltage; counts that would be others
/// under the new prices or clock; another network than the stored one).
[[nodiscard]] Result<Repriced> reprice(const RunResult& stored, const Repricing& change);

}  // namespace quartet
