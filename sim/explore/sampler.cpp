#include "sim/explore/sampler.hpp"

#include <algorithm>
#include <boost/random/sobol.hpp>

#include "sim/base/philox.hpp"
#include "sim/explore/search/search.hpp"

namespace quartet {

namespace {

// The Cholesky factor of more points no longer fits the time of a point.
constexpr std::int64_t kMostBayesPoints = 2000;

// The first axis changes slowest.
class GridSampler final : public ISampler {
 public:
  explicit GridSampler(const SweepSpec& spec) : spec_(spec) {
    count_ = 1;
    for (const Axis& axis : spec_.axes) count_ *= axis.grid_size();
  }
  std::int64_t count() const override { return count_; }
  std::optional<PointValues> point(std::int64_t ordinal) override {
    PointValues values(spec_.axes.size());
    std::vector<std::int64_t> index(spec_.axes.size());
    for (std::size_t i = spec_.axes.size(); i-- > 0;) {
      const std::int64_t size = spec_.axes[i].grid_size();
      index[i] = ordinal % size;
      ordinal /= size;
      values[i] = spec_.axes[i].grid_value(index[i]);
    }
    apply_conditions(spec_.axes, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!values[i] && index[i] != 0) return std::nullopt;  // an axis that is not there counts once
    }
    if (!relations_hold(spec_, values)) return std::nullopt;
    return values;
  }

 private:
  const SweepSpec spec_;
  std::int64_t count_ = 0;
};

class RandomSampler final : public ISampler {
 public:
  explicit RandomSampler(const SweepSpec& spec) : spec_(spec) {}
  std::int64_t count() const override { return spec_.budget.value_or(0); }
  std::optional<PointValues> point(std::int64_t ordinal) override {
    PointValues values;
    for (std::size_t i = 0; i < spec_.axes.size(); ++i)
      values.push_back(spec_.axes[i].at(uniform01(spec_.seed, i, static_cast<std::uint64_t>(ordinal))));
    apply_conditions(spec_.axes, values);
    if (!relations_hold(spec_, values)) return std::nullopt;
    return values;
  }

 private:
  const SweepSpec spec_;
};

// Sobol's low-discrepancy sequence (Joe and Kuo's direction numbers, as in Boost.Random).
class SobolSampler final : public ISampler {
 public:
  explicit SobolSampler(const SweepSpec& spec) : spec_(spec), engine_(spec.axes.size()) {}
  std::int64_t count() const override { return spec_.budget.value_or(0); }
  std::optional<PointValues> point(std::int64_t ordinal) override {
    if (ordinal != next_) {
      engine_.seed();
      engine_.discard(static_cast<boost::uintmax_t>(ordinal) * spec_.axes.size());
    }
    next_ = ordinal + 1;
    PointValues values;
    for (const Axis& axis : spec_.axes) values.push_back(axis.at(static_cast<double>(engine_()) * 0x1.0p-64));
    apply_conditions(spec_.axes, values);
    if (!relations_hold(spec_, values)) return std::nullopt;
    return values;
  }

 private:
  const SweepSpec spec_;
  boost::random::sobol engine_;
  std::int64_t next_ = 0;
};

// Points as they are written; their keys are the axes.
class ListSampler final : public ISampler {
 public:
  explicit ListSampler(const SweepSpec& spec) : spec_(spec) {}
  std::int64_t count() const override { return static_cast<std::int64_t>(spec_.points.size()); }
  std::optional<PointValues> point(std::int64_t ordinal) override {
    const auto& written = spec_.points.at(static_cast<std::size_t>(ordinal));
    PointValues values(spec_.axes.size());
    for (std::size_t i = 0; i < spec_.axes.size(); ++i) {
      const auto found = written.find(spec_.axes[i].key);
      if (found != written.end()) values[i] = found->second;
    }
    return values;
  }

 private:
  const SweepSpec spec_;
};

template <class T>
std::unique_ptr<ISampler> make(const SweepSpec& spec) {
  return std::make_unique<T>(spec);
}

}  // namespace

const std::vector<SamplerKind>& sampler_kinds() {
  static const std::vector<SamplerKind> kinds = {
      {"grid", false, "every combination of the axes' values", make<GridSampler>},
      {"random", true, "independent uniform points", make<RandomSampler>},
      {"sobol", true, "a low-discrepancy sequence: covers the space evenly", make<SobolSampler>},
      {"list", false, "the [[point]] tables of the file", make<ListSampler>},
      {"nsga2", true, "NSGA-II (pagmo) for two objectives or more; search.population", make_nsga2, 2, 0, 4},
      {"evolution", true, "ageing evolution; search.population, cohort, tournament", make_ageing_evolution, 1},
      {"bayes", true, "Gaussian processes and expected improvement; search.initial, cohort", make_bayes, 1, kMostBayesPoints, 1, true},
  };
  return kinds;
}

const SamplerKind* find_sampler(const std::string& name) {
  const auto& kinds = sampler_kinds();
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const SamplerKind& k) { return k.name == name; });
  return kind == kinds.end() ? nullptr : &*kind;
}

bool relations_hold(const SweepSpec& spec, const PointValues& values) {
  const auto value_of = [&](const std::string& key) -> std::optional<double> {
    for (std::size_t i = 0; i < spec.axes.size(); ++i) {
      if (spec.axes[i].key == key) return number_of(values[i]);
    }
    return std::nullopt;
  };
  return std::all_of(spec.relations.begin(), spec.relations.end(), [&](const Relation& r) {
    const auto left = value_of(r.left), right = value_of(r.right);
    return !left || !right || *left <= r.factor * *right;
  });
}

Result<std::unique_ptr<ISampler>> make_sampler(const SweepSpec& spec) {
  const SamplerKind* kind = find_sampler(spec.sampler);
  if (kind == nullptr) return bad_input("sampler", "'" + spec.sampler + "' is unknown");
  auto sampler = kind->create(spec);
  constexpr std::int64_t kLooked = 1'000'000;
  std::int64_t looked = std::min(sampler->count(), kLooked);
  if (sampler->search() != nullptr) looked = std::min(looked, sampler->search()->cohorts().first);
  for (std::int64_t i = 0; i < looked; ++i) {
    if (sampler->point(i)) return sampler;
  }
  return bad_input("constraint", "the constraints and conditions leave no point of " + std::to_string(looked),
                   "relax a [[constraint]] with left and right, or widen an axis");
}

}  // namespace quartet
