// Problems with known fronts, run through a sampler without a machine: what a search is worth by itself.
#pragma once

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "sim/explore/pareto.hpp"
#include "sim/explore/sampler.hpp"
#include "sim/explore/search/search.hpp"

namespace quartet::test {

/// `objectives`: of coordinates that are numbers, smaller is better; `violation` above 0: infeasible.
struct AnalyticProblem {
  std::function<std::vector<double>(const std::vector<double>&)> objectives;
  std::function<double(const std::vector<double>&)> violation;  ///< may be empty
};

inline SweepSpec box(std::size_t dimensions, std::size_t objectives, const std::string& sampler, std::int64_t budget) {
  SweepSpec spec;
  spec.sampler = sampler;
  spec.budget = budget;
  for (std::size_t i = 0; i < dimensions; ++i) {
    Axis& axis = spec.axes.emplace_back();
    axis.key = "x" + std::to_string(i);
    axis.max = 1.0;
  }
  for (std::size_t k = 0; k < objectives; ++k) spec.objectives.push_back({k, Goal::minimum});
  return spec;
}

/// ZDT1 (Zitzler, Deb and Thiele, Evolutionary Computation 8(2), 2000): the front is f2 = 1 − √f1.
inline AnalyticProblem zdt1() {
  return {[](const std::vector<double>& x) {
            double g = 0.0;
            for (std::size_t i = 1; i < x.size(); ++i) g += x[i];
            g = 1.0 + 9.0 * g / static_cast<double>(x.size() - 1);
            return std::vector<double>{x[0], g * (1.0 - std::sqrt(x[0] / g))};
          },
          {}};
}
/// The hypervolume of its front below (1.1, 1.1): 1.1² less the integral of 1 − √f over 0 to 1.
inline double zdt1_volume() { return 1.1 * 1.1 - 1.0 / 3.0; }

/// What a search is told of a point of the problem.
inline Known known_at(const AnalyticProblem& problem, const PointValues& values) {
  std::vector<double> x;
  for (const auto& value : values) x.push_back(number_of(value).value_or(0.0));
  Known known;
  known.values = values;
  known.objectives = problem.objectives(x);
  known.violation = problem.violation ? problem.violation(x) : 0.0;
  known.feasible = !(known.violation > 0.0);
  return known;
}

/// Every point in the order of the ordinals, as one worker computes them.
inline std::vector<Known> computed(ISampler& sampler, const AnalyticProblem& problem) {
  std::vector<Known> out;
  ISearch* search = sampler.search();
  for (std::int64_t ordinal = 0; ordinal < sampler.count(); ++ordinal) {
    if (search != nullptr && search->cohorts().begin(ordinal) > search->known())
      search->learn({out.begin() + search->known(), out.begin() + search->cohorts().begin(ordinal)});
    const auto values = sampler.point(ordinal);
    if (values)
      out.push_back(known_at(problem, *values));
    else
      out.emplace_back().exists = false;
  }
  return out;
}

inline std::vector<double> feasible_rows(const std::vector<Known>& points) {
  std::vector<double> rows;
  for (const Known& point : points) {
    if (point.feasible) rows.insert(rows.end(), point.objectives.begin(), point.objectives.end());
  }
  return rows;
}

inline std::string texts(const std::vector<Known>& points) {
  std::string out;
  for (const Known& point : points) {
    for (const auto& value : point.values) out += (value ? value_text(*value) : "-") + " ";
    out += "\n";
  }
  return out;
}

}  // namespace quartet::test
