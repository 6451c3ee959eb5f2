// The searches by themselves, on problems whose fronts are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sim/explore/search/bayes.hpp"
#include "sim/explore/search/hypervolume.hpp"
#include "tests/unit/explore/analytic_problem.hpp"

namespace quartet {
namespace {

using test::AnalyticProblem;

double volume(const SweepSpec& spec, const AnalyticProblem& problem) {
  const auto sampler = make_sampler(spec);
  EXPECT_TRUE(sampler);
  return hypervolume(test::feasible_rows(test::computed(**sampler, problem)), {1.1, 1.1});
}

// Shares of the hypervolume of the known front over several seeds: the least of a search, the most of random search.
struct Against {
  double search_least = 1.0, random_most = 0.0;
};
Against against_random(SweepSpec spec, const AnalyticProblem& problem, double whole, int seeds) {
  Against out;
  for (int seed = 1; seed <= seeds; ++seed) {
    spec.seed = static_cast<std::uint64_t>(seed);
    out.search_least = std::min(out.search_least, volume(spec, problem) / whole);
    SweepSpec random = spec;
    random.sampler = "random";
    out.random_most = std::max(out.random_most, volume(random, problem) / whole);
  }
  ::testing::Test::RecordProperty(spec.sampler, std::to_string(out.search_least) + " against " + std::to_string(out.random_most));
  return out;
}

TEST(Nsga2, ReachesTheFrontOfZdt1WhereRandomSearchDoesNot) {
  SweepSpec spec = test::box(8, 2, "nsga2", 2400);
  const Against result = against_random(spec, test::zdt1(), test::zdt1_volume(), 5);
  EXPECT_GT(result.search_least, 0.95);
  EXPECT_LT(result.random_most, 0.20);
}

TEST(AgeingEvolution, GetsCloserToTheFrontOfZdt1ThanRandomSearch) {
  SweepSpec spec = test::box(8, 2, "evolution", 2400);
  spec.search.population = 60;
  spec.search.tournament = 12;
  const Against result = against_random(spec, test::zdt1(), test::zdt1_volume(), 5);
  EXPECT_GT(result.search_least, 0.70);
  EXPECT_LT(result.random_most, 0.20);
}

TEST(Bayes, ComesCloseToTheFrontOfZdt1WithinAHundredPoints) {
  SweepSpec spec = test::box(4, 2, "bayes", 96);
  const Against result = against_random(spec, test::zdt1(), test::zdt1_volume(), 2);
  EXPECT_GT(result.search_least, 0.72);
  EXPECT_LT(result.random_most, 0.30);
}

// Branin's function: three minima of 0.397887.
double branin(const std::vector<double>& x) {
  const double a = 15.0 * x[0] - 5.0, b = 15.0 * x[1], pi = std::numbers::pi;
  const double t = b - 5.1 / (4.0 * pi * pi) * a * a + 5.0 / pi * a - 6.0;
  return t * t + 10.0 * (1.0 - 1.0 / (8.0 * pi)) * std::cos(a) + 10.0;
}

TEST(Bayes, FindsTheMinimumOfBraninWithOneObjective) {
  const AnalyticProblem problem{[](const std::vector<double>& x) { return std::vector<double>{branin(x)}; }, {}};
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SweepSpec spec = test::box(2, 1, "bayes", 48);
    spec.seed = seed;
    spec.search.initial = 12;
    spec.search.cohort = 4;
    const auto sampler = make_sampler(spec);
    ASSERT_TRUE(sampler);
    const auto rows = test::feasible_rows(test::computed(**sampler, problem));
    EXPECT_LT(*std::min_element(rows.begin(), rows.end()), 0.45) << "seed " << seed;
  }
}

// A prior that is off by a smooth factor: the search needs to learn the factor only.
TEST(Bayes, NeedsFewPointsOverAPriorMeanThatIsNearlyRight) {
  const AnalyticProblem problem{[](const std::vector<double>& x) { return std::vector<double>{branin(x) * (1.0 + 0.2 * x[0])}; }, {}};
  const auto prior = [] {
    return PriorMean([](const PointValues& values) {
      std::vector<double> x = {*number_of(values[0]), *number_of(values[1])};
      return Prior{true, {branin(x)}, {}};
    });
  };
  SweepSpec spec = test::box(2, 1, "bayes", 14);
  spec.search.initial = 6;
  spec.search.cohort = 2;
  const auto with = make_bayes(spec, prior), without = make_bayes(spec, nullptr);
  auto points = test::computed(*with, problem);
  const auto rows = test::feasible_rows(points);
  EXPECT_LT(*std::min_element(rows.begin(), rows.end()), 0.6);
  with->search()->learn({points.begin() + with->search()->known(), points.end()});
  const auto checks = with->search()->model_checks();
  ASSERT_EQ(checks.size(), 2u) << "with the prior and without it";
  EXPECT_TRUE(checks[0].with_plan);
  EXPECT_FALSE(checks[1].with_plan);
  EXPECT_LT(checks[0].rms_error, 0.3 * checks[1].rms_error) << "the prior carries the shape";
  EXPECT_LT(checks[0].rms_error, 0.1 * checks[0].spread);
}

TEST(Searches, StayWhereConstraintsAreKept) {
  // Half of the square is infeasible, and the unconstrained minimum lies in it.
  const AnalyticProblem problem{[](const std::vector<double>& x) { return std::vector<double>{x[0], x[1]}; },
                                [](const std::vector<double>& x) { return std::max(0.0, 1.0 - x[0] - x[1]); }};
  for (const char* name : {"nsga2", "evolution"}) {
    SweepSpec spec = test::box(2, 2, name, 800);
    const auto sampler = make_sampler(spec);
    ASSERT_TRUE(sampler);
    const auto points = test::computed(**sampler, problem);
    const auto feasible_of_last = std::count_if(points.end() - 200, points.end(), [](const Known& k) { return k.feasible; });
    EXPECT_GT(feasible_of_last, 60) << name;
    // The front is x + y = 1: area 0.5 below (1, 1) at best.
    EXPECT_GT(hypervolume(test::feasible_rows(points), {1.0, 1.0}), 0.40) << name;
  }
}

// One axis of each sort; the second part exists only for "b".
SweepSpec mixed(const std::string& sampler, std::int64_t budget) {
  SweepSpec spec = test::box(1, 2, sampler, budget);
  spec.axes[0].min = 1.0;
  spec.axes[0].max = 1000.0;
  spec.axes[0].log = true;
  Axis kind, count, width;
  kind.key = "kind";
  kind.values = {std::string("a"), std::string("b"), std::string("c")};
  count.key = "count";
  count.min = 1.0;
  count.max = 9.0;
  count.integer = true;
  width.key = "width";
  width.values = {std::int64_t{1}, std::int64_t{2}, std::int64_t{4}, std::int64_t{8}};
  width.when = Condition{"kind", {"b"}};
  spec.axes.insert(spec.axes.end(), {kind, count, width});
  spec.relations = {{"count", "x0", 1.0}};
  return spec;
}

// The best is kind b with width 8, and a count near x0 = 30.
std::vector<double> mixed_objectives(const PointValues& v) {
  const double x = *number_of(v[0]), count = *number_of(v[2]);
  const bool b = std::get<std::string>(*v[1]) == "b";
  const double width = v[3] ? *number_of(v[3]) : 0.0;
  return {std::fabs(std::log(x / 30.0)) + (b ? 0.0 : 2.0) + 1.0 / (1.0 + width), 1.0 / count};
}

TEST(Searches, FindTheirWayOverMixedAxesAndKeepConditionsAndRelations) {
  for (const char* name : {"nsga2", "evolution", "bayes"}) {
    const SweepSpec spec = mixed(name, name == std::string("bayes") ? 80 : 600);
    const auto sampler = make_sampler(spec);
    ASSERT_TRUE(sampler);
    std::vector<Known> points;
    double best = 1e9;
    for (std::int64_t ordinal = 0; ordinal < (*sampler)->count(); ++ordinal) {
      ISearch& search = *(*sampler)->search();
      if (search.cohorts().begin(ordinal) > search.known())
        search.learn({points.begin() + search.known(), points.begin() + search.cohorts().begin(ordinal)});
      Known& known = points.emplace_back();
      const auto values = (*sampler)->point(ordinal);
      known.exists = values.has_value();
      if (!values) continue;
      EXPECT_EQ((*values)[3].has_value(), std::get<std::string>(*(*values)[1]) == "b") << name;
      EXPECT_LE(*number_of((*values)[2]), *number_of((*values)[0])) << name;
      known.values = *values;
      known.feasible = true;
      known.objectives = mixed_objectives(*values);
      best = std::min(best, known.objectives[0] + known.objectives[1]);
    }
    EXPECT_LT(best, 0.5) << name << ": 1/9 + 1/9 is the best there is";
  }
}

TEST(Searches, MakeTheSamePointsFromTheSameResultsHoweverTheyLearn) {
  for (const char* name : {"nsga2", "evolution", "bayes"}) {
    SweepSpec spec = test::box(3, 2, name, name == std::string("bayes") ? 40 : 200);
    const auto once = make_sampler(spec), again = make_sampler(spec);
    ASSERT_TRUE(once && again);
    const auto points = test::computed(**once, test::zdt1());
    // A process that comes late learns all at once and makes the last cohort alone, backwards.
    ISearch& search = *(*again)->search();
    const std::int64_t last = (*again)->count() - 1, begin = search.cohorts().begin(last);
    search.learn({points.begin(), points.begin() + begin});
    for (std::int64_t ordinal = last; ordinal >= begin; --ordinal)
      EXPECT_EQ((*again)->point(ordinal), points[static_cast<std::size_t>(ordinal)].values) << name << " " << ordinal;
    spec.seed = 2;
    const auto other = make_sampler(spec);
    ASSERT_TRUE(other);
    EXPECT_NE(test::texts(test::computed(**other, test::zdt1())), test::texts(points)) << name << ": another seed is another search";
  }
}

TEST(Searches, DoNotRepeatAPointOfASmallSpaceBeforeItIsUsedUp) {
  for (const char* name : {"evolution", "bayes", "nsga2"}) {
    SweepSpec spec = test::box(2, 2, name, 60);
    spec.search.population = spec.search.initial = 8;
    spec.search.cohort = 4;
    for (Axis& axis : spec.axes) {
      axis.min = 1.0;
      axis.max = 10.0;
      axis.integer = true;
    }
    const AnalyticProblem problem{[](const std::vector<double>& x) { return std::vector<double>{x[0] * x[1], -x[0]}; }, {}};
    const auto sampler = make_sampler(spec);
    ASSERT_TRUE(sampler);
    const auto points = test::computed(**sampler, problem);
    std::set<std::string> seen;
    for (std::size_t i = 8; i < points.size(); ++i) seen.insert(test::texts({points[i]}));
    EXPECT_GE(seen.size(), 50u) << name << ": of 52 points after the first 8";
  }
}

TEST(Searches, SayWhatTheyNeed) {
  const std::string head = "schema_version = 1\nworkload = \"kws\"\nplatform = \"max78000\"\nbudget = 100\n";
  const std::string axis = "[[axis]]\nkey = \"cnn.clock_hz\"\nmin = 1e7\nmax = 1e8\n";
  const std::string one = "[[objective]]\nmetric = \"energy.total_j\"\n", two = one + "[[objective]]\nmetric = \"latency.seconds\"\n";
  const auto error = [](const std::string& text) {
    const auto spec = parse_sweep_spec(text, "s.toml");
    return spec ? std::string() : spec.error().text();
  };
  EXPECT_EQ(error(head + "sampler = \"nsga2\"\n" + axis + two), "");
  EXPECT_NE(error(head + "sampler = \"nsga2\"\n" + axis + one).find("2 [[objective]] or more"), std::string::npos);
  EXPECT_NE(error(head + "sampler = \"bayes\"\n" + axis).find("1 [[objective]] or more"), std::string::npos);
  EXPECT_NE(error(head + "sampler = \"nsga2\"\n[search]\npopulation = 10\n" + axis + two).find("multiple of 4"), std::string::npos);
  EXPECT_NE(error(head + "sampler = \"nsga2\"\n[search]\npopulatoin = 12\n" + axis + two).find("population"), std::string::npos);
  EXPECT_NE(error("schema_version = 1\nworkload = \"kws\"\nplatform = \"max78000\"\nsampler = \"evolution\"\n" + axis + one).find("budget"),
            std::string::npos);
  EXPECT_NE(error("schema_version = 1\nworkload = \"kws\"\nplatform = \"max78000\"\nsampler = \"bayes\"\nbudget = 100000\n" + axis + one)
                .find("at most 2000"),
            std::string::npos);
  EXPECT_NE(error(head + "sampler = \"bayes\"\n" + axis + one + one).find("stands twice"), std::string::npos);
}

}  // namespace
}  // namespace quartet
