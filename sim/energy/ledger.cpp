#include "sim/energy/ledger.hpp"

#include <algorithm>
#include <map>

namespace quartet {
namespace {

// Adds to a sum that is unknown as soon as one addend is.
void add(std::optional<double>& sum, const std::optional<double>& joules) {
  if (!joules) {
    sum.reset();
  } else if (sum) {
    *sum += *joules;
  }
}

// Whether static and dynamic energy are told apart.
bool divided(const std::vector<LedgerEntry>& entries, ActivityPhase phase) {
  return std::none_of(entries.begin(), entries.end(), [&](const LedgerEntry& e) { return e.activity.phase == phase && e.price.undivided; });
}

template <class Predicate>
std::optional<double> sum_where(const std::vector<LedgerEntry>& entries, Predicate matches) {
  std::optional<double> sum = 0.0;
  for (const LedgerEntry& entry : entries) {
    if (matches(entry)) add(sum, entry.joules);
  }
  return sum;
}

}  // namespace

Ledger Ledger::price(const Activity& activity, const CostTable& table) {
  Ledger ledger;
  ledger.entries_.reserve(activity.size());
  for (const ActivityEntry& a : activity) {
    const CostRow& row = table.row(a.row);
    std::optional<double> joules;
    if (row.value) joules = a.count * *row.value;
    if (a.count == 0.0) joules = 0.0;  // what did not happen costs nothing, priced or not
    ledger.entries_.push_back({a, row, joules});
  }
  return ledger;
}

std::optional<double> Ledger::total_j(ActivityPhase phase) const {
  return sum_where(entries_, [&](const LedgerEntry& e) { return e.activity.phase == phase; });
}
std::optional<double> Ledger::static_j(ActivityPhase phase) const {
  if (!divided(entries_, phase)) return std::nullopt;
  return sum_where(entries_, [&](const LedgerEntry& e) { return e.activity.phase == phase && e.price.is_power; });
}
std::optional<double> Ledger::dynamic_j(ActivityPhase phase) const {
  if (!divided(entries_, phase)) return std::nullopt;
  return sum_where(entries_, [&](const LedgerEntry& e) { return e.activity.phase == phase && !e.price.is_power; });
}

std::vector<Ledger::Share> Ledger::by_component(ActivityPhase phase) const {
  std::map<std::string, std::optional<double>> sums;
  for (const LedgerEntry& e : entries_) {
    if (e.activity.phase == phase) add(sums.try_emplace(e.price.component, 0.0).first->second, e.joules);
  }
  std::vector<Share> shares;
  for (const auto& [name, joules] : sums) shares.push_back({name, joules});
  std::stable_sort(shares.begin(), shares.end(),
                   [](const Share& a, const Share& b) { return a.joules.value_or(-1.0) > b.joules.value_or(-1.0); });
  return shares;
}

std::vector<std::optional<double>> Ledger::by_layer(int layers) const {
  std::vector<std::optional<double>> sums(static_cast<std::size_t>(std::max(layers, 0)), 0.0);
  for (const LedgerEntry& e : entries_) {
    if (e.activity.phase == ActivityPhase::inference && e.activity.layer >= 0 && e.activity.layer < layers) {
      add(sums[static_cast<std::size_t>(e.activity.layer)], e.joules);
    }
  }
  return sums;
}

std::vector<std::string> Ledger::not_modelled() const {
  std::vector<std::string> names;
  for (const LedgerEntry& e : entries_) {
    if (!e.joules && std::find(names.begin(), names.end(), e.price.name) == names.end()) names.push_back(e.price.name);
  }
  return names;
}

}  // namespace quartet
