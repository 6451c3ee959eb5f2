// Which points a sweep visits. The n-th point is a function of n alone, or, of a search, of n and the results of the points
// before its cohort: so any worker can make any point, and a kill changes nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/explore/spec.hpp"

namespace quartet {

class ISearch;

class ISampler {
 public:
  virtual ~ISampler() = default;
  /// Ordinals run from 0 to count() − 1.
  [[nodiscard]] virtual std::int64_t count() const = 0;
  /// nullopt: no such point (a condition makes it equal to an earlier one, or a relation forbids it).
  [[nodiscard]] virtual std::optional<PointValues> point(std::int64_t ordinal) = 0;
  /// nullptr: the points do not depend on results.
  [[nodiscard]] virtual ISearch* search() { return nullptr; }
};

/// A registered sampler.
struct SamplerKind {
  std::string name;
  bool open_ended = false;               ///< needs a budget
  std::string sentence;
  std::unique_ptr<ISampler> (*create)(const SweepSpec& spec);
  std::size_t objectives = 0;            ///< a search: needs so many or more
  std::int64_t most_points = 0;          ///< of the budget; 0: any
  std::int64_t population_multiple = 1;
  bool has_model = false;                ///< of a search: ISearch::model_checks says something
};
[[nodiscard]] const std::vector<SamplerKind>& sampler_kinds();
/// nullptr: unknown.
[[nodiscard]] const SamplerKind* find_sampler(const std::string& name);

/// Errors: a grid without points; relations and conditions that leave no point at all (checked over at most a million; of a
/// search over the points before the first look at results).
[[nodiscard]] Result<std::unique_ptr<ISampler>> make_sampler(const SweepSpec& spec);

/// A relation says nothing where one of its axes does not exist.
[[nodiscard]] bool relations_hold(const SweepSpec& spec, const PointValues& values);

}  // namespace quartet
