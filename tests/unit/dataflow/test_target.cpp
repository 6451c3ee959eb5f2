#include <gtest/gtest.h>

#include "sim/energy/ledger.hpp"
#include "tests/unit/dataflow/machine.hpp"
#include "tests/unit/dataflow/networks.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::dataflow {

using test::figure;
using test::Machine;

TEST(DataflowTarget, KeepsLatencyIntervalThroughputAndBatchTimeApart) {
  const Machine m("pynq-z2", {{"batch", "11"}});
  const auto s = m.target->plan(test::kws_like());
  ASSERT_TRUE(s) << s.error().text();
  const double fabric = figure(s->figures, "fabric latency cycles")->value.value();
  const auto overhead = s->phases.at(0).cycles;
  EXPECT_EQ(s->cycles, static_cast<std::uint64_t>(fabric) + overhead);
  EXPECT_EQ(s->interval_cycles, 392u);
  EXPECT_DOUBLE_EQ(figure(s->figures, "throughput")->value.value(), 100e6 / 392);
  EXPECT_NEAR(figure(s->figures, "batch time of 11")->value.value(), 1e-8 * (static_cast<double>(s->cycles) + 10 * 392), 1e-15);
  EXPECT_EQ(figure(s->figures, "fabric latency")->origin, "predicted");
  EXPECT_EQ(figure(s->figures, "call overhead")->origin, "fitted");
  EXPECT_EQ(figure(s->figures, "batch time of 11")->origin, "fitted") << "a sum with a fitted part is fitted";
}

TEST(DataflowTarget, CountsBoardEnergyOverTheCallAndLeavesFabricEnergyOpen) {
  const Machine m;
  const auto s = m.target->plan(test::kws_like());
  ASSERT_TRUE(s);
  const Ledger ledger = Ledger::price(s->activity, m.target->costs());
  EXPECT_NEAR(ledger.total_j().value(), s->seconds() * 1.7564, 1e-12);
  EXPECT_EQ(ledger.by_component().size(), 1u);
  EXPECT_EQ(figure(s->figures, "fabric energy")->value, std::nullopt);
}

TEST(DataflowTarget, HasFabricEnergyApartWhenItsPricesAreGiven) {
  const Machine m;
  for (const char* row : {"fabric_lut", "fabric_ff", "fabric_bram18", "fabric_dsp"})
    ASSERT_TRUE(m.target->costs().set(row, 1e-15, "the user"));
  const auto s = m.target->plan(test::kws_like());
  ASSERT_TRUE(s);
  const auto shares = Ledger::price(s->activity, m.target->costs()).by_component();
  ASSERT_EQ(shares.size(), 2u);
  const double cycles = figure(s->figures, "fabric latency cycles")->value.value();
  const auto built = m.dataflow().build(test::kws_like());
  const Resources& r = built->folded.design.total;
  EXPECT_NEAR(figure(s->figures, "fabric energy")->value.value(), 1e-15 * cycles * static_cast<double>(r.lut + r.ff + r.bram18 + r.dsp), 1e-15);
  EXPECT_NEAR(figure(s->figures, "board energy")->value.value(), 1.55 * s->seconds(), 1e-9);
}

TEST(DataflowTarget, SharesOfAnInferenceAddUpToOne) {
  const Machine m;
  const Network network = test::kws_like();
  const auto run = m.target->simulate(network, std::vector<Values>{test::values_for(network.tensor(network.inputs[0]))}, {});
  ASSERT_TRUE(run) << run.error().text();
  for (const LayerTiming& layer : run->schedule.layers) {
    double sum = 0;
    for (const char* name : {"busy", "stalled", "starved"}) sum += figure(layer.figures, name)->value.value();
    EXPECT_NEAR(sum, 1.0, 1e-9) << layer.name;
  }
  EXPECT_EQ(run->schedule.layers.size(), 5u);
  EXPECT_NE(run->schedule.layers[0].bound.find("sets the interval"), std::string::npos);
}

TEST(DataflowTarget, ComputesWhatTheGoldenInterpreterComputes) {
  const Machine m;
  const Network network = test::conv_net({.residual = true});
  auto golden = Interpreter::create(network, {}).value();
  const std::vector<Values> x{test::values_for(network.tensor(network.inputs[0]))};
  ASSERT_TRUE(golden.run(x));
  const auto run = m.target->simulate(network, x, {});
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(run->logits, golden.tensor(network.logits()));
}

TEST(DataflowTarget, MarksTheEstimateOfRtlUnits) {
  const Machine m("pynq-z2", {{"mvau", "rtl"}, {"folding", "8:10,8:8,8:8,1:8"}});
  const auto s = m.target->plan(test::kws_like());
  ASSERT_TRUE(s) << s.error().text();
  const bool marked = std::any_of(s->warnings.begin(), s->warnings.end(), [](const std::string& w) { return w.find("RTL matrix units") != std::string::npos; });
  EXPECT_TRUE(marked);
  EXPECT_GT(figure(s->layers[0].figures, "LUT")->value.value(), 300);
}

TEST(DataflowTarget, RefusesAPipelineThatOutgrowsTheDeviceByItsFifos) {
  const Machine m;
  auto built = m.dataflow().build(test::conv_net({.residual = true}));
  ASSERT_TRUE(built);
  Design deep = evaluate(built->pipeline, built->folded.design.folding, m.dataflow().params(),
                         std::vector<std::int64_t>(built->pipeline.links.size(), 100000));
  const auto room = check_room(deep, m.dataflow().params());
  ASSERT_FALSE(room);
  EXPECT_EQ(room.error().code, ErrorCode::does_not_fit);
  EXPECT_TRUE(test::says(room.error(), "BRAM18", "max_fps"));
}

}  // namespace quartet::dataflow
