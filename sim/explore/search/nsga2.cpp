// NSGA-II (Deb et al., IEEE TEVC 6(2), 2002) by pagmo. Its evolve() makes a generation and evaluates it in one call; here the
// evaluator takes the candidates and breaks off (ask), and pagmo's selection is called when their results are there (tell).
// A candidate that was computed before is replaced by a neighbour: on axes with few values crossover repeats itself.
//
// Bounds: an infeasible point is worse than every feasible one in every objective, and the worse the more it misses.
#include <algorithm>
#include <cmath>
#include <optional>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/bfe.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>
#include <pagmo/utils/multi_objective.hpp>
#include <set>

#include "sim/base/philox.hpp"
#include "sim/explore/search/search.hpp"
#include "sim/explore/search/search_space.hpp"

namespace quartet {

namespace {

// Of Deb et al.: crossover 0.9, distribution indices 20; one coordinate in n mutates.
constexpr double kCrossover = 0.9, kEtaCrossover = 20.0, kEtaMutation = 20.0;
constexpr double kStep = 0.03;  // of a neighbour that replaces a candidate, as a share of a continuous axis
constexpr std::uint64_t kFirstStream = 0x4E534741'00000000, kUniformStream = 0x4E534742'00000000, kSeedStream = 0x4E534743'00000000,
                        kRenewStream = 0x4E534744'00000000;
constexpr double kInfeasible = 1e30;  // above any objective

// Bounds and counts alone: points are evaluated elsewhere.
struct Shape {
  std::vector<double> low, high;
  std::size_t whole = 0, objectives = 2;
  [[nodiscard]] pagmo::vector_double fitness(const pagmo::vector_double&) const { return pagmo::vector_double(objectives, 0.0); }
  [[nodiscard]] std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const { return {low, high}; }
  [[nodiscard]] pagmo::vector_double::size_type get_nobj() const { return objectives; }
  [[nodiscard]] pagmo::vector_double::size_type get_nix() const { return whole; }
};

struct Asked {};  // thrown through pagmo

struct Ask {
  std::vector<double>* candidates = nullptr;
  pagmo::vector_double operator()(const pagmo::problem&, const pagmo::vector_double& xs) const {
    *candidates = xs;
    throw Asked{};
  }
};

class Nsga2 final : public ISampler, public ISearch {
 public:
  explicit Nsga2(const SweepSpec& spec)
      : spec_(spec), space_(spec_), size_(std::max<std::int64_t>(8, spec.search.population)), population_(shape(), 0u, 0u) {}

  std::int64_t count() const override { return spec_.budget.value_or(0); }
  ISearch* search() override { return this; }
  Cohorts cohorts() const override { return {size_, size_}; }
  std::int64_t known() const override { return known_; }

  void learn(std::vector<Known> next) override {
    for (Known& one : next) {
      waiting_.push_back(std::move(one));
      ++known_;
      if (static_cast<std::int64_t>(waiting_.size()) == size_) tell();
    }
  }

  std::optional<PointValues> point(std::int64_t ordinal) override {
    const std::int64_t generation = ordinal / size_;
    if (generation != generation_) return std::nullopt;  // its parents are not known
    if (generation_ > 0 && candidates_.empty()) ask();
    PointValues values = values_of(coordinates(ordinal));
    if (!space_.settle(values)) return std::nullopt;
    return values;
  }

 private:
  // pagmo wants continuous coordinates before whole ones.
  pagmo::problem shape() {
    Shape out;
    out.objectives = spec_.objectives.size();
    for (const bool whole : {false, true}) {
      for (std::size_t i = 0; i < space_.axes(); ++i) {
        const std::int64_t levels = space_.levels(i);
        if ((levels > 0) != whole) continue;
        order_.push_back(i);
        out.low.push_back(0.0);
        out.high.push_back(whole ? static_cast<double>(levels - 1) : 1.0);
        out.whole += whole ? 1u : 0u;
      }
    }
    return pagmo::problem(out);
  }

  std::vector<double> coordinates(std::int64_t ordinal) {
    if (generation_ == 0) return first(ordinal);
    const auto at = static_cast<std::size_t>(ordinal % size_) * order_.size();
    return {candidates_.begin() + static_cast<std::ptrdiff_t>(at), candidates_.begin() + static_cast<std::ptrdiff_t>(at + order_.size())};
  }

