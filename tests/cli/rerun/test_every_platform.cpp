// A rerun under other prices is the run under those prices, on every platform, byte for byte.
#include <gtest/gtest.h>

#include <cmath>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "tests/cli/rerun/rerun_support.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

double by_half(int, double value) { return 1.5 * value; }
double each_by_its_own(int row, double value) { return value * (1.0 + 0.25 * (row + 1)); }

// Figures that the recorded activity does not tell are null in a rerun and named in its warnings; they may be nothing else.
void drop_unknown_figures(const RunResult& repriced, RunResult& run) {
  for (std::size_t i = 0; i < run.figures.size() && i < repriced.figures.size(); ++i) {
    if (!repriced.figures[i].value) run.figures[i].value.reset();
  }
}

void expect_same(RunResult repriced, RunResult run) {
  std::erase_if(repriced.warnings, [](const std::string& w) { return w.starts_with("figure '"); });
  drop_unknown_figures(repriced, run);
  EXPECT_EQ(to_json(repriced).value(), to_json(run).value());
}

TEST(Reprice, GivesTheBytesOfARunUnderTheOtherTableOnEveryPlatform) {
  const ScratchFolder scratch;
  int compared = 0, told = 0;
  for (const PlatformInfo& platform : list_platforms()) {
    SCOPED_TRACE(platform.name);
    const auto stored = run_on(platform.name);
    if (!stored) continue;  // no shipped network runs there: the test of every pair says why
    for (const auto& change : {by_half, each_by_its_own}) {
      const std::string table = scratch.file(platform.name + ".toml");
      ASSERT_TRUE(write_text(table, changed_table(own_table(platform.name), change)));
      const auto repriced = reprice(*stored, {.tech = table});
      ASSERT_TRUE(repriced) << repriced.error().text();
      const auto run = run_on(platform.name, table);
      ASSERT_TRUE(run) << run.error().text();
      expect_same(repriced->result, *run);
      ++compared;
      told += repriced->result.energy->total_j != stored->energy->total_j ? 1 : 0;
    }
  }
  EXPECT_GE(compared, 10);
  EXPECT_GE(told, 10) << "the other prices hardly ever changed an energy: the test compares nothing";
}

TEST(Reprice, KeepsWhatIsNotModelledUnderAnyPrice) {
  // Eight bits are outside the fit of this array's power: no price makes an energy of it.
  const std::vector<std::string> wide{"ultratrail.feature_bits=8", "ultratrail.weight_bits=8"};
  const auto stored = run_on("ultratrail", "", wide);
  ASSERT_TRUE(stored) << stored.error().text();
  const ScratchFolder scratch;
  const std::string table = scratch.file("other.toml");
  ASSERT_TRUE(write_text(table, changed_table(own_table("ultratrail"), each_by_its_own)));
  const auto repriced = reprice(*stored, {.tech = table});
  const auto run = run_on("ultratrail", table, wide);
  ASSERT_EQ(repriced.has_value(), stored->energy.has_value());
  if (repriced) expect_same(repriced->result, *run);
}

TEST(Reprice, GivesTheBytesOfARunWithTheSameSettings) {
  const std::vector<std::string> settings{"tech.static_cnn=0.005", "duty.rate_hz=2"};
  const auto stored = run_on("max78000"), run = run_on("max78000", "", settings);
  ASSERT_TRUE(stored && run);
  const auto repriced = reprice(*stored, {.settings = settings});
  ASSERT_TRUE(repriced) << repriced.error().text();
  expect_same(repriced->result, *run);
  ASSERT_TRUE(repriced->result.energy->duty);
}

TEST(Reprice, AtTheStoredPricesChangesNothing) {
  for (const char* platform : {"max78000", "aon-cim", "max78000-system"}) {
    SCOPED_TRACE(platform);
    const auto stored = run_on(platform);
    ASSERT_TRUE(stored) << stored.error().text();
    const auto again = reprice(*stored, {});
    ASSERT_TRUE(again) << again.error().text();
    expect_same(again->result, *stored);
  }
}

TEST(Reprice, AtAnotherClockEqualsTheRunAtThatClockWithinRounding) {
  const std::vector<std::string> settings{"cnn.clock_hz=1e8", "cnn.apb_clock_hz=1e8"};
  const auto stored = run_on("max78000"), run = run_on("max78000", "", settings);
  ASSERT_TRUE(stored && run);
  const auto repriced = reprice(*stored, {.settings = settings});
  ASSERT_TRUE(repriced) << repriced.error().text();
  EXPECT_EQ(repriced->result.latency->cycles, run->latency->cycles);
  EXPECT_DOUBLE_EQ(repriced->result.latency->seconds, run->latency->seconds);
  EXPECT_NEAR(*repriced->result.energy->total_j / *run->energy->total_j, 1.0, 1e-12);
  EXPECT_LT(*repriced->result.energy->static_j, *stored->energy->static_j);
  EXPECT_EQ(repriced->result.identity.config_hash, run->identity.config_hash);
}

TEST(Reprice, OfTheMachineClockOfAProcessorKeepsCyclesAndHalvesTime) {
  const auto stored = run_on("stm32l4r5");
  ASSERT_TRUE(stored) << stored.error().text();
  const auto repriced = reprice(*stored, {.clock_hz = 60e6});
  ASSERT_TRUE(repriced) << repriced.error().text();
  EXPECT_EQ(repriced->result.latency->cycles, stored->latency->cycles);
  EXPECT_DOUBLE_EQ(repriced->result.latency->seconds, 2.0 * stored->latency->seconds);
  const auto run = run_on("stm32l4r5", "", {"mcu.clock_hz=6e+07"});
  ASSERT_TRUE(run);
  EXPECT_EQ(to_json(repriced->result).value(), to_json(*run).value());
}

TEST(Reprice, OfARepricedResultGoesBackToWhatItWas) {
  const ScratchFolder scratch;
  const std::string table = scratch.file("other.toml");
  ASSERT_TRUE(write_text(table, changed_table(own_table("aon-cim"), each_by_its_own)));
  const auto stored = run_on("aon-cim");
  ASSERT_TRUE(stored) << stored.error().text();
  const auto there = reprice(*stored, {.tech = table});
  ASSERT_TRUE(there) << there.error().text();
  const auto back = reprice(there->result, {.tech = "aon-cim"});
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(back->result.energy->total_j, stored->energy->total_j);
  EXPECT_NE(there->result.energy->total_j, stored->energy->total_j);
}

}  // namespace
}  // namespace quartet::test
