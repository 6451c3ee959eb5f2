// Bayesian optimisation: expected improvement (Jones et al., 1998) of a weighted objective. With several objectives every
// candidate has its own weights (ParEGO; Knowles, IEEE TEVC 10(1), 2006): augmented Chebyshev over objectives scaled to what is
// known, its expectation over samples of independent processes. Improvement counts with the chance that bounds are kept.
// Within a cohort each choice is taken for true by its own prediction before the next is made.
#include "sim/explore/search/bayes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "sim/base/philox.hpp"
#include "sim/explore/pareto.hpp"
#include "sim/explore/search/belief.hpp"

namespace quartet {

namespace {

constexpr std::uint64_t kRandomPool = 300, kNeighbours = 300, kSamples = 64;
constexpr double kAugmentation = 0.05;  // Knowles 2006
constexpr std::uint64_t kFirstStream = 0x42415945'00000000, kPoolStream = 0x42415946'00000000, kNearStream = 0x42415947'00000000,
                        kWeightStream = 0x42415948'00000000, kNormalStream = 0x42415949'00000000;

struct Candidate {
  PointValues values;
  std::vector<double> features;
  Prior prior;
  double feasibility = 1.0;
  bool taken = false;
};

double weighted(const std::vector<double>& weights, const std::vector<double>& objectives) {
  double worst = -std::numeric_limits<double>::infinity(), sum = 0.0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    worst = std::max(worst, weights[k] * objectives[k]);
    sum += weights[k] * objectives[k];
  }
  return worst + kAugmentation * sum;
}

class Bayes final : public ISampler, public ISearch {
 public:
  Bayes(const SweepSpec& spec, std::function<PriorMean()> prior) : spec_(spec), space_(spec_), make_prior_(std::move(prior)) {}

  std::int64_t count() const override { return spec_.budget.value_or(0); }
  ISearch* search() override { return this; }
  Cohorts cohorts() const override { return {spec_.search.initial, spec_.search.cohort}; }
  std::int64_t known() const override { return static_cast<std::int64_t>(known_.size()); }

  void learn(std::vector<Known> next) override {
    for (Known& one : next) {
      if (one.exists) seen_.insert(SearchSpace::text(one.values));
      known_.push_back(std::move(one));
    }
    chosen_.clear();
  }

  std::optional<PointValues> point(std::int64_t ordinal) override {
    const Cohorts c = cohorts();
    if (ordinal < c.first) return space_.random(spec_.seed, kFirstStream, static_cast<std::uint64_t>(ordinal));
    if (known() != c.begin(ordinal)) return std::nullopt;  // what it is chosen by is not known
    if (chosen_.empty()) choose();
    return chosen_[static_cast<std::size_t>(ordinal - known())];
  }

  std::vector<ModelCheck> model_checks() override {
    learn_priors();
    std::vector<ModelCheck> out = checks_of(Belief(spec_, space_, known_, priors_));
    if (!prior_) return out;
    const std::vector<ModelCheck> without = checks_of(Belief(spec_, space_, known_, {}));
    out.insert(out.end(), without.begin(), without.end());
    return out;
  }

 private:
  std::vector<ModelCheck> checks_of(const Belief& belief) const {
    constexpr double k95 = 1.96;
    std::vector<ModelCheck> out;
    for (std::size_t k = 0; k < belief.surrogates().size(); ++k) {
      const Surrogate& surrogate = belief.surrogates()[k];
      const Surrogate::LeaveOneOut loo = surrogate.leave_one_out();
      ModelCheck& check = out.emplace_back();
      check.objective = spec_.metric_name(spec_.objectives[k].metric);
      check.with_plan = surrogate.has_prior();
      check.points = loo.errors.size();
      check.relative = surrogate.relative();
      const auto n = static_cast<double>(loo.errors.size());
      double mean = 0.0;
      for (const double v : loo.values) mean += v / n;
      for (std::size_t i = 0; i < loo.errors.size(); ++i) {
        check.rms_error += loo.errors[i] * loo.errors[i] / n;
        check.spread += (loo.values[i] - mean) * (loo.values[i] - mean) / n;
        check.covered += std::fabs(loo.errors[i]) <= k95 * loo.deviations[i] ? 1.0 / n : 0.0;
      }
      check.rms_error = std::sqrt(check.rms_error);
      check.spread = std::sqrt(check.spread);
    }
    return out;
  }

  void choose() {
    learn_priors();
    Belief belief(spec_, space_, known_, priors_);
    std::vector<Candidate> pool = candidates(belief);
    for (std::int64_t i = 0; i < spec_.search.cohort; ++i) {
      const auto ordinal = static_cast<std::uint64_t>(known() + i);
      Candidate* best = belief.ready() ? most_promising(belief, pool, ordinal) : nullptr;
      if (best == nullptr) best = first_free(pool);
      if (best == nullptr) {  // the space has no further points: any will do
        chosen_.push_back(space_.random(spec_.seed, kPoolStream, ordinal * kRandomPool));
        continue;
      }
      best->taken = true;
      chosen_.emplace_back(best->values);
      if (belief.ready()) belief.believe(best->features);
    }
  }

  void learn_priors() {
    if (make_prior_) prior_ = make_prior_();
    make_prior_ = nullptr;
    if (!prior_) return;
    while (priors_.size() < known_.size()) {
      const Known& one = known_[priors_.size()];
      priors_.push_back(one.exists ? prior_(one.values) : Prior{});
    }
  }

