// Figures that only some machines have, as metrics: from the machine through the database to the front.
#include <gtest/gtest.h>

#include "sim/explore/sweep.hpp"
#include "sim/run/experiment.hpp"
#include "tests/unit/explore/scratch_folder.hpp"

namespace quartet {
namespace {

SweepSpec spec_of(const std::string& figure) {
  const auto spec = parse_sweep_spec("schema_version = 1\nworkload = \"kws\"\ndata = \"synthetic\"\nplatform = \"pynq-z2\"\nmetrics = [\"figures.BRAM18\"]\n"
                                     "[[axis]]\nkey = \"seed\"\nvalues = [1, 2]\n[[objective]]\nmetric = \"figures." + figure + "\"\ngoal = \"max\"\n",
                                     "s.toml");
  EXPECT_TRUE(spec) << spec.error().text();
  return spec.value_or(SweepSpec{});
}

TEST(Figures, OfAMachineAreMetricsByName) {
  const SweepSpec spec = spec_of("LUT");
  ASSERT_EQ(spec.metric_count(), metrics().size() + 2);
  EXPECT_EQ(spec.metric_name(metrics().size()), "figures.BRAM18") << "in the order in which they are named";
  EXPECT_EQ(spec.metric_name(spec.objectives.at(0).metric), "figures.LUT");
  test::ScratchFolder scratch;
  SweepOptions options;
  options.database = scratch.file("f");
  const auto outcome = run_sweep(spec, options);
  ASSERT_TRUE(outcome) << outcome.error().text();
  ASSERT_EQ(outcome->counts.done, 2);

  RunRequest request;
  request.subject = "kws";
  request.data = "synthetic";
  request.platform = "pynq-z2";
  request.fidelity = "plan";
  const auto experiment = Experiment::prepare(request);
  ASSERT_TRUE(experiment);
  std::optional<double> lut, bram;
  for (const Figure& figure : experiment->plan()->figures) {
    if (figure.name == "LUT") lut = figure.value;
    if (figure.name == "BRAM18") bram = figure.value;
  }
  ASSERT_TRUE(lut && bram);

  auto store = Store::open(options.database);
  ASSERT_TRUE(store);
  const auto front = front_of(*store, outcome->sweep, spec.objectives);
  ASSERT_TRUE(front);
  ASSERT_FALSE(front->empty());
  EXPECT_EQ(front->front().result.metrics.at(metrics().size()), bram);
  EXPECT_EQ(front->front().result.metrics.at(metrics().size() + 1), lut);
  EXPECT_EQ(*store->best(outcome->sweep, spec.objectives[0]), lut);
  const auto sweeps = store->sweeps();
  ASSERT_TRUE(sweeps);
  EXPECT_EQ(sweeps->at(0).metrics.back(), "figures.LUT");
  EXPECT_EQ(sweeps->at(0).objectives.at(0).goal, Goal::maximum);
}

TEST(Figures, ThatTheMachineDoesNotHaveAreRefusedWithThoseThatItHas) {
  const auto runner = PointRunner::create(spec_of("LUTS"));
  ASSERT_FALSE(runner);
  EXPECT_NE(runner.error().text().find("figures.LUT'"), std::string::npos) << runner.error().text();
}

}  // namespace
}  // namespace quartet
