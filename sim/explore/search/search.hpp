// A sampler that learns: candidates come in cohorts, and a cohort is a function of the specification, its seed and the
// results of every point before the cohort. Cohorts are barriers: that is what makes a search the same for any number of
// workers.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "sim/explore/point_runner.hpp"
#include "sim/explore/sampler.hpp"

namespace quartet {

/// Ordinals [0, first), then stretches of `size`. The default: one cohort without end.
struct Cohorts {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t size = 1;
  /// Where the cohort of `ordinal` begins.
  [[nodiscard]] std::int64_t begin(std::int64_t ordinal) const { return ordinal < first ? 0 : first + (ordinal - first) / size * size; }
  /// How far points may be handed out when the first `finished` of them are finished.
  [[nodiscard]] std::int64_t limit(std::int64_t finished) const { return finished < first ? first : begin(finished) + size; }
};

/// What a search learns of a finished point.
struct Known {
  bool exists = true;               ///< false: the ordinal had no point
  bool feasible = false;            ///< done, and every objective has a value
  double violation = 0.0;           ///< of the bounds, each relative to its limit; infinity when nothing could be computed
  std::vector<double> objectives;   ///< smaller is better; empty unless each has a value
  std::vector<double> bounded;      ///< the metric of each bound; empty unless each has a value
  PointValues values;
};

/// How well the model of a search predicts a point that it has not seen: leave one out over the points it learns from.
struct ModelCheck {
  std::string objective;
  bool with_plan = false;      ///< over the plan rung as prior mean
  std::size_t points = 0;
  bool relative = false;       ///< errors and spread are of the logarithm: about ratios
  double rms_error = 0.0;
  double spread = 0.0;         ///< standard deviation of the values themselves
  double covered = 0.0;        ///< share of errors within 1.96 of the deviations that the model expected
};

class ISearch {
 public:
  virtual ~ISearch() = default;
  [[nodiscard]] virtual Cohorts cohorts() const = 0;
  /// Points learned so far: ordinals 0 … known() − 1.
  [[nodiscard]] virtual std::int64_t known() const = 0;
  /// The next ones, in order.
  virtual void learn(std::vector<Known> next) = 0;
  /// Of what is known; empty for searches without a model.
  [[nodiscard]] virtual std::vector<ModelCheck> model_checks() { return {}; }
};

[[nodiscard]] Known known_of(const SweepSpec& spec, const PointResult& result, PointValues values);

// The registered searches; each file of this folder makes one.
[[nodiscard]] std::unique_ptr<ISampler> make_nsga2(const SweepSpec& spec);
[[nodiscard]] std::unique_ptr<ISampler> make_ageing_evolution(const SweepSpec& spec);
[[nodiscard]] std::unique_ptr<ISampler> make_bayes(const SweepSpec& spec);

}  // namespace quartet
