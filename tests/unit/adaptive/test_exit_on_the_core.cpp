// The margin test as the firmware executes it, on a core of each kind.
#include <gtest/gtest.h>

#include "accel/platform.hpp"
#include "sim/base/philox.hpp"
#include "sim/run/adaptive_pair.hpp"
#include "tests/unit/adaptive/small_classifiers.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

const std::vector<std::string> kPlatforms = {"cv32e40p", "pulpissimo", "mpic", "stm32l4r5", "rp2040"};

Simulation simulated(const ITarget& target, const AdaptivePair& pair, const std::vector<Values>& inputs, std::uint32_t margin) {
  RunOptions options;
  options.exit = pair.exit(margin);
  auto result = target.simulate(pair.network, inputs, options);
  EXPECT_TRUE(result.has_value()) << target.name() << ": " << result.error().text();
  return result ? std::move(*result) : Simulation{};
}

Values random_sample(std::uint64_t index) {
  Values values;
  for (std::uint64_t i = 0; i < 8; ++i) values.push_back(static_cast<std::int32_t>(uniform01(3, index, i) * 256) - 128);
  return values;
}

Values scores_of(const Network& network, const Values& sample) {
  auto interpreter = Interpreter::create(network, {});
  EXPECT_TRUE(interpreter->run(std::span(&sample, 1)).has_value());
  return interpreter->tensor(network.logits());
}

}  // namespace

TEST(ExitOnTheCore, LeavesFromTheMarginOnAndGivesTheScoresOfTheNetworkThatDecides) {
  for (const bool words : {false, true}) {
    const Network little = picking_classifier(8, 4, words), big = larger_classifier(8, 4);
    const auto pair = make_adaptive_pair(little, big);
    ASSERT_TRUE(pair.has_value()) << pair.error().text();
    for (const std::string& name : kPlatforms) {
      const auto target = load_platform(name);
      ASSERT_TRUE(target.has_value()) << target.error().text();
      ASSERT_TRUE((*target)->takes_exit());
      for (std::uint64_t s = 0; s < 4; ++s) {
        const Values sample = random_sample(s);
        const Values scores = scores_of(little, sample);
        const std::uint32_t lead = score_lead(scores);
        const Simulation left = simulated(**target, *pair, {sample}, lead);
        EXPECT_EQ(left.logits, scores) << name;
        EXPECT_EQ(left.schedule.layers.size(), 2U) << name << ": the layer and the test";
        const Simulation went_on = simulated(**target, *pair, {sample}, lead + 1);
        EXPECT_EQ(went_on.logits, scores_of(big, sample)) << name;
        EXPECT_EQ(went_on.schedule.layers.size(), 4U) << name;
        EXPECT_GT(went_on.schedule.cycles, left.schedule.cycles) << name;
      }
    }
  }
}

TEST(ExitOnTheCore, TheTestTakesTheSameCyclesForAnyScores) {
  for (const bool words : {false, true}) {
    const auto pair = make_adaptive_pair(picking_classifier(8, 4, words), larger_classifier(8, 4));
    ASSERT_TRUE(pair.has_value());
    const std::vector<Values> samples = {{0, 0, 0, 0, 0, 0, 0, 0}, {127, -128, 5, 6, 0, 0, 0, 0}, {-128, -5, 3, 127, 9, 9, 9, 9}};
    for (const std::string& name : kPlatforms) {
      const auto target = load_platform(name);
      ASSERT_TRUE(target.has_value());
      const auto test_cycles = [&](const Values& sample) { return simulated(**target, *pair, {sample}, 0).schedule.layers.back().cycles; };
      for (const Values& sample : samples) EXPECT_EQ(test_cycles(sample), test_cycles(samples[0])) << name;
    }
  }
}

TEST(ExitOnTheCore, IsALayerOfTheScheduleThatLeavesTheOthersAsTheyAre) {
  const auto pair = make_adaptive_pair(picking_classifier(8, 4), larger_classifier(8, 4));
  ASSERT_TRUE(pair.has_value());
  const auto target = load_platform("pulpissimo");
  ASSERT_TRUE(target.has_value());
  const auto plain = (*target)->plan(pair->network);
  ASSERT_TRUE(plain.has_value()) << plain.error().text();
  const Simulation whole = simulated(**target, *pair, {random_sample(1)}, 4294967295U);
  ASSERT_EQ(whole.schedule.layers.size(), plain->layers.size() + 1);
  EXPECT_EQ(whole.schedule.layers[1].name, "little.pick.exit");
  EXPECT_EQ(whole.schedule.layers[1].macs, 0);
  EXPECT_EQ(whole.schedule.layers[0].cycles, plain->layers[0].cycles);
  EXPECT_EQ(whole.schedule.layers[2].cycles, plain->layers[1].cycles);
  EXPECT_LT(whole.schedule.layers[1].cycles, 200U) << "four scores";
}

TEST(ExitOnTheCore, BothNetworksTakeMemory) {
  const Network little = picking_classifier(8, 4), big = larger_classifier(8, 4);
  const auto pair = make_adaptive_pair(little, big);
  const auto target = load_platform("pulpissimo");
  ASSERT_TRUE(pair.has_value() && target.has_value());
  const auto used = [&](const Network& network) { return (*target)->plan(network)->memory.front().used_bytes; };
  const auto both = simulated(**target, *pair, {random_sample(1)}, 0).schedule.memory.front().used_bytes;
  EXPECT_GT(both, used(big) + little.weight_bytes());
}

TEST(ExitOnTheCore, OtherTargetsSayThatTheyTakeNone) {
  for (const char* name : {"max78000", "aon-cim", "pynq-z2"}) {
    const auto target = load_platform(name);
    ASSERT_TRUE(target.has_value());
    EXPECT_FALSE((*target)->takes_exit()) << name;
  }
}

}  // namespace quartet::test
