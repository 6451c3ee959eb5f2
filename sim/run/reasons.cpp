#include "sim/run/reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/report/units.hpp"

namespace quartet {

namespace {

void sort_largest_first(std::vector<Cost>& costs) {
  std::stable_sort(costs.begin(), costs.end(),
                   [](const Cost& a, const Cost& b) { return a.amount > b.amount; });
}

// Layers that run one after another share the latency; those of a pipeline overlap, and their sum is longer.
double time_base(const RunResult& result) {
  double layers = 0.0;
  for (const LayerSummary& layer : result.layers) layers += static_cast<double>(layer.cycles.value_or(0));
  return std::max(layers, static_cast<double>(result.latency->cycles));
}

// The bound that most of the layers' cycles share.
std::string common_bound(const RunResult& result, double& share) {
  std::map<std::string, double> cycles;
  for (const LayerSummary& layer : result.layers) {
    if (!layer.bound.empty()) cycles[layer.bound] += static_cast<double>(layer.cycles.value_or(0));
  }
  const auto most = std::max_element(cycles.begin(), cycles.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == cycles.end() || !result.latency || result.latency->cycles == 0) return "";
  share = most->second / time_base(result);
  return most->first;
}

}  // namespace

std::vector<Cost> energy_costs(const RunResult& result) {
  std::vector<Cost> costs;
  if (!result.energy || !result.energy->total_j || *result.energy->total_j <= 0.0) return costs;
  for (const NamedEnergy& part : result.energy->by_component) {
    if (part.energy_j) costs.push_back({part.name, *part.energy_j, *part.energy_j / *result.energy->total_j});
  }
  sort_largest_first(costs);
  return costs;
}

std::vector<Cost> time_costs(const RunResult& result) {
  std::vector<Cost> costs;
  if (!result.latency || result.latency->cycles == 0) return costs;
  const auto total = static_cast<double>(result.latency->cycles);
  const auto add = [&](std::string what, std::uint64_t cycles) {
    costs.push_back({std::move(what), static_cast<double>(cycles), static_cast<double>(cycles) / total});
  };
  for (const LayerSummary& layer : result.layers) {
    if (layer.cycles)
      add(layer.name + (layer.bound.empty() ? "" : " (bound: " + layer.bound + ")"), *layer.cycles);
  }
  for (const PhaseSummary& phase : result.phases) {
    if (phase.paid == "inference") add(phase.name, phase.cycles);
  }
  sort_largest_first(costs);
  return costs;
}

std::string reason(const RunResult& result) {
  std::string out;
  double share = 0.0;
  const std::vector<Cost> times = time_costs(result);
  if (!times.empty()) out = fmt::format("{} of the time is {}", percent(times[0].share), times[0].what);
  const std::string bound = common_bound(result, share);
  const bool overlap = !bound.empty() && time_base(result) > static_cast<double>(result.latency->cycles);
  if (!bound.empty())
    out += fmt::format("; {} of the {} are bound by {}", percent(share), overlap ? "layers' cycles, which overlap," : "cycles", bound);
  const std::vector<Cost> energies = energy_costs(result);
  if (!energies.empty()) {
    out += fmt::format("; {} of the energy is {}", percent(energies[0].share), energies[0].what);
    const auto row = std::max_element(
        result.ledger.begin(), result.ledger.end(), [&](const LedgerLine& a, const LedgerLine& b) {
          const auto weight = [&](const LedgerLine& l) {
            return l.component == energies[0].what && l.paid == "inference" ? l.energy_j.value_or(0.0) : -1.0;
          };
          return weight(a) < weight(b);
        });
    if (row != result.ledger.end()) out += fmt::format(" (mostly {})", row->row);
  } else if (result.latency) {
    out += "; energy is not modelled";
  }
  return out;
}

}  // namespace quartet
