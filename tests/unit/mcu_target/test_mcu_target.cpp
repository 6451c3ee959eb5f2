#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>

#include "accel/mcu/target/mcu_target.hpp"
#include "sim/energy/ledger.hpp"
#include "tests/unit/graph/network_builder.hpp"

namespace quartet::test {
namespace {

const std::string kCosts = R"(schema_version = 1
name = "test"
validity = "test"
[[row]]
name = "run_cycle"
component = "mcu.run"
kind = "event"
value = 1e-10
per = "cycle"
source = "test"
confidence = "assumed"
[[row]]
name = "wait_cycle"
component = "mcu.wait"
kind = "event"
value = 5e-11
per = "cycle"
source = "test"
confidence = "assumed"
[[row]]
name = "state_sleep"
component = "mcu.sleep"
kind = "power"
source = "test"
confidence = "assumed"
)";

const std::string kStm32 = R"(core = "cortex-m4f"
kernels = "smlad"
firmware = "cortex-m4-stm32"
clock_hz = 120e6
flash_base = 0x08000000
flash_bytes = 1048576
ram_base = 0x20000000
ram_bytes = 131072
weights = "flash"
wait_states = 5
prefetch = true
icache_lines = 128
dcache_lines = 32
)";

std::unique_ptr<ITarget> target(const std::string& config = kStm32) {
  const auto costs = CostTable::from_config(parse_config(kCosts, "costs.toml").value(), "costs.toml");
  EXPECT_TRUE(costs.has_value());
  auto made = mcu_target_kind().create("board", parse_config(config, "board.toml").value(), *costs);
  EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().text());
  return std::move(*made);
}

void set(ITarget& target, const std::string& name, const std::string& value) {
  const auto done = target.parameters().set(name, value);
  ASSERT_TRUE(done.has_value()) << done.error().text();
}

Network network(int channels = 16) {
  NetworkBuilder b;
  const TensorId x = b.input({8, 8, 8}, kInt8, {{0.1}, {-5}});
  Layer& conv = b.layer("conv2d", {x}, {channels, 3, 3, 8});
  conv.attributes.padding = {1, 1, 1, 1};
  conv.requantization.rule = Requantization::Rule::multiplier;
  conv.requantization.scales = {0.003};
  const TensorId y = b.last();
  b.layer("max_pool", {y}).attributes.kernel = {2, 2};
  Network network = b.finish();
  EXPECT_EQ(problems_of(network), "");
  (void)infer_and_validate(network);
  return network;
}

std::vector<Values> input(std::int32_t step) {
  Values v(8 * 8 * 8);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<std::int32_t>(i) * step % 256 - 128;
  return {v};
}

}  // namespace

TEST(McuTarget, PlanAndSimulationAgreeBecauseTimeDoesNotDependOnValues) {
  const auto board = target();
  const Network n = network();
  const auto plan = board->plan(n);
  ASSERT_TRUE(plan.has_value()) << plan.error().text();
  for (const std::int32_t step : {1, 77}) {
    const auto simulation = board->simulate(n, input(step), {});
    ASSERT_TRUE(simulation.has_value()) << simulation.error().text();
    EXPECT_EQ(simulation->schedule.cycles, plan->cycles);
  }
  EXPECT_GT(plan->cycles, 0U);
}

TEST(McuTarget, LayersAddUpToTheInferenceAndStallsToTheirLayer) {
  const auto plan = target()->plan(network());
  ASSERT_TRUE(plan.has_value()) << plan.error().text();
  ASSERT_EQ(plan->layers.size(), 2U);
  std::uint64_t sum = 0;
  for (const LayerTiming& layer : plan->layers) {
    sum += layer.cycles;
    double parts = 0;
    for (const Figure& f : layer.figures) {
      if (f.name == "instructions" || f.name.rfind("stalls", 0) == 0) parts += f.value.value();
    }
    EXPECT_DOUBLE_EQ(parts, static_cast<double>(layer.cycles)) << layer.name;
  }
  EXPECT_EQ(sum, plan->cycles);
}

TEST(McuTarget, WeightsInSramTakeFewerCyclesAndACopyOncePerPowerUp) {
  const auto board = target();
  set(*board, "mcu.stage_bytes", "0");
  const auto in_flash = board->plan(network());
  set(*board, "mcu.weights", "sram");
  const auto in_sram = board->plan(network());
  ASSERT_TRUE(in_flash.has_value() && in_sram.has_value());
  EXPECT_LT(in_sram->cycles, in_flash->cycles);
  EXPECT_TRUE(in_flash->phases.empty());
  ASSERT_EQ(in_sram->phases.size(), 1U);
  EXPECT_EQ(in_sram->phases[0].phase, ActivityPhase::once);
  EXPECT_GT(in_sram->memory[0].used_bytes, in_flash->memory[0].used_bytes);
}

TEST(McuTarget, MoreWaitStatesTakeMoreCyclesAndNoneTakesTheFewest) {
  const auto board = target();
  std::uint64_t last = 0;
  for (const std::string wait_states : {"0", "2", "5", "20"}) {
    set(*board, "mcu.wait_states", wait_states);
    const auto plan = board->plan(network());
    ASSERT_TRUE(plan.has_value());
    EXPECT_GT(plan->cycles, last) << wait_states;
    last = plan->cycles;
  }
}

TEST(McuTarget, EnergyIsCyclesByStateTimesTheirPrices) {
  const auto board = target();
  const auto plan = board->plan(network());
  ASSERT_TRUE(plan.has_value());
  double waiting = 0;
  for (const LayerTiming& layer : plan->layers) {
    for (const Figure& f : layer.figures) {
      if (f.name.rfind("stalls: flash", 0) == 0) waiting += f.value.value();
    }
  }
  EXPECT_GT(waiting, 0.0);
  const auto joules = Ledger::price(plan->activity, board->costs()).total_j();
  ASSERT_TRUE(joules.has_value());
  EXPECT_NEAR(*joules, (static_cast<double>(plan->cycles) - waiting) * 1e-10 + waiting * 5e-11, 1e-15);
}

TEST(McuTarget, WhatDoesNotFitIsRefusedWithBothMemories) {
  const auto board = target();
  set(*board, "mcu.ram_bytes", "4096");
  const auto plan = board->plan(network());
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code, ErrorCode::does_not_fit);
  const std::string text = plan.error().text();
  EXPECT_NE(text.find("SRAM"), std::string::npos) << text;
  EXPECT_NE(text.find("flash"), std::string::npos) << text;
  EXPECT_NE(text.find("of 4096 B"), std::string::npos) << text;
  EXPECT_NE(text.find("too many"), std::string::npos) << text;
}

TEST(McuTarget, FirmwareThatWasNotBuiltIsNamedWithTheRemedy) {
  const auto board = target();
  set(*board, "mcu.firmware", "nothing-of-this-name");
  const auto plan = board->plan(network());
  ASSERT_FALSE(plan.has_value());
  EXPECT_NE(plan.error().text().find("QUARTET_WITH_FIRMWARE"), std::string::npos) << plan.error().text();
}

TEST(McuTarget, GoldenValuesEqualThoseOfTheFirmware) {
  const auto board = target();
  const Network n = network();
  const auto firmware = board->function(n, {});
  set(*board, "mcu.values", "golden");
  const auto golden = board->function(n, {});
  ASSERT_TRUE(firmware.has_value() && golden.has_value());
  const auto a = (*firmware)->run(input(31), 0), b = (*golden)->run(input(31), 0);
  ASSERT_TRUE(a.has_value() && b.has_value());
  EXPECT_EQ(*a, *b);
}

}  // namespace quartet::test
