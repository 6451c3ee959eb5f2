// Ageing evolution (Real et al., AAAI 2019): the youngest `population` points live; for each child some of them compete, the
// winner is copied with one mutation. With several objectives every tournament has its own weights: the winner has the
// smallest largest weighted objective (Chebyshev), as the HANNAH search does it, over objectives scaled to the living.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "sim/base/philox.hpp"
#include "sim/explore/search/search.hpp"
#include "sim/explore/search/search_space.hpp"

namespace quartet {

namespace {

constexpr double kLargestStep = 0.3, kSmallestStep = 0.01;  // of a continuous axis: deviation of a mutation as a share of the
                                                            // range, any size between them alike by its logarithm
constexpr int kFreshTries = 20;   // mutations tried until a child is new
constexpr std::uint64_t kFirstStream = 0x41474531'00000000, kPickStream = 0x41474532'00000000, kChildStream = 0x41474533'00000000,
                        kWeightStream = 0x41474534'00000000, kStepStream = 0x41474535'00000000;

class AgeingEvolution final : public ISampler, public ISearch {
 public:
  explicit AgeingEvolution(const SweepSpec& spec) : spec_(spec), space_(spec_) {}

  std::int64_t count() const override { return spec_.budget.value_or(0); }
  ISearch* search() override { return this; }
  Cohorts cohorts() const override { return {spec_.search.population, spec_.search.cohort}; }
  std::int64_t known() const override { return static_cast<std::int64_t>(points_.size()); }

  void learn(std::vector<Known> next) override {
    for (Known& one : next) {
      if (one.exists) seen_.insert(SearchSpace::text(one.values));
      points_.push_back(std::move(one));
    }
    children_.clear();
    rank_.clear();
  }

  std::optional<PointValues> point(std::int64_t ordinal) override {
    const Cohorts c = cohorts();
    if (ordinal < c.first) return space_.random(spec_.seed, kFirstStream, static_cast<std::uint64_t>(ordinal));
    if (known() != c.begin(ordinal)) return std::nullopt;  // its ancestors are not known
    if (children_.empty()) breed();
    return children_[static_cast<std::size_t>(ordinal - known())];
  }

 private:
  // Children of one cohort differ from each other and from everything before, where the space has that many points.
  void breed() {
    scale();
    std::set<std::string> fresh;
    for (std::int64_t i = 0; i < spec_.search.cohort; ++i) {
      const auto ordinal = static_cast<std::uint64_t>(known() + i);
      std::optional<PointValues> child;
      for (int attempt = 0; attempt < kFreshTries; ++attempt) {
        const std::uint64_t draw = ordinal * kFreshTries + static_cast<std::uint64_t>(attempt);
        const Known* winner = tournament(draw);
        const double step = kLargestStep * std::pow(kSmallestStep / kLargestStep, uniform01(spec_.seed, kStepStream, draw));
        child = winner != nullptr ? space_.mutated(winner->values, step, spec_.seed, kChildStream, draw)
                                  : space_.random(spec_.seed, kChildStream, draw);
        if (child && !seen_.contains(SearchSpace::text(*child)) && fresh.insert(SearchSpace::text(*child)).second) break;
      }
      children_.push_back(std::move(child));
    }
  }

  [[nodiscard]] std::size_t oldest() const {
    const auto living = static_cast<std::size_t>(spec_.search.population);
    return points_.size() > living ? points_.size() - living : 0;
  }

  // Objectives of the living become [0, 1].
  void scale() {
    const std::size_t count = spec_.objectives.size();
    std::vector<double> low(count, std::numeric_limits<double>::infinity()), high(count, -std::numeric_limits<double>::infinity());
    for (std::size_t i = oldest(); i < points_.size(); ++i) {
      for (std::size_t k = 0; points_[i].feasible && k < count; ++k) {
        low[k] = std::min(low[k], points_[i].objectives[k]);
        high[k] = std::max(high[k], points_[i].objectives[k]);
      }
    }
    rank_.assign(points_.size(), {});
    for (std::size_t i = oldest(); i < points_.size(); ++i) {
      for (std::size_t k = 0; points_[i].feasible && k < count; ++k)
        rank_[i].push_back(high[k] > low[k] ? (points_[i].objectives[k] - low[k]) / (high[k] - low[k]) : 0.0);
    }
  }

  // Feasible before infeasible; of those the one that misses least.
  [[nodiscard]] double cost(std::size_t i, const std::vector<double>& weights) const {
    const Known& known = points_[i];
    if (!known.exists) return std::numeric_limits<double>::infinity();
    if (!known.feasible) return 1e3 * (1.0 + (std::isfinite(known.violation) ? known.violation / (1.0 + known.violation) : 1.0));
    double worst = 0.0, sum = 0.0;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      worst = std::max(worst, weights[k] * rank_[i][k]);
      sum += weights[k] * rank_[i][k];
    }
    return worst + 0.05 * sum;
  }

  // nullptr: nobody lives that has a point.
  [[nodiscard]] const Known* tournament(std::uint64_t draw) const {
    std::vector<double> weights;
    for (std::size_t k = 0; k < spec_.objectives.size(); ++k)
      weights.push_back(-std::log(1.0 - uniform01(spec_.seed, kWeightStream + k, draw)));  // exponential: even over the simplex
    double sum = 0.0;
    for (const double w : weights) sum += w;
    for (double& w : weights) w = sum > 0.0 ? w / sum : 1.0;
    const std::size_t first = oldest(), living = points_.size() - first;
    std::size_t best = points_.size();
    double least = std::numeric_limits<double>::infinity();
    for (std::int64_t t = 0; t < spec_.search.tournament; ++t) {
      const double u = uniform01(spec_.seed, kPickStream + static_cast<std::uint64_t>(t), draw);
      const std::size_t i = first + std::min(living - 1, static_cast<std::size_t>(u * static_cast<double>(living)));
      const double c = cost(i, weights);
      if (c < least) {
        least = c;
        best = i;
      }
    }
    return best < points_.size() ? &points_[best] : nullptr;
  }

  const SweepSpec spec_;
  SearchSpace space_;
  std::vector<Known> points_;              // every one so far
  std::set<std::string> seen_;
  std::vector<std::vector<double>> rank_;  // scaled objectives of the living
  std::vector<std::optional<PointValues>> children_;
};

}  // namespace

std::unique_ptr<ISampler> make_ageing_evolution(const SweepSpec& spec) { return std::make_unique<AgeingEvolution>(spec); }

}  // namespace quartet
