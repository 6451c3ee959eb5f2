// quartet adaptive, as a user calls it: a big network of the workload that ships, and a pruned one made of it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

/// The little network of every test.
class Adaptive : public ::testing::Test {
 protected:
  void SetUp() override {
    const Finished done = run_quartet({"transform", "har", "--variant", "cim_plain", "--pass", "prune_channels:fraction=0.2,multiple=4",
                                       "--data", "synthetic", "-o", little()});
    ASSERT_EQ(done.code, 0) << done.err;
  }
  [[nodiscard]] std::string little() const { return scratch_.file("little.json"); }
  [[nodiscard]] Finished run(const Words& more) const {
    Words words = {"adaptive", "har", "--little", little(), "--big", "cim_plain", "--on", "pulpissimo", "--data", "synthetic"};
    words.insert(words.end(), more.begin(), more.end());
    return run_quartet(words);
  }
  [[nodiscard]] Json json(const Words& more) const {
    Words words = more;
    words.insert(words.end(), {"--json", "-"});
    const Finished done = run(words);
    EXPECT_EQ(done.code, 0) << done.err;
    return Json::parse(done.out, nullptr, false);
  }

  ScratchFolder scratch_;
};

}  // namespace

TEST_F(Adaptive, CostIsTheLittleNetworkPlusTheShareOfTheBigOne) {
  const Json study = json({});
  const double stayed = study["stayed"]["seconds"], escalated = study["escalated"]["seconds"], samples = study["samples"];
  ASSERT_GT(study["points"].size(), 5U);
  for (const Json& point : study["points"]) {
    const double share = point["escalated"].get<double>() / samples;
    EXPECT_NEAR(point["latency_s"]["mean"].get<double>(), stayed + share * (escalated - stayed), 1e-12);
  }
  EXPECT_EQ(study["points"].front()["escalated"], 0);
  EXPECT_EQ(study["points"].back()["escalated"], study["samples"]);
}

TEST_F(Adaptive, EndsOfTheSweepAreTheNetworksAlone) {
  const Json study = json({});
  EXPECT_EQ(study["points"].front()["correct"], study["little"]["correct"]);
  EXPECT_EQ(study["points"].back()["correct"], study["big"]["correct"]);
  const auto cycles = [&](const char* key) { return study[key]["cycles"].get<double>(); };
  const double test = study["test_cycles"];
  // Alone, too, each is brought its input, so that the pair has it once less.
  EXPECT_NEAR(cycles("stayed"), cycles("little") + test, 0.01 * cycles("little"));
  EXPECT_NEAR(cycles("escalated"), cycles("little") + test + cycles("big"), 0.01 * cycles("big"));
  EXPECT_EQ(study["executed"], 8);
}

TEST_F(Adaptive, EnergyAndLatencyAreInOneRatioAtEveryPoint) {
  const Json study = json({});
  const auto power = [](const Json& point) { return point["energy_j"]["mean"].get<double>() / point["latency_s"]["mean"].get<double>(); };
  const double first = power(study["points"].front());
  for (const Json& point : study["points"]) EXPECT_NEAR(power(point), first, 0.005 * first);
}

TEST_F(Adaptive, GivenMarginsAndTheOneInDetailAreTaken) {
  const Json study = json({"--margins", "9,0,5", "--at", "5"});
  ASSERT_EQ(study["points"].size(), 3U);
  EXPECT_EQ(study["points"][1]["margin"], 5);
  EXPECT_EQ(study["detailed"]["margin"], 5);
  EXPECT_EQ(study["detailed"]["escalated"], study["points"][1]["escalated"]);
}

TEST_F(Adaptive, WritesTableAndPictures) {
  const Finished done = run({"--csv", scratch_.file("p.csv"), "--svg", scratch_.file("p.svg"), "--histogram", scratch_.file("h.svg"),
                             "--energy-histogram", scratch_.file("e.svg")});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_NE(done.out.find("little alone"), std::string::npos);
  EXPECT_NE(done.out.find("samples executed both ways"), std::string::npos) << done.out;
  EXPECT_EQ(read_text(scratch_.file("p.csv")).value().substr(0, 19), "margin,margin_real,");
  for (const char* picture : {"p.svg", "h.svg", "e.svg"}) EXPECT_NE(read_text(scratch_.file(picture)).value().find("</svg>"), std::string::npos);
  EXPECT_NE(read_text(scratch_.file("p.svg")).value().find("Pareto front"), std::string::npos);
}

TEST_F(Adaptive, TheSameCommandGivesTheSameBytesForAnyNumberOfThreads) {
  EXPECT_EQ(run({"--csv", "-", "-j", "1"}).out, run({"--csv", "-", "-j", "3"}).out);
}

TEST_F(Adaptive, WhatCannotBeDoneIsRefusedWithAReason) {
  const auto code = [&](const Words& words) { return run_quartet(words).code; };
  EXPECT_EQ(code({"adaptive", "har", "--little", "cim_aware", "--big", "cim_plain", "--on", "max78000"}), 2) << "no program to choose";
  EXPECT_EQ(code({"adaptive", "har", "--little", "cim_aware", "--on", "pulpissimo"}), 2) << "no big network";
  EXPECT_EQ(code({"adaptive", "har", "--little", little(), "--big", little(), "--on", "pulpissimo"}), 2) << "no data";
  EXPECT_EQ(run({"--margins", "-3"}).code, 2);
  EXPECT_EQ(run({"--margins", "1.5"}).code, 2);
  const Finished tight = run({"--set", "mcu.ram_bytes=100000"});
  EXPECT_EQ(tight.code, 4) << "each fits alone, both do not: " << tight.err;
}

}  // namespace quartet::test
