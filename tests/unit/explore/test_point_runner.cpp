// A point is a run: what a sweep records of it equals what `quartet run` reports.
#include <gtest/gtest.h>

#include "sim/explore/point_runner.hpp"
#include "sim/explore/sampler.hpp"
#include "sim/run/experiment.hpp"

namespace quartet {
namespace {

SweepSpec kws(const std::string& more) {
  const auto spec = parse_sweep_spec("schema_version = 1\nworkload = \"kws\"\ndata = \"synthetic\"\n" + more, "s.toml");
  EXPECT_TRUE(spec) << spec.error().text();
  return spec.value_or(SweepSpec{});
}

RunResult run(const std::string& platform, const std::string& fidelity, std::vector<std::string> settings, std::int64_t samples) {
  RunRequest request;
  request.subject = "kws";
  request.data = "synthetic";
  request.platform = platform;
  request.fidelity = fidelity;
  request.settings = std::move(settings);
  request.samples = samples;
  const auto experiment = Experiment::prepare(request);
  EXPECT_TRUE(experiment);
  return experiment->run({})->result;
}

std::optional<double> metric(const PointResult& result, const std::string& name) { return result.metrics.at(*find_metric(name)); }

TEST(PointRunner, GivesTheFiguresOfARunWithTheSameSettings) {
  for (const char* fidelity : {"plan", "simulate"}) {
    const SweepSpec spec = kws("platform = \"max78000\"\nsamples = 20\nfidelity = \"" + std::string(fidelity) +
                               "\"\n[settings]\n\"duty.rate_hz\" = 1\n[[axis]]\nkey = \"cnn.clock_hz\"\nvalues = [50e6, 20e6]\n"
                               "[[axis]]\nkey = \"tech.quadrant_cycle\"\nvalues = [1e-10]\n");
    auto runner = PointRunner::create(spec);
    ASSERT_TRUE(runner) << runner.error().text();
    for (const double clock : {20e6, 50e6}) {
      const PointResult point = runner->run({clock, 1e-10});
      const RunResult whole = run("max78000", fidelity, {"duty.rate_hz=1", "tech.quadrant_cycle=1e-10", "cnn.clock_hz=" + std::to_string(clock)}, 20);
      ASSERT_EQ(point.state, PointState::done) << point.message;
      EXPECT_EQ(metric(point, "accuracy.value"), whole.accuracy->value);
      EXPECT_EQ(metric(point, "latency.cycles"), static_cast<double>(whole.latency->cycles));
      EXPECT_EQ(metric(point, "latency.seconds"), whole.latency->seconds);
      EXPECT_EQ(metric(point, "energy.total_j"), whole.energy->total_j);
      EXPECT_EQ(metric(point, "energy.static_j"), whole.energy->static_j);
      EXPECT_EQ(metric(point, "energy.dynamic_j"), whole.energy->dynamic_j);
      EXPECT_EQ(metric(point, "energy.power_w"), whole.energy->power_w);
      EXPECT_EQ(metric(point, "energy.duty.average_power_w"), whole.energy->duty->average_power_w);
      EXPECT_EQ(metric(point, "energy.duty.battery_life_s"), whole.energy->duty->battery_life_s);
      EXPECT_EQ(metric(point, "memory.weights_bytes"), static_cast<double>(whole.memory.weights_bytes));
      EXPECT_EQ(metric(point, "memory.activations_bytes"), static_cast<double>(whole.memory.activations_bytes));
      EXPECT_EQ(metric(point, "memory.capacity_bytes"), static_cast<double>(*whole.memory.capacity_bytes));
    }
  }
}

TEST(PointRunner, ReturnsAParameterToItsDefaultWhereItsAxisDoesNotExist) {
  const SweepSpec spec = kws("platform = \"max78000\"\n[[axis]]\nkey = \"cnn.clock_hz\"\nvalues = [20e6]\n");
  auto runner = PointRunner::create(spec);
  ASSERT_TRUE(runner);
  const PointResult before = runner->run({std::nullopt});
  EXPECT_NE(runner->run({20e6}).metrics, before.metrics);
  EXPECT_EQ(runner->run({std::nullopt}).metrics, before.metrics);
}

TEST(PointRunner, SaysByHowMuchAConstraintIsMissed) {
  const SweepSpec spec = kws("platform = \"max78000\"\n[[axis]]\nkey = \"cnn.clock_hz\"\nvalues = [50e6]\n"
                             "[[constraint]]\nmetric = \"latency.seconds\"\nmax = 1e-4\n");
  auto runner = PointRunner::create(spec);
  ASSERT_TRUE(runner);
  const PointResult point = runner->run({50e6});
  EXPECT_EQ(point.state, PointState::infeasible);
  EXPECT_NE(point.message.find("latency.seconds"), std::string::npos);
  EXPECT_NE(point.message.find("above 0.0001 by"), std::string::npos);
  EXPECT_TRUE(metric(point, "latency.seconds")) << "the figures are kept";
}

TEST(PointRunner, RefusesAnAxisThatAPlatformDoesNotHave) {
  const auto unknown = PointRunner::create(kws("platform = \"max78000\"\n[[axis]]\nkey = \"cnn.clock\"\nvalues = [1]\n"));
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().text().find("cnn.clock_hz"), std::string::npos) << unknown.error().text();
  const auto wide = PointRunner::create(kws("platform = \"max78000\"\n[[axis]]\nkey = \"cnn.clock_hz\"\nvalues = [-5]\n"));
  ASSERT_FALSE(wide);
  const auto word = PointRunner::create(kws("platform = \"max78000\"\n[[axis]]\nkey = \"cnn.clock_hz\"\nvalues = [\"fast\"]\n"));
  ASSERT_FALSE(word);
  EXPECT_FALSE(PointRunner::create(kws("platform = \"reference\"\n[[axis]]\nkey = \"seed\"\nvalues = [1]\n")));
}

TEST(PointRunner, KeysAPointByWhatDecidesItsFigures) {
  auto plan = PointRunner::create(kws("platform = \"max78000\"\n[[axis]]\nkey = \"cnn.clock_hz\"\nvalues = [2e7, 5e7]\n"));
  auto simulate = PointRunner::create(kws("platform = \"max78000\"\nfidelity = \"simulate\"\n[[axis]]\nkey = \"cnn.clock_hz\"\nvalues = [2e7, 5e7]\n"));
  ASSERT_TRUE(plan && simulate);
  EXPECT_EQ(plan->key({2e7}), plan->key({2e7}));
  EXPECT_NE(plan->key({2e7}), plan->key({5e7}));
  EXPECT_NE(plan->key({2e7}), simulate->key({2e7}));
}

}  // namespace
}  // namespace quartet
