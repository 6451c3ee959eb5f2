// Chains of matrix units: closed form, streaming units and values agree to the cycle and the bit.
#include <gtest/gtest.h>

#include "accel/dataflow/stream_build.hpp"
#include "tests/unit/dataflow/machine.hpp"
#include "tests/unit/dataflow/networks.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::dataflow {

using test::Machine;

TEST(MatrixChain, PlanAndStreamAgreeToTheCycleInIntervalAndLatency) {
  for (const char* folding : {"32:10,32:8,32:8,1:8", "16:10,16:8,16:8,1:8", "8:10,16:8,32:8,2:8", "1:10,4:4,8:8,1:4"}) {
    const Machine m("pynq-z2", {{"folding", folding}});
    const Network network = test::kws_like();
    const auto plan = m.target->plan(network);
    ASSERT_TRUE(plan) << plan.error().text();
    const auto run = m.target->simulate(network, std::vector<Values>{test::values_for(network.tensor(network.inputs[0]))}, {});
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_EQ(plan->interval_cycles, run->schedule.interval_cycles) << folding;
    EXPECT_EQ(plan->cycles, run->schedule.cycles) << folding;
  }
}

TEST(MatrixChain, ReadyOneCycleAfterTheFormulaAndNotBefore) {
  // One unit: MW 490, MH 256, PE 32, SIMD 10: the last of 8 beats leaves 8·49 + 7 cycles after the first came (RTL, replayed).
  const Machine m("pynq-z2", {{"folding", "32:10"}, {"label_select", "false"}});
  const Network network = test::threshold_mlp({490, 256}, 3);
  const auto plan = m.target->plan(network);
  ASSERT_TRUE(plan) << plan.error().text();
  EXPECT_EQ(test::figure(plan->figures, "fabric latency cycles")->value, 8 * 49 + 7 + 1);
}

TEST(MatrixChain, StreamUnitsComputeBeatByBeatWhatTheGoldenInterpreterComputes) {
  for (const char* folding : {"4:6,8:2,3:4", "12:1,1:12,1:1", "1:24,16:12,6:16"}) {
    const Machine m("pynq-z2", {{"folding", folding}, {"label_select", "false"}});
    const Network network = test::threshold_mlp({24, 12, 16, 6}, 3);
    const auto built = m.dataflow().build(network);
    ASSERT_TRUE(built) << built.error().text();
    auto golden = Interpreter::create(network, {}).value();
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const std::vector<Values> x{test::values_for(network.tensor(network.inputs[0]), seed)};
      ASSERT_TRUE(golden.run(x));
      const StreamBuild build = build_stream(built->pipeline, built->folded.design, x);
      StreamOptions options;
      options.values = true;
      const auto result = run_stepped(build.graph, options);
      ASSERT_TRUE(result) << result.error().text();
      EXPECT_EQ(result->outputs.at(0), golden.tensor(network.logits())) << folding << " seed " << seed;
    }
  }
}

TEST(MatrixChain, FoldedThresholdsComputeTheMultiplierRuleInTheStream) {
  Network network = test::threshold_mlp({24, 12, 6}, 4);
  Layer& first = network.layers[0];
  network.tensor(network.inputs[0]).quantization = {{0.5}, {7}};
  network.tensor(first.output).type = {4, false};
  network.tensor(first.output).quantization = {{0.5}, {2}};
  first.requantization.rule = Requantization::Rule::multiplier;
  first.requantization.scales = {0.004};
  first.bias = network.add({"bias", {12}, kInt32, {}, Values(12, 250)});
  ASSERT_TRUE(infer_and_validate(network));
  const Machine m("pynq-z2", {{"folding", "4:6,3:4"}, {"label_select", "false"}});
  const auto built = m.dataflow().build(network);
  ASSERT_TRUE(built) << built.error().text();
  auto golden = Interpreter::create(network, {.keep_all = true}).value();
  const std::vector<Values> x{test::values_for(network.tensor(network.inputs[0]))};
  ASSERT_TRUE(golden.run(x));
  // The stream ends with plain sums; the last layer adds its zero point's share of them afterwards.
  Values expected = golden.tensor(network.logits());
  const Values& w = network.tensor(network.layers[1].weights).constant;
  for (std::size_t o = 0; o < 6; ++o) {
    for (std::size_t i = 0; i < 12; ++i) expected[o] += 2 * w[o * 12 + i];
  }
  StreamOptions options;
  options.values = true;
  const auto result = run_stepped(build_stream(built->pipeline, built->folded.design, x).graph, options);
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->outputs.at(0), expected);
}

TEST(MatrixChain, OfHls4mlTakesItsReuseFactorPerLayer) {
  const Machine m("arty-a7-100t", {{"style", "hls4ml"}, {"reuse_factor", "32"}, {"lut", "1000000"}, {"ff", "2000000"}, {"dsp", "4000"}, {"bram36", "2000"}});
  const Network network = test::threshold_mlp({64, 32, 32, 8}, 6);
  const auto run = m.target->simulate(network, std::vector<Values>{test::values_for(network.tensor(network.inputs[0]))}, {});
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(run->schedule.interval_cycles, 32u);
  for (const LayerTiming& layer : run->schedule.layers) {
    if (layer.macs > 0) {
      EXPECT_EQ(layer.cycles, 32u) << layer.name;
    }
  }
}

}  // namespace quartet::dataflow
