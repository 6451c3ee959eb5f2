// The rtl rung of the machine: a network on a board with blocks in RTL among its units.
#include <gtest/gtest.h>

#include "tests/rtl/lockstep/units.hpp"
#include "tests/unit/dataflow/machine.hpp"
#include "tests/unit/dataflow/networks.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

const Network& network() {
  static const Network made = threshold_mlp({10, 12, 12, 4}, 3);
  return made;
}
Machine machine() { return Machine("pynq-z2", {{"folding", "3:5,3:4,2:3"}}); }

RunOptions with(const std::string& unit, const std::string& block) {
  RunOptions options;
  options.rtl = RtlOptions{{{unit, plugin_path(block)}}, {}, ::testing::TempDir() + "rung.fst"};
  return options;
}

TEST(RtlRung, GivesTheCyclesOfTheSimulateRungWithABlockInTheSecondLayer) {
  const Machine m = machine();
  const std::vector<Values> x{values_for(network().tensor(network().inputs[0]), 1)};
  const auto simulated = m.target->simulate(network(), x, {});
  ASSERT_TRUE(simulated) << simulated.error().text();
  const auto rtl = m.target->simulate(network(), x, with("fully_connected1.mvau", "layer1_mvu"));
  ASSERT_TRUE(rtl) << rtl.error().text();
  EXPECT_EQ(rtl->schedule.cycles, simulated->schedule.cycles);
  EXPECT_EQ(rtl->schedule.interval_cycles, simulated->schedule.interval_cycles);
  EXPECT_EQ(rtl->logits, simulated->logits);
  const Figure* beats = figure(rtl->schedule.figures, "RTL fully_connected1.mvau");
  ASSERT_NE(beats, nullptr);
  // Three beats in and four out a frame, four frames.
  EXPECT_EQ(beats->value, 4 * (3 + 4));
  EXPECT_NE(beats->note.find("values and cycles equal"), std::string::npos) << beats->note;
  const Figure* equal = figure(rtl->schedule.figures, "RTL cycles beside the simulate rung");
  ASSERT_NE(equal, nullptr);
  EXPECT_EQ(equal->value, 0);
  EXPECT_NE(equal->note.find("of every unit are equal"), std::string::npos) << equal->note;
}

TEST(RtlRung, GivesGoldenScoresOfEverySampleThroughTheBlock) {
  const Machine m = machine();
  auto function = m.target->function(network(), with("fully_connected1.mvau", "layer1_mvu"));
  ASSERT_TRUE(function) << function.error().text();
  auto golden = Interpreter::create(network(), {}).value();
  for (std::uint64_t s = 0; s < 20; ++s) {
    const std::vector<Values> x{values_for(network().tensor(network().inputs[0]), s)};
    ASSERT_TRUE(golden.run(x));
    const auto scores = (*function)->run(x, static_cast<std::int64_t>(s));
    ASSERT_TRUE(scores) << scores.error().text();
    EXPECT_EQ(*scores, golden.tensor(network().logits()));
  }
  const std::vector<Figure> figures = (*function)->figures();
  ASSERT_NE(figure(figures, "samples whose stream gave the scores"), nullptr);
  EXPECT_EQ(figure(figures, "samples whose stream gave the scores")->value, 20);
}

TEST(RtlRung, NamesTheSampleInWhichABugFirstShows) {
  const Machine m = machine();
  auto function = m.target->function(network(), with("fully_connected1.thresholds", "layer1_wrong"));
  ASSERT_TRUE(function) << function.error().text();
  for (std::int64_t s = 0; s < 50; ++s) {
    const std::vector<Values> x{values_for(network().tensor(network().inputs[0]), static_cast<std::uint64_t>(s))};
    const auto scores = (*function)->run(x, s);
    if (scores) continue;
    EXPECT_EQ(scores.error().code, ErrorCode::check_failed);
    EXPECT_NE(scores.error().text().find("sample " + std::to_string(s) + ","), std::string::npos) << scores.error().text();
    EXPECT_NE(scores.error().text().find("fully_connected1.thresholds (block 'layer1_wrong')"), std::string::npos);
    std::filesystem::remove(::testing::TempDir() + "rung.fst");
    return;
  }
  FAIL() << "the bug never showed";
}

}  // namespace
}  // namespace quartet::test
