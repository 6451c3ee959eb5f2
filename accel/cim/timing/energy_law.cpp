#include "accel/cim/timing/energy_law.hpp"

#include <algorithm>
#include <cmath>

#include "accel/cim/timing/cycle_model.hpp"
#include "sim/config/table_reader.hpp"

namespace quartet::cim {

namespace {

constexpr int kWide = 8, kNarrow = 4;  // the calibrated widths
constexpr int kMostBits = 16;

[[nodiscard]] double seconds(int bits, double clock_hz, int overhead_cycles) {
  return static_cast<double>(conversion_cycles(bits, overhead_cycles)) / clock_hz;
}

[[nodiscard]] double joules_of(const Efficiency& e) {
  return 1e-12 / e.tops_per_watt;
}

[[nodiscard]] const Efficiency* find(std::span<const Efficiency> all, const Efficiency& like, int bits) {
  const auto same = std::find_if(all.begin(), all.end(), [&](const Efficiency& e) {
    return e.network == like.network && e.source == like.source && e.bits == bits;
  });
  return same == all.end() ? nullptr : &*same;
}

}  // namespace

double EnergyLaw::joules_per_op(int bits) const {
  return fixed_j + power_w * seconds(bits, clock_hz, overhead_cycles);
}

Result<EnergyLaw> fit_energy_law(const Efficiency& wide, const Efficiency& narrow, double clock_hz,
                                 int overhead_cycles) {
  for (const Efficiency* e : {&wide, &narrow}) {
    if (!(e->tops_per_watt > 0.0) || !std::isfinite(e->tops_per_watt) || e->bits < 1 || e->bits > kMostBits)
      return bad_input(e->network, "an efficiency must be a positive number at 1 to 16 bit");
  }
  if (wide.bits == narrow.bits)
    return bad_input(wide.network, "two different widths are needed to fit the energy law");
  const double t_wide = seconds(wide.bits, clock_hz, overhead_cycles),
               t_narrow = seconds(narrow.bits, clock_hz, overhead_cycles);
  EnergyLaw law;
  law.clock_hz = clock_hz, law.overhead_cycles = overhead_cycles;
  law.power_w = (joules_of(wide) - joules_of(narrow)) / (t_wide - t_narrow);
  law.fixed_j = joules_of(narrow) - law.power_w * t_narrow;
  return law;
}

Result<std::vector<Prediction>> predict_efficiencies(std::span<const Efficiency> published, double clock_hz,
                                                     int overhead_cycles) {
  std::vector<Prediction> predictions;
  for (const Efficiency& e : published) {
    const Efficiency* wide = find(published, e, kWide);
    const Efficiency* narrow = find(published, e, kNarrow);
    if (wide == nullptr || narrow == nullptr) continue;
    const auto law = fit_energy_law(*wide, *narrow, clock_hz, overhead_cycles);
    if (!law) return pass(law.error());
    predictions.push_back({e, law->tops_per_watt(e.bits), e.bits == kWide || e.bits == kNarrow});
  }
  return predictions;
}

Result<std::vector<Efficiency>> read_efficiencies(const ConfigArray& rows) {
  std::vector<Efficiency> all;
  Error error{ErrorCode::bad_input, {}};
  for (const ConfigValue& value : rows) {
    const ConfigTable* table = value.table();
    if (table == nullptr) {
      error.problems.push_back(
          {value.place, "'published' must be an array of tables", "write [[cim.published]]"});
      continue;
    }
    TableReader reader(*table, value.place);
    Efficiency e;
    e.network = reader.text("network");
    e.bits = static_cast<int>(reader.integer("activation_bits", 1, kMostBits));
    const auto number = reader.number("tops_per_watt");
    e.tops_per_watt = number.value_or(0.0);
    if (number && !(e.tops_per_watt > 0.0 && std::isfinite(e.tops_per_watt)))
      reader.problem(reader.place_of("tops_per_watt"), "'tops_per_watt' must be positive");
    e.source = reader.text("source");
    const std::vector<Problem> problems = reader.finish();
    error.problems.insert(error.problems.end(), problems.begin(), problems.end());
    all.push_back(std::move(e));
  }
  if (!error.problems.empty()) return pass(std::move(error));
  return all;
}

}  // namespace quartet::cim
