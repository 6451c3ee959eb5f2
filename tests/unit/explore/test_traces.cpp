// Searches in the database: the same rows for any number of workers and after a kill, and their hypervolume.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/explore/search/hypervolume.hpp"
#include "sim/explore/search/model_check.hpp"
#include "sim/explore/sweep.hpp"
#include "tests/unit/explore/scratch_folder.hpp"

namespace quartet {
namespace {

SweepSpec spec_of(const std::string& sampler, int budget, const std::string& more = "") {
  const auto spec = parse_sweep_spec(
      "schema_version = 1\nworkload = \"kws\"\ndata = \"synthetic\"\nplatform = \"max78000\"\nsampler = \"" + sampler +
          "\"\nbudget = " + std::to_string(budget) + "\n" + more +
          "[search]\npopulation = 16\ncohort = 5\ninitial = 8\n[[axis]]\nkey = \"cnn.clock_hz\"\nmin = 1e7\nmax = 1e8\nscale = \"log\"\n"
          "[[axis]]\nkey = \"tech.quadrant_cycle\"\nmin = 1e-11\nmax = 1e-9\nscale = \"log\"\n[[axis]]\nkey = \"duty.rate_hz\"\nvalues = [1, 2, 3]\n"
          "[[constraint]]\nmetric = \"latency.seconds\"\nmax = 4e-3\n"
          "[[objective]]\nmetric = \"latency.seconds\"\n[[objective]]\nmetric = \"energy.total_j\"\n",
      "s.toml");
  EXPECT_TRUE(spec) << spec.error().text();
  return spec.value_or(SweepSpec{});
}

std::vector<std::string> rows(const std::filesystem::path& file, std::int64_t sweep = 1) {
  auto store = Store::open(file);
  EXPECT_TRUE(store);
  std::vector<std::string> out;
  EXPECT_TRUE(store->visit(sweep, [&](const StoredPoint& p) {
    std::string row = fmt::format("{} {} {}", p.ordinal, p.key, to_string(p.result.state));
    for (const std::string& value : p.values) row += " " + value;
    for (const auto& value : p.result.metrics) row += value ? fmt::format(" {}", *value) : std::string(" -");
    out.push_back(row);
    return true;
  }));
  return out;
}

class SearchSweep : public ::testing::TestWithParam<const char*> {
 protected:
  std::string name() const { return GetParam(); }
  SweepOptions at(const std::string& file, int jobs) {
    SweepOptions options;
    options.database = scratch_.file(file);
    options.jobs = jobs;
    return options;
  }
  test::ScratchFolder scratch_;
};

TEST_P(SearchSweep, GivesTheSameRowsForAnyNumberOfWorkers) {
  const SweepSpec spec = spec_of(name(), 42);
  for (const int jobs : {1, 2, 4}) {
    const auto outcome = run_sweep(spec, at(std::to_string(jobs), jobs));
    ASSERT_TRUE(outcome) << outcome.error().text();
    EXPECT_EQ(outcome->counts.finished(), 42);
    EXPECT_GT(outcome->counts.done, 20);
  }
  EXPECT_EQ(rows(scratch_.file("1")), rows(scratch_.file("2")));
  EXPECT_EQ(rows(scratch_.file("1")), rows(scratch_.file("4")));
}

TEST_P(SearchSweep, GoesOnAfterAKillAsIfNothingHadHappened) {
  const SweepSpec spec = spec_of(name(), 60);
  const auto child = fork();
  if (child == 0) {
    static_cast<void>(run_sweep(spec, at("killed", 2)));
    _exit(0);
  }
  // Somewhere in the middle: as soon as a part is there.
  for (int turn = 0; turn < 2000; ++turn) {
    usleep(3000);
    auto store = std::filesystem::exists(scratch_.file("killed")) ? Store::open(scratch_.file("killed")) : Result<Store>(pass(Error{}));
    const auto counts = store ? store->counts(1) : Result<SweepCounts>(pass(Error{}));
    if (counts && counts->finished() >= 20) break;
  }
  kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  usleep(200'000);  // its workers die with it
  const auto rest = run_sweep(spec, at("killed", 1));
  ASSERT_TRUE(rest) << rest.error().text();
  EXPECT_TRUE(rest->resumed);
  EXPECT_EQ(rest->counts.finished(), 60);
  ASSERT_TRUE(run_sweep(spec, at("whole", 1)));
  EXPECT_EQ(rows(scratch_.file("killed")), rows(scratch_.file("whole")));
}

INSTANTIATE_TEST_SUITE_P(Every, SearchSweep, ::testing::Values("nsga2", "evolution", "bayes"), [](const auto& one) { return std::string(one.param); });

class TraceTest : public ::testing::Test {
 protected:
  test::ScratchFolder scratch_;
};

TEST_F(TraceTest, ComparesSweepsOfOneSpaceAndNeverFalls) {
  SweepOptions options;
  options.database = scratch_.file("t");
  SweepSpec search = spec_of("nsga2", 96), random = search, elsewhere = spec_of("nsga2", 32, "samples = 2\n");
  random.sampler = "random";
  for (const SweepSpec& spec : {search, random, elsewhere}) {
    const auto ok = run_sweep(spec, options);
    ASSERT_TRUE(ok) << ok.error().text();
  }
  auto store = Store::open(options.database);
  ASSERT_TRUE(store);
  const auto sweeps = comparable_sweeps(*store, 1);
  ASSERT_TRUE(sweeps);
  ASSERT_EQ(sweeps->size(), 2u) << "the third is another space";
  EXPECT_EQ((*sweeps)[0].sampler, "nsga2");
  ASSERT_EQ((*sweeps)[0].objectives.size(), 2u);
  EXPECT_EQ((*sweeps)[0].metrics.at((*sweeps)[0].objectives[1].metric), "energy.total_j");
  EXPECT_EQ((*sweeps)[0].axes.size(), 3u);
  const auto traces = hypervolume_traces(*store, *sweeps, search.objectives);
  ASSERT_TRUE(traces);
  ASSERT_EQ(traces->size(), 2u);
  for (const HypervolumeTrace& trace : *traces) {
    ASSERT_FALSE(trace.points.empty());
    EXPECT_EQ(trace.points.back().evaluations, 96);
    double before = 0.0;
    for (const auto& at : trace.points) {
      EXPECT_GE(at.volume, before);
      EXPECT_LE(at.volume, 1.0);
      before = at.volume;
    }
    EXPECT_GT(before, 0.1);
  }
}

TEST_F(TraceTest, ReportsHowWellTheModelPredictsOverThePlanRung) {
  SweepOptions options;
  options.database = scratch_.file("b");
  const SweepSpec spec = spec_of("bayes", 18, "fidelity = \"simulate\"\n");
  ASSERT_TRUE(run_sweep(spec, options));
  auto store = Store::open(options.database);
  ASSERT_TRUE(store);
  const auto checks = model_checks(spec, *store, 1);
  ASSERT_TRUE(checks) << checks.error().text();
  ASSERT_EQ(checks->size(), 4u);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_TRUE((*checks)[k].with_plan);
    // The rungs agree on this machine, so the plan rung predicts the other one.
    EXPECT_LT((*checks)[k].rms_error, 1e-6);
    EXPECT_FALSE((*checks)[k + 2].with_plan);
    EXPECT_LT((*checks)[k + 2].rms_error, 0.5 * (*checks)[k + 2].spread);
  }
}

}  // namespace
}  // namespace quartet