  // New points: from everywhere, and near the points that nothing beats.
  std::vector<Candidate> candidates(const Belief& belief) {
    std::vector<Candidate> pool;
    std::set<std::string> texts;
    const auto offer = [&](std::optional<PointValues> values) {
      if (!values) return;
      const std::string text = SearchSpace::text(*values);
      if (seen_.contains(text) || !texts.insert(text).second) return;
      Candidate candidate{std::move(*values), {}, {}, 1.0, false};
      if (prior_) {
        candidate.prior = prior_(candidate.values);
        if (!candidate.prior.possible) return;
      }
      candidate.features = space_.features(candidate.values);
      if (belief.ready()) candidate.feasibility = belief.feasibility(candidate.features, candidate.prior);
      pool.push_back(std::move(candidate));
    };
    const auto ordinal = static_cast<std::uint64_t>(known());
    for (std::uint64_t i = 0; i < kRandomPool; ++i) offer(space_.random(spec_.seed, kPoolStream, ordinal * kRandomPool + i));
    const std::vector<std::size_t> front = best_known();
    for (std::uint64_t i = 0; i < kNeighbours && !front.empty(); ++i) {
      const double step = i % 3 == 0 ? 0.2 : i % 3 == 1 ? 0.05 : 0.01;
      offer(space_.mutated(known_[front[i % front.size()]].values, step, spec_.seed, kNearStream, ordinal * kNeighbours + i));
    }
    return pool;
  }

  [[nodiscard]] std::vector<std::size_t> best_known() const {
    std::vector<double> rows;
    std::vector<std::size_t> feasible, out;
    for (std::size_t i = 0; i < known_.size(); ++i) {
      if (!known_[i].feasible) continue;
      feasible.push_back(i);
      rows.insert(rows.end(), known_[i].objectives.begin(), known_[i].objectives.end());
    }
    for (const std::size_t f : pareto_front(rows, spec_.objectives.size())) out.push_back(feasible[f]);
    return out;
  }

  static Candidate* first_free(std::vector<Candidate>& pool) {
    const auto free = std::find_if(pool.begin(), pool.end(), [](const Candidate& c) { return !c.taken; });
    return free == pool.end() ? nullptr : &*free;
  }

  [[nodiscard]] std::vector<double> weights(std::uint64_t ordinal) const {
    std::vector<double> out;
    double sum = 0.0;
    for (std::size_t k = 0; k < spec_.objectives.size(); ++k) {
      out.push_back(-std::log(1.0 - uniform01(spec_.seed, kWeightStream + k, ordinal)));
      sum += out.back();
    }
    for (double& w : out) w /= sum;
    return out;
  }

  Candidate* most_promising(const Belief& belief, std::vector<Candidate>& pool, std::uint64_t ordinal) const {
    const std::vector<double> w = weights(ordinal);
    double incumbent = std::numeric_limits<double>::infinity();
    for (const Known& one : known_) {
      if (one.feasible) incumbent = std::min(incumbent, weighted(w, belief.normalised(one.objectives)));
    }
    Candidate* best = nullptr;
    double most = -std::numeric_limits<double>::infinity();
    for (Candidate& candidate : pool) {
      if (candidate.taken) continue;
      const std::vector<Prediction> p = belief.objectives(candidate.features, candidate.prior);
      const double gain = std::isfinite(incumbent) ? improvement(w, p, incumbent, ordinal) : 1.0;
      // Where nothing improves, what is predicted to be nearest to it.
      double score = gain * candidate.feasibility;
      if (!(score > 0.0)) score = -weighted(w, means(p)) - (1.0 - candidate.feasibility) - 1e6;
      if (score > most) {
        most = score;
        best = &candidate;
      }
    }
    return best;
  }

  static std::vector<double> means(const std::vector<Prediction>& p) {
    std::vector<double> out;
    for (const Prediction& one : p) out.push_back(one.mean);
    return out;
  }

  [[nodiscard]] double improvement(const std::vector<double>& w, const std::vector<Prediction>& p, double incumbent, std::uint64_t ordinal) const {
    double sum = 0.0;
    std::vector<double> sample(p.size());
    for (std::uint64_t s = 0; s < kSamples; ++s) {
      for (std::size_t k = 0; k < p.size(); ++k)
        sample[k] = p[k].mean + p[k].deviation * normals(ordinal, s, k);
      sum += std::max(0.0, incumbent - weighted(w, sample));
    }
    return sum / static_cast<double>(kSamples);
  }

  // The same samples for every candidate of a choice: differences are not noise. Antithetic.
  [[nodiscard]] double normals(std::uint64_t ordinal, std::uint64_t sample, std::size_t k) const {
    if (normals_of_ != ordinal || normals_.empty()) {
      normals_of_ = ordinal;
      normals_.clear();
      for (std::uint64_t s = 0; s < kSamples / 2; ++s) {
        for (std::size_t o = 0; o < spec_.objectives.size(); ++o)
          normals_.push_back(normal01(spec_.seed, kNormalStream + o, ordinal * kSamples + s));
      }
    }
    const double z = normals_[(sample / 2) * spec_.objectives.size() + k];
    return sample % 2 == 0 ? z : -z;
  }

  const SweepSpec spec_;
  SearchSpace space_;
  std::function<PriorMean()> make_prior_;
  PriorMean prior_;
  std::vector<Known> known_;
  std::vector<Prior> priors_;
  std::set<std::string> seen_;
  std::vector<std::optional<PointValues>> chosen_;
  mutable std::vector<double> normals_;
  mutable std::uint64_t normals_of_ = 0;
};

}  // namespace

std::unique_ptr<ISampler> make_bayes(const SweepSpec& spec, std::function<PriorMean()> prior) {
  return std::make_unique<Bayes>(spec, std::move(prior));
}

std::unique_ptr<ISampler> make_bayes(const SweepSpec& spec) {
  return make_bayes(spec, [spec] { return plan_prior(spec); });
}

}  // namespace quartet
