// The energy ledger: activity × prices, kept entry by entry so that every joule can be traced to count × row × source.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/energy/activity.hpp"

namespace quartet {

struct LedgerEntry {
  ActivityEntry activity;
  CostRow price;
  std::optional<double> joules;  ///< nullopt when the price is not modelled
};

class Ledger {
 public:
  [[nodiscard]] static Ledger price(const Activity& activity, const CostTable& table);

  [[nodiscard]] const std::vector<LedgerEntry>& entries() const { return entries_; }
  /// Sums over one phase; nullopt if any entry in it has no price.
  [[nodiscard]] std::optional<double> total_j(ActivityPhase phase = ActivityPhase::inference) const;
  /// These two also where a row holds both (CostRow::undivided).
  [[nodiscard]] std::optional<double> static_j(ActivityPhase phase = ActivityPhase::inference) const;
  [[nodiscard]] std::optional<double> dynamic_j(ActivityPhase phase = ActivityPhase::inference) const;
  struct Share {
    std::string name;
    std::optional<double> joules;
  };
  /// Largest first, those without a price last.
  [[nodiscard]] std::vector<Share> by_component(ActivityPhase phase = ActivityPhase::inference) const;
  /// One value per layer index 0 … layers−1, of the inference phase.
  [[nodiscard]] std::vector<std::optional<double>> by_layer(int layers) const;
  /// Names of the rows that were counted but have no price, each once: for warnings.
  [[nodiscard]] std::vector<std::string> not_modelled() const;

 private:
  std::vector<LedgerEntry> entries_;
};

}  // namespace quartet
