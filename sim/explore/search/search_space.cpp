#include "sim/explore/search/search_space.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/base/philox.hpp"

namespace quartet {

namespace {

constexpr double kMostLevels = 4096;          // an integer range with more is continuous
constexpr std::uint64_t kDrawsAPoint = 4096;  // random numbers that one point may use: kTries draws of several numbers

bool text_or_flag(const ParameterValue& value) {
  return std::holds_alternative<std::string>(value) || std::holds_alternative<bool>(value);
}

}  // namespace

double normal01(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const double u = 1.0 - uniform01(seed, stream, 2 * index), v = uniform01(seed, stream, 2 * index + 1);
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

std::int64_t SearchSpace::levels(std::size_t axis) const {
  const Axis& a = spec_.axes[axis];
  if (!a.is_range()) return static_cast<std::int64_t>(a.values.size());
  const double count = a.max - a.min + 1.0;
  return a.integer && !a.log && count <= kMostLevels ? static_cast<std::int64_t>(count) : 0;
}

bool SearchSpace::ordered(std::size_t axis) const {
  const Axis& a = spec_.axes[axis];
  return a.is_range() || std::none_of(a.values.begin(), a.values.end(), text_or_flag);
}

ParameterValue SearchSpace::level(std::size_t axis, std::int64_t index) const {
  const Axis& a = spec_.axes[axis];
  const std::int64_t inside = std::clamp<std::int64_t>(index, 0, levels(axis) - 1);
  if (!a.is_range()) return a.values[static_cast<std::size_t>(inside)];
  return static_cast<std::int64_t>(a.min) + inside;
}

std::int64_t SearchSpace::level_of(std::size_t axis, const ParameterValue& value) const {
  const Axis& a = spec_.axes[axis];
  if (a.is_range()) return std::get<std::int64_t>(value) - static_cast<std::int64_t>(a.min);
  const auto at = std::find(a.values.begin(), a.values.end(), value);
  return at == a.values.end() ? 0 : at - a.values.begin();
}

double SearchSpace::share_of(std::size_t axis, const ParameterValue& value) const {
  const Axis& a = spec_.axes[axis];
  const double number = number_of(value).value_or(a.min);
  return std::clamp(a.log ? std::log(number / a.min) / std::log(a.max / a.min) : (number - a.min) / (a.max - a.min), 0.0, 1.0);
}

bool SearchSpace::settle(PointValues& values) const {
  apply_conditions(spec_.axes, values);
  return relations_hold(spec_, values);
}

std::optional<PointValues> SearchSpace::random(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) const {
  for (int attempt = 0; attempt < kTries; ++attempt) {
    PointValues values;
    for (std::size_t i = 0; i < axes(); ++i)
      values.emplace_back(spec_.axes[i].at(uniform01(seed, stream + i, index * kDrawsAPoint + static_cast<std::uint64_t>(attempt))));
    if (settle(values)) return values;
  }
  return std::nullopt;
}

std::optional<PointValues> SearchSpace::mutated(const PointValues& parent, double step, std::uint64_t seed, std::uint64_t stream,
                                                std::uint64_t index) const {
  constexpr double kNextLevel = 0.7;  // else any level
  std::vector<std::size_t> present;
  for (std::size_t i = 0; i < axes(); ++i) {
    if (parent[i] && levels(i) != 1) present.push_back(i);
  }
  if (present.empty()) return std::nullopt;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    const auto draw = [&](std::uint64_t which) {
      return uniform01(seed, stream + which, index * kDrawsAPoint + static_cast<std::uint64_t>(attempt));
    };
    const std::size_t i = present[std::min(present.size() - 1, static_cast<std::size_t>(draw(0) * static_cast<double>(present.size())))];
    const std::int64_t count = levels(i);
    PointValues child = parent;
    if (count == 0) {
      double share = share_of(i, *parent[i]) + step * normal01(seed, stream + 1, index * kDrawsAPoint + static_cast<std::uint64_t>(attempt));
      if (share < 0.0) share = -share;  // reflected: the ends are not favoured
      if (share > 1.0) share = 2.0 - share;
      child[i] = spec_.axes[i].at(share);
    } else {
      const std::int64_t now = level_of(i, *parent[i]);
      std::int64_t next = static_cast<std::int64_t>(draw(2) * static_cast<double>(count - 1));
      next = std::min(next + (next >= now ? 1 : 0), count - 1);  // another level, each alike
      if (ordered(i) && draw(3) < kNextLevel) next = now + (now == 0 || (draw(4) < 0.5 && now + 1 < count) ? 1 : -1);
      child[i] = level(i, next);
    }
    // An axis that comes into being takes any of its values.
    for (std::size_t k = 0; k < axes(); ++k) {
      if (!child[k]) child[k] = spec_.axes[k].at(draw(8 + k));
    }
    if (settle(child) && child != parent) return child;
  }
  return std::nullopt;
}

std::vector<double> SearchSpace::features(const PointValues& values) const {
  std::vector<double> out;
  for (std::size_t i = 0; i < axes(); ++i) {
    const std::int64_t count = levels(i);
    if (ordered(i)) {
      if (!values[i])
        out.push_back(0.5);
      else
        out.push_back(count == 0 ? share_of(i, *values[i]) : count == 1 ? 0.0 : static_cast<double>(level_of(i, *values[i])) / static_cast<double>(count - 1));
      continue;
    }
    const std::int64_t now = values[i] ? level_of(i, *values[i]) : -1;
    for (std::int64_t k = 0; k < count; ++k) out.push_back(k == now ? std::numbers::sqrt2 / 2.0 : 0.0);
  }
  return out;
}

std::string SearchSpace::text(const PointValues& values) {
  std::string out;
  for (const auto& value : values) out += (value ? value_text(*value) : std::string()) + "\t";
  return out;
}

}  // namespace quartet
