// The axes as coordinates: what searches vary, compare and learn from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/explore/sampler.hpp"

namespace quartet {

/// One coordinate an axis. Refers to the specification.
class SearchSpace {
 public:
  explicit SearchSpace(const SweepSpec& spec) : spec_(spec) {}

  [[nodiscard]] std::size_t axes() const { return spec_.axes.size(); }
  /// Values of a list, or of a short integer range; 0: continuous.
  [[nodiscard]] std::int64_t levels(std::size_t axis) const;
  /// Numbers and short ranges have an order; texts and truth values have none.
  [[nodiscard]] bool ordered(std::size_t axis) const;
  [[nodiscard]] ParameterValue level(std::size_t axis, std::int64_t index) const;
  /// Which level a value is; 0 where it is none.
  [[nodiscard]] std::int64_t level_of(std::size_t axis, const ParameterValue& value) const;
  /// Of a continuous axis: where in [0, 1] a value lies.
  [[nodiscard]] double share_of(std::size_t axis, const ParameterValue& value) const;

  /// Drops what conditions exclude; false where a relation is broken.
  [[nodiscard]] bool settle(PointValues& values) const;
  /// Uniform among the points that exist, by rejection; nullopt when kTries in a row did not. `index` names the draw.
  [[nodiscard]] std::optional<PointValues> random(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) const;
  /// A neighbour: one axis that exists moves, a continuous one by about `step` of its range, an ordered one mostly to the
  /// next level, any other to another level. nullopt when kTries in a row do not exist.
  [[nodiscard]] std::optional<PointValues> mutated(const PointValues& parent, double step, std::uint64_t seed, std::uint64_t stream,
                                                   std::uint64_t index) const;
  /// Coordinates in [0, 1]: ordered axes one each, texts and truth values one a value (1/sqrt(2) where it is that value).
  /// An axis that does not exist lies in the middle.
  [[nodiscard]] std::vector<double> features(const PointValues& values) const;
  /// The same text for the same point.
  [[nodiscard]] static std::string text(const PointValues& values);

 private:
  static constexpr int kTries = 200;
  const SweepSpec& spec_;
};

/// Standard normal numbers by (seed, stream, index).
[[nodiscard]] double normal01(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

}  // namespace quartet
