// Which points a sweep visits: the n-th point is a function of n alone, so that any worker can make any point.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/explore/spec.hpp"

namespace quartet {

class ISampler {
 public:
  virtual ~ISampler() = default;
  /// Ordinals run from 0 to count() − 1.
  [[nodiscard]] virtual std::int64_t count() const = 0;
  /// nullopt: no such point (a condition makes it equal to an earlier one, or a relation forbids it).
  [[nodiscard]] virtual std::optional<PointValues> point(std::int64_t ordinal) = 0;
};

/// A registered sampler. `open_ended`: needs a budget.
struct SamplerKind {
  std::string name;
  bool open_ended = false;
  std::string sentence;
  std::unique_ptr<ISampler> (*create)(const SweepSpec& spec);
};
[[nodiscard]] const std::vector<SamplerKind>& sampler_kinds();

/// Errors: a grid without points; relations and conditions that leave no point at all (checked over at most a million).
[[nodiscard]] Result<std::unique_ptr<ISampler>> make_sampler(const SweepSpec& spec);

}  // namespace quartet
