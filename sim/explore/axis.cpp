#include "sim/explore/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace quartet {

namespace {

double scaled(const Axis& axis, double share) {
  if (!axis.log) return axis.min + share * (axis.max - axis.min);
  return axis.min * std::pow(axis.max / axis.min, share);
}

ParameterValue rounded(const Axis& axis, double value) {
  if (axis.integer) return static_cast<std::int64_t>(std::llround(value));
  return value;
}

}  // namespace

ParameterValue Axis::grid_value(std::int64_t index) const {
  if (!is_range()) return values.at(static_cast<std::size_t>(index));
  if (index == 0) return rounded(*this, min);
  if (index == steps - 1) return rounded(*this, max);  // exactly, whatever the scale rounds to
  return rounded(*this, scaled(*this, static_cast<double>(index) / static_cast<double>(steps - 1)));
}

ParameterValue Axis::at(double share) const {
  const double inside = std::clamp(share, 0.0, 1.0);
  if (!is_range()) {
    const auto index = static_cast<std::size_t>(inside * static_cast<double>(values.size()));
    return values[std::min(index, values.size() - 1)];
  }
  // Every integer of the range has the same share.
  if (integer && !log) return static_cast<std::int64_t>(std::min(max, min + std::floor(inside * (max - min + 1.0))));
  return rounded(*this, std::clamp(scaled(*this, inside), min, max));
}

std::string value_text(const ParameterValue& value) {
  if (const auto* b = std::get_if<bool>(&value)) return *b ? "true" : "false";
  if (const auto* i = std::get_if<std::int64_t>(&value)) return std::to_string(*i);
  if (const auto* d = std::get_if<double>(&value)) return fmt::format("{}", *d);
  return std::get<std::string>(value);
}

std::optional<ParameterValue> value_of_text(const Axis& axis, const std::string& text) {
  for (const ParameterValue& value : axis.values) {
    if (value_text(value) == text) return value;
  }
  if (!axis.is_range()) return std::nullopt;
  const char* end = text.data() + text.size();
  if (axis.integer) {
    std::int64_t whole = 0;
    const auto [at, error] = std::from_chars(text.data(), end, whole);
    return error == std::errc() && at == end ? std::optional<ParameterValue>(whole) : std::nullopt;
  }
  double real = 0.0;
  const auto [at, error] = std::from_chars(text.data(), end, real);
  return error == std::errc() && at == end ? std::optional<ParameterValue>(real) : std::nullopt;
}

std::optional<double> number_of(const std::optional<ParameterValue>& value) {
  if (!value) return std::nullopt;
  if (const auto* i = std::get_if<std::int64_t>(&*value)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&*value)) return *d;
  return std::nullopt;
}

void apply_conditions(const std::vector<Axis>& axes, PointValues& values) {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (!axes[i].when) continue;
    const Condition& when = *axes[i].when;
    const auto other = std::find_if(axes.begin(), axes.begin() + static_cast<std::ptrdiff_t>(i),
                                    [&](const Axis& axis) { return axis.key == when.key; });
    const auto& found = values[static_cast<std::size_t>(other - axes.begin())];
    const bool holds = found && std::find(when.values.begin(), when.values.end(), value_text(*found)) != when.values.end();
    if (!holds) values[i].reset();
  }
}

}  // namespace quartet
