#include "sim/explore/search/belief.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <tuple>

#include "sim/explore/pareto.hpp"

namespace quartet {

namespace {

constexpr std::size_t kLeastRows = 3;

double normal_share_below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

// The rows of one quantity: a value and a prior for each point that has them.
struct Column {
  std::vector<double> features, values, priors;
  bool all_priors = true;
  void add(const std::vector<double>& x, double value, const std::optional<double>& prior) {
    features.insert(features.end(), x.begin(), x.end());
    values.push_back(value);
    priors.push_back(prior.value_or(0.0));
    all_priors = all_priors && prior;
  }
  [[nodiscard]] std::optional<Surrogate> learn(std::size_t dimensions) const {
    if (values.size() < kLeastRows) return std::nullopt;
    return Surrogate(features, dimensions, values, all_priors ? priors : std::vector<double>());
  }
};

std::optional<double> at(const std::vector<std::optional<double>>& list, std::size_t i) {
  return i < list.size() ? list[i] : std::nullopt;
}

// Chance that a quantity keeps to a side of a limit.
double chance(const Surrogate& surrogate, const Prediction& p, double limit, bool below) {
  // A logarithm is of one sign; a limit of the other is always kept, or never.
  if (surrogate.relative() && limit <= 0.0) return below ? 0.0 : 1.0;
  const double distance = surrogate.scaled(limit) - p.mean;
  const double signed_distance = below ? distance : -distance;
  if (!(p.deviation > 0.0)) return signed_distance >= 0.0 ? 1.0 : 0.0;
  return normal_share_below(signed_distance / p.deviation);
}

}  // namespace

Belief::Belief(const SweepSpec& spec, const SearchSpace& space, const std::vector<Known>& known, const std::vector<Prior>& priors)
    : spec_(spec) {
  std::vector<Column> objectives(spec.objectives.size()), bounds(spec.bounds.size());
  Column computable;
  bool refused = false;
  std::size_t dimensions = 0;
  for (const std::size_t i : chosen(known)) {
    const std::vector<double> x = space.features(known[i].values);
    dimensions = x.size();
    const Prior* prior = priors.empty() ? nullptr : &priors[i];
    const auto prior_at = [&](auto member, std::size_t k) { return prior != nullptr ? at(prior->*member, k) : std::nullopt; };
    for (std::size_t k = 0; k < known[i].objectives.size(); ++k)
      objectives[k].add(x, known[i].objectives[k], prior_at(&Prior::objectives, k));
    for (std::size_t k = 0; k < known[i].bounded.size(); ++k) bounds[k].add(x, known[i].bounded[k], prior_at(&Prior::bounded, k));
    computable.add(x, known[i].objectives.empty() ? 0.0 : 1.0, std::nullopt);
    refused = refused || known[i].objectives.empty();
  }
  for (const Column& column : objectives) {
    auto surrogate = column.learn(dimensions);
    if (!surrogate) return;  // not ready
    objectives_.push_back(std::move(*surrogate));
  }
  for (const Column& column : bounds) bounds_.push_back(column.learn(dimensions));
  if (refused) computable_ = computable.learn(dimensions);
  scale(known);
}

// What nothing beats spans 0 to 1: the worst of all points would make the differences among the best ones small.
void Belief::scale(const std::vector<Known>& known) {
  const bool any = std::any_of(known.begin(), known.end(), [](const Known& k) { return k.feasible; });
  const std::size_t count = objectives_.size();
  std::vector<double> rows;
  for (const Known& one : known) {
    if (one.objectives.empty() || (any && !one.feasible)) continue;
    for (std::size_t k = 0; k < count; ++k) rows.push_back(objectives_[k].scaled(one.objectives[k]));
  }
  const std::vector<std::size_t> front = pareto_front(rows, count);
  for (std::size_t k = 0; k < count; ++k) {
    const auto span = [&](const auto& indices) {
      double low = std::numeric_limits<double>::infinity(), high = -low;
      for (const std::size_t i : indices) {
        low = std::min(low, rows[i * count + k]);
        high = std::max(high, rows[i * count + k]);
      }
      return std::pair(low, high);
    };
    std::vector<std::size_t> all(rows.size() / count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    auto [low, high] = span(front);
    if (!(high > low)) std::tie(low, high) = span(all);
    low_.push_back(low);
    high_.push_back(high);
  }
}

std::vector<std::size_t> Belief::chosen(const std::vector<Known>& known) const {
  std::vector<bool> take(known.size(), false);
  std::vector<double> rows;
  std::vector<std::size_t> feasible;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!known[i].feasible) continue;
    feasible.push_back(i);
    rows.insert(rows.end(), known[i].objectives.begin(), known[i].objectives.end());
  }
  std::size_t count = 0;
  for (const std::size_t f : pareto_front(rows, spec_.objectives.size())) {
    if (count >= kMostRows / 2) break;
    take[feasible[f]] = true;
    ++count;
  }
  for (std::size_t i = known.size(); i-- > 0 && count < kMostRows;) {
    if (take[i] || !known[i].exists) continue;
    take[i] = true;
    ++count;
  }
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (take[i]) out.push_back(i);
  }
  return out;
}

std::vector<Prediction> Belief::objectives(const std::vector<double>& features, const Prior& prior) const {
  std::vector<Prediction> out;
  for (std::size_t k = 0; k < objectives_.size(); ++k) {
    Prediction p = objectives_[k].predict(features, at(prior.objectives, k).value_or(0.0));
    const double width = high_[k] > low_[k] ? high_[k] - low_[k] : 1.0;
    out.push_back({(p.mean - low_[k]) / width, p.deviation / width});
  }
  return out;
}

std::vector<double> Belief::normalised(const std::vector<double>& objectives) const {
  std::vector<double> out;
  for (std::size_t k = 0; k < objectives.size(); ++k)
    out.push_back((objectives_[k].scaled(objectives[k]) - low_[k]) / (high_[k] > low_[k] ? high_[k] - low_[k] : 1.0));
  return out;
}

double Belief::feasibility(const std::vector<double>& features, const Prior& prior) const {
  double out = 1.0;
  for (std::size_t k = 0; k < bounds_.size(); ++k) {
    if (!bounds_[k]) continue;
    const Prediction p = bounds_[k]->predict(features, at(prior.bounded, k).value_or(0.0));
    if (spec_.bounds[k].min) out *= chance(*bounds_[k], p, *spec_.bounds[k].min, false);
    if (spec_.bounds[k].max) out *= chance(*bounds_[k], p, *spec_.bounds[k].max, true);
  }
  if (computable_) out *= std::clamp(computable_->predict(features, 0.0).mean, 0.01, 1.0);
  return out;
}

void Belief::believe(const std::vector<double>& features) {
  for (Surrogate& surrogate : objectives_) surrogate.believe(features);
}

}  // namespace quartet