  // The first generation: uniform points; where relations forbid nearly all, one of those that pass.
  std::vector<double> first(std::int64_t ordinal) {
    const auto index = static_cast<std::uint64_t>(ordinal);
    std::vector<double> uniform;
    for (const std::size_t axis : order_) {
      const std::int64_t levels = space_.levels(axis);
      const double draw = uniform01(spec_.seed, kUniformStream + axis, index);
      uniform.push_back(levels == 0 ? draw : std::floor(draw * static_cast<double>(levels)));
    }
    const auto values = space_.random(spec_.seed, kFirstStream, index);
    return values ? coordinates_of(*values, uniform) : uniform;
  }

  // Axes that do not exist keep what stood there.
  std::vector<double> coordinates_of(const PointValues& values, std::vector<double> coordinates) const {
    for (std::size_t k = 0; k < order_.size(); ++k) {
      const std::size_t axis = order_[k];
      if (!values[axis]) continue;
      coordinates[k] = space_.levels(axis) == 0 ? space_.share_of(axis, *values[axis]) : static_cast<double>(space_.level_of(axis, *values[axis]));
    }
    return coordinates;
  }

  PointValues values_of(const std::vector<double>& coordinates) const {
    PointValues values(space_.axes());
    for (std::size_t k = 0; k < order_.size(); ++k) {
      const std::size_t axis = order_[k];
      values[axis] = space_.levels(axis) == 0 ? spec_.axes[axis].at(coordinates[k])
                                              : space_.level(axis, static_cast<std::int64_t>(std::llround(coordinates[k])));
    }
    return values;
  }

  std::vector<double> fitness(const Known& known) const {
    if (known.feasible) return known.objectives;
    const double missed = std::isfinite(known.violation) ? known.violation / (1.0 + known.violation) : 1.0;
    return std::vector<double>(spec_.objectives.size(), kInfeasible * (1.0 + (known.exists ? missed : 2.0)));
  }

  void ask() {
    const auto seed = philox4x32(spec_.seed, kSeedStream, static_cast<std::uint64_t>(generation_))[0];
    pagmo::nsga2 asking(1, kCrossover, kEtaCrossover, 1.0 / static_cast<double>(order_.size()), kEtaMutation, seed);
    asking.set_bfe(pagmo::bfe(Ask{&candidates_}));
    try {
      static_cast<void>(asking.evolve(population_));
    } catch (const Asked&) {  // what it is for
    }
    std::set<std::string> fresh;
    for (std::int64_t i = 0; i < size_; ++i) renew(generation_ * size_ + i, fresh);
  }

  // The candidate of an ordinal becomes one that nobody has computed.
  void renew(std::int64_t ordinal, std::set<std::string>& fresh) {
    constexpr std::uint64_t kTries = 16;
    std::vector<double> now = coordinates(ordinal);
    PointValues values = values_of(now);
    if (!space_.settle(values)) return;
    for (std::uint64_t i = 0; i < kTries && (seen_.contains(SearchSpace::text(values)) || fresh.contains(SearchSpace::text(values))); ++i) {
      const auto other = space_.mutated(values, kStep, spec_.seed, kRenewStream, static_cast<std::uint64_t>(ordinal) * kTries + i);
      if (!other) break;
      values = *other;
    }
    fresh.insert(SearchSpace::text(values));
    now = coordinates_of(values, now);
    std::copy(now.begin(), now.end(), candidates_.begin() + (ordinal % size_) * static_cast<std::int64_t>(order_.size()));
  }

  void tell() {
    if (generation_ > 0 && candidates_.empty()) ask();
    std::vector<pagmo::vector_double> xs = population_.get_x(), fs = population_.get_f();
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
      xs.push_back(coordinates(generation_ * size_ + static_cast<std::int64_t>(i)));
      fs.push_back(fitness(waiting_[i]));
    }
    pagmo::population next(population_.get_problem(), 0u, 0u);
    for (const auto i : pagmo::select_best_N_mo(fs, static_cast<std::size_t>(size_))) next.push_back(xs[i], fs[i]);
    population_ = std::move(next);
    // Not before: the candidates of a generation follow from the generations before it alone.
    for (const Known& known : waiting_) {
      if (known.exists) seen_.insert(SearchSpace::text(known.values));
    }
    waiting_.clear();
    candidates_.clear();
    ++generation_;
  }

  const SweepSpec spec_;
  SearchSpace space_;
  std::int64_t size_;
  std::vector<std::size_t> order_;  // pagmo's coordinates → axes
  pagmo::population population_;
  std::vector<double> candidates_;  // of the present generation
  std::vector<Known> waiting_;      // results of it
  std::set<std::string> seen_;
  std::int64_t generation_ = 0, known_ = 0;
};

}  // namespace

std::unique_ptr<ISampler> make_nsga2(const SweepSpec& spec) { return std::make_unique<Nsga2>(spec); }

}  // namespace quartet
