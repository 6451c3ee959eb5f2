// Everything that a search by Gaussian processes believes, made from what it knows: a surrogate for each objective, for each
// bound, and for whether a point can be computed at all.
#pragma once

#include <optional>
#include <vector>

#include "sim/explore/search/search_space.hpp"
#include "sim/explore/search/surrogate.hpp"

namespace quartet {

class Belief {
 public:
  /// `priors`: empty, or one a known point. Uses the points that nothing beats and then the latest, kMostRows in all.
  Belief(const SweepSpec& spec, const SearchSpace& space, const std::vector<Known>& known, const std::vector<Prior>& priors);

  /// Enough is known of every objective.
  [[nodiscard]] bool ready() const { return objectives_.size() == spec_.objectives.size(); }
  /// Of each objective, in the surrogates' scale, 0 and 1 at the best and worst value among the points that nothing beats.
  [[nodiscard]] std::vector<Prediction> objectives(const std::vector<double>& features, const Prior& prior) const;
  /// The same of a known point.
  [[nodiscard]] std::vector<double> normalised(const std::vector<double>& objectives) const;
  /// That the point can be computed and keeps every bound.
  [[nodiscard]] double feasibility(const std::vector<double>& features, const Prior& prior) const;
  /// Takes its own predictions at a point for true: of a point that is being computed.
  void believe(const std::vector<double>& features);

  [[nodiscard]] const std::vector<Surrogate>& surrogates() const { return objectives_; }

  static constexpr std::size_t kMostRows = 250;

 private:
  void scale(const std::vector<Known>& known);
  [[nodiscard]] std::vector<std::size_t> chosen(const std::vector<Known>& known) const;

  const SweepSpec& spec_;
  std::vector<Surrogate> objectives_;
  std::vector<std::optional<Surrogate>> bounds_;
  std::optional<Surrogate> computable_;
  std::vector<double> low_, high_;  // of each objective, scaled
};

}  // namespace quartet
