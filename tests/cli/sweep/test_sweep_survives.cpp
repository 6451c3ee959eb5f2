// What may happen to a sweep, and what is left of it: everything.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "tests/cli/sweep/sweep_process.hpp"

namespace quartet::test {
namespace {

using Clock = std::chrono::steady_clock;

class SweepSurvives : public ::testing::Test {
 protected:
  std::vector<std::string> words(const std::string& spec, const std::string& database, const std::string& jobs) {
    return {quartet_program(), "sweep", spec, "--db", scratch_.file(database), "-j", jobs};
  }
  // The finished points as CSV, by the same command.
  std::string csv(const std::string& spec, const std::string& database) {
    const Finished done = run_quartet({"sweep", spec, "--db", scratch_.file(database), "--csv", scratch_.file(database + ".csv"), "-j", "2"});
    EXPECT_EQ(done.code, 0) << done.err;
    return contents(scratch_.file(database + ".csv"));
  }
  ScratchFolder scratch_;
};

TEST_F(SweepSurvives, AnInterruptWithinASecondAndKeepsEverything) {
  const std::string spec = write_spec(scratch_, "s.toml", "fidelity = \"simulate\"\n" + grid(60, 40));
  const std::string log = scratch_.file("log");
  Running sweep(words(spec, "d", "2"), log);
  usleep(1'200'000);
  const auto asked = Clock::now();
  kill(sweep.process(), SIGINT);
  EXPECT_EQ(sweep.wait(), 130) << contents(log);
  // A second by an idle machine's clock.
  EXPECT_LT(std::chrono::duration<double>(Clock::now() - asked).count(), 2.0);
  EXPECT_NE(contents(log).find("are kept; the same command goes on"), std::string::npos) << contents(log);
}

TEST_F(SweepSurvives, ThreeKillsOfTenThousandPointsAsIfThereHadBeenNone) {
  const std::string spec = write_spec(scratch_, "s.toml", grid(100, 100));
  int cut_short = 0;
  for (int kill_number = 0; kill_number < 3; ++kill_number) {
    Running sweep(words(spec, "killed", "2"), scratch_.file("log"));
    // From the first results on, a little later each time.
    for (int turn = 0; turn < 3000 && !std::filesystem::exists(scratch_.file("killed-wal")); ++turn) usleep(2000);
    usleep(static_cast<useconds_t>(120'000 + 40'000 * kill_number));
    sweep.signal_group(SIGKILL);
    cut_short += sweep.wait() == 128 + SIGKILL ? 1 : 0;
  }
  EXPECT_GE(cut_short, 1) << "it was never killed in the middle";
  const std::string whole = csv(spec, "whole");
  EXPECT_EQ(std::count(whole.begin(), whole.end(), '\n'), 10'001);
  EXPECT_TRUE(csv(spec, "killed") == whole) << "the rows differ";
}

TEST_F(SweepSurvives, AKilledSearchAsIfItHadNotBeenKilled) {
  for (const std::string sampler : {"nsga2", "evolution", "bayes"}) {
    const std::string spec = write_spec(scratch_, sampler + ".toml", "sampler = \"" + sampler + "\"\nbudget = 120\n[search]\npopulation = 20\n" + grid(2, 2));
    Running sweep(words(spec, sampler, "2"), scratch_.file("log"));
    for (int turn = 0; turn < 3000 && !std::filesystem::exists(scratch_.file(sampler + "-wal")); ++turn) usleep(2000);
    usleep(150'000);
    sweep.signal_group(SIGKILL);
    static_cast<void>(sweep.wait());
    EXPECT_TRUE(csv(spec, sampler) == csv(spec, sampler + "_whole")) << sampler;
  }
}

TEST_F(SweepSurvives, APointThatKillsItsProcessAndRecordsIt) {
  const std::string spec = scratch_.file("s.toml");
  std::ofstream(spec) << "schema_version = 1\ntemplate = \"tc_resnet\"\nplatform = \"ultratrail\"\n"
                         "accuracy_command = \"if grep -q 'blocks.: 2'; then kill -9 $PPID; fi; echo 0.5\"\n"
                         "[[axis]]\nkey = \"network.blocks\"\nvalues = [1, 2, 3]\n";
  const std::string rows = csv(spec, "d");
  EXPECT_NE(rows.find("failed,2,"), std::string::npos) << rows;
  EXPECT_NE(rows.find("signal 9"), std::string::npos) << rows;
  EXPECT_NE(rows.find("done,1,0.5,"), std::string::npos) << rows;
  EXPECT_NE(rows.find("done,3,0.5,"), std::string::npos) << rows;
}

TEST_F(SweepSurvives, TwoSweepsInOneDatabaseAtATime) {
  const std::string one = write_spec(scratch_, "one.toml", grid(60, 50)), two = write_spec(scratch_, "two.toml", "seed = 7\n" + grid(55, 50));
  {
    Running first(words(one, "shared", "1"), scratch_.file("log1")), second(words(two, "shared", "1"), scratch_.file("log2"));
    EXPECT_EQ(first.wait(), 0) << contents(scratch_.file("log1"));
    EXPECT_EQ(second.wait(), 0) << contents(scratch_.file("log2"));
  }
  // And two commands of one sweep.
  {
    Running first(words(one, "both", "1"), scratch_.file("log3")), second(words(one, "both", "1"), scratch_.file("log4"));
    EXPECT_EQ(first.wait(), 0) << contents(scratch_.file("log3"));
    EXPECT_EQ(second.wait(), 0) << contents(scratch_.file("log4"));
  }
  const std::string alone = csv(one, "alone");
  EXPECT_EQ(csv(one, "shared"), alone);
  EXPECT_EQ(csv(one, "both"), alone);
  EXPECT_EQ(csv(two, "shared"), csv(two, "other"));
}

}  // namespace
}  // namespace quartet::test
