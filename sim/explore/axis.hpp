// One axis of a design space: a declared parameter, a price, or a choice of the run (platform, variant, seed).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/parameter_set.hpp"

namespace quartet {

/// An axis exists only where another, earlier axis has one of these values.
struct Condition {
  std::string key;
  std::vector<std::string> values;  ///< as text
};

/// Either a list of values or a range.
struct Axis {
  std::string key;                      ///< "platform", "variant", "seed", "cnn.clock_hz", "tech.ROW", "duty.rate_hz", "network.blocks"
  std::vector<std::string> also;        ///< further keys that take the same value
  std::vector<ParameterValue> values;   ///< the list; empty for a range
  double min = 0.0, max = 0.0;          ///< of a range, both included
  bool log = false;                     ///< equal ratios instead of equal differences
  bool integer = false;
  std::int64_t steps = 0;               ///< points that a grid takes of a range
  std::optional<Condition> when;
  std::string place;                    ///< FILE:LINE:COLUMN

  [[nodiscard]] bool is_range() const { return values.empty(); }
  /// Values that a grid takes.
  [[nodiscard]] std::int64_t grid_size() const { return is_range() ? steps : static_cast<std::int64_t>(values.size()); }
  [[nodiscard]] ParameterValue grid_value(std::int64_t index) const;
  /// `share` in [0, 1): of the list, or of the range.
  [[nodiscard]] ParameterValue at(double share) const;
};

/// "100000000", "true", "max78000": the form that --set reads back exactly.
[[nodiscard]] std::string value_text(const ParameterValue& value);
/// The value of `axis` that value_text() wrote; nullopt: it is none of the axis.
[[nodiscard]] std::optional<ParameterValue> value_of_text(const Axis& axis, const std::string& text);

/// One point: the value of every axis that exists there, in the order of the axes (nullopt where it does not).
using PointValues = std::vector<std::optional<ParameterValue>>;

/// Drops the values of axes whose condition does not hold.
void apply_conditions(const std::vector<Axis>& axes, PointValues& values);

/// As a number; nullopt for text and truth values, and where the axis does not exist.
[[nodiscard]] std::optional<double> number_of(const std::optional<ParameterValue>& value);

}  // namespace quartet
