#include "accel/ultratrail/power_model.hpp"

#include <fmt/format.h>

#include <numeric>

namespace quartet::ultratrail {
namespace {

// The widths (weights/features) of the records.
bool is_fitted_width(const Params& p) {
  return (p.weight_bits == 6 && p.feature_bits == 6) || (p.weight_bits == 6 && p.feature_bits == 4) ||
         (p.weight_bits == 4 && p.feature_bits == 4);
}

std::vector<std::string> outside(const Params& p, std::uint64_t cycles) {
  std::vector<std::string> reasons;
  const auto no_energy = [&](std::string why) { reasons.push_back("energy is not modelled: " + std::move(why)); };
  if (p.rows != p.columns || p.columns < p.fit_min_size || p.columns > p.fit_max_size) {
    no_energy(fmt::format("the power fit covers square arrays of {0}x{0} to {1}x{1}, this one is {2}x{3}", p.fit_min_size,
                          p.fit_max_size, p.rows, p.columns));
  }
  if (!is_fitted_width(p)) {
    no_energy(fmt::format("the power fit covers weights/features of 6/6, 6/4 and 4/4 bit, here {}/{}", p.weight_bits, p.feature_bits));
  }
  if (cycles < static_cast<std::uint64_t>(p.fit_min_cycles) || cycles > static_cast<std::uint64_t>(p.fit_max_cycles)) {
    no_energy(fmt::format("the power fit covers {} to {} cycles a frame, here {}", p.fit_min_cycles, p.fit_max_cycles, cycles));
  }
  return reasons;
}

}  // namespace

Result<PowerRows> PowerRows::find(const CostTable& table) {
  PowerRows rows;
  const auto found = table.require({{&rows.static_base, "static_base"},
                                    {&rows.static_array, "static_array"},
                                    {&rows.cycle_base, "cycle_base"},
                                    {&rows.cycle_column, "cycle_column"},
                                    {&rows.static_outside_fit, "static_outside_fit"},
                                    {&rows.cycle_outside_fit, "cycle_outside_fit"}});
  if (!found) return pass(found.error());
  return rows;
}

PowerActivity power_activity(const Params& params, const std::vector<std::uint64_t>& layer_cycles, const PowerRows& rows) {
  PowerActivity out;
  const std::uint64_t cycles = std::accumulate(layer_cycles.begin(), layer_cycles.end(), std::uint64_t{0});
  out.warnings = outside(params, cycles);
  const bool covered = out.warnings.empty();
  const double from_minimum = params.columns - kStaticMinimumSize;
  const auto add = [&](int layer, RowId row, double count) { out.activity.push_back({layer, row, count, ActivityPhase::inference}); };
  if (covered) {
    add(kNoLayer, rows.static_base, kFrameSeconds);
    add(kNoLayer, rows.static_array, kFrameSeconds * from_minimum * from_minimum);
  } else {
    add(kNoLayer, rows.static_outside_fit, kFrameSeconds);
  }
  for (std::size_t i = 0; i < layer_cycles.size(); ++i) {
    const auto count = static_cast<double>(layer_cycles[i]);
    add(static_cast<int>(i), covered ? rows.cycle_base : rows.cycle_outside_fit, count);
    if (covered) add(static_cast<int>(i), rows.cycle_column, count * params.columns);
  }
  return out;
}

}  // namespace quartet::ultratrail
