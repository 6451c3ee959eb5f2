// What a sweep records of a point: named figures of a result.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accel/target.hpp"
#include "sim/energy/duty_cycle.hpp"
#include "sim/energy/ledger.hpp"

namespace quartet {

/// Everything that a point gave; metrics read from it.
struct PointOutcome {
  Schedule schedule;
  Ledger ledger;
  const Network* network = nullptr;
  std::optional<double> accuracy;        ///< when samples were run, or an accuracy command
  std::optional<DutyResult> duty;        ///< when duty.rate_hz > 0
};

/// One registered metric. Its name is the path of the same figure in the result JSON of `quartet run`.
struct Metric {
  std::string name;
  std::string unit;
  std::optional<double> (*read)(const PointOutcome& outcome);
};

/// Figures that only some machines have are metrics too, by this prefix and their name ("figures.TOPS/W"): a specification
/// names those that it wants.
inline constexpr const char* kFigurePrefix = "figures.";

/// In the order of the database's columns.
[[nodiscard]] const std::vector<Metric>& metrics();
[[nodiscard]] std::optional<std::size_t> find_metric(const std::string& name);

}  // namespace quartet
