// What Bayesian optimisation believes of a space: a Gaussian process for each objective and each bound, over what the plan
// rung says where it says something.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sim/explore/search/gaussian_process.hpp"
#include "sim/explore/search/search.hpp"

namespace quartet {

/// What is believed of a point before anything was computed near it.
struct Prior {
  bool possible = false;                           ///< false: not worth computing
  std::vector<std::optional<double>> objectives;   ///< smaller is better; nullopt: nothing is known
  std::vector<std::optional<double>> bounded;      ///< the metric of each bound
};
using PriorMean = std::function<Prior(const PointValues& values)>;
/// The plan rung, for sweeps on the simulate rung; empty for the others. Values that only samples give are not known there.
[[nodiscard]] PriorMean plan_prior(const SweepSpec& spec);

/// One quantity over the space. One that keeps its sign is modelled by its logarithm, as ratios, where that is the more even.
class Surrogate {
 public:
  /// `priors`: empty, or one a value.
  Surrogate(const std::vector<double>& features, std::size_t dimensions, const std::vector<double>& values,
            const std::vector<double>& priors);
  /// Mean and deviation in the surrogate's own scale; `prior` is read only where priors were given.
  [[nodiscard]] Prediction predict(const std::vector<double>& features, double prior) const;
  /// A value in that scale: growing with the value.
  [[nodiscard]] double scaled(double value) const;
  /// Believes its own prediction at a point that is being computed.
  void believe(const std::vector<double>& features);
  /// Error of each value predicted from the others, in the surrogate's scale, and the deviations it expected.
  struct LeaveOneOut {
    std::vector<double> errors, deviations;
    std::vector<double> values;  ///< the values themselves, in that scale
  };
  [[nodiscard]] LeaveOneOut leave_one_out() const;
  [[nodiscard]] bool relative() const { return log_; }
  [[nodiscard]] bool has_prior() const { return prior_; }

 private:
  bool log_ = false, prior_ = false;
  std::vector<double> values_;  // scaled
  std::vector<double> rest_;    // what the process models: without the prior
  GaussianProcess process_;
};

}  // namespace quartet
