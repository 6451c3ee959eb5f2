#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/base/files.hpp"
#include "tests/cli/rerun/rerun_support.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

using Json = nlohmann::json;

double twice(int, double value) { return 2.0 * value; }

// A stored result of the plan rung, and a table of twice its prices.
class RerunCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto run = run_on("max78000", "", {}, "plan");
    ASSERT_TRUE(run) << run.error().text();
    ASSERT_TRUE(write_text(result, to_json(*run).value()));
    ASSERT_TRUE(write_text(table, changed_table(own_table("max78000"), twice)));
    energy = *run->energy->total_j;
    subject = run->request.subject;
  }
  const ScratchFolder scratch;
  const std::string result = scratch.file("result.json"), table = scratch.file("twice.toml");
  double energy = 0.0;
  std::string subject;
};

TEST_F(RerunCommand, WithATableShowsBeforeAfterAndDifferencesOfEachComponent) {
  const Finished done = run_quartet({"rerun", result, "--tech", table});
  ASSERT_EQ(done.code, 0) << done.err;
  for (const char* part : {"before", "after", "difference", "cnn.quadrants", "+100.0 %", "nothing was run"})
    EXPECT_NE(done.out.find(part), std::string::npos) << part << "\n" << done.out;
}

TEST_F(RerunCommand, WritesTheRepricedResultAloneToStandardOutput) {
  const Finished done = run_quartet({"rerun", result, "--tech", table, "--json", "-"});
  ASSERT_EQ(done.code, 0) << done.err;
  const Json json = Json::parse(done.out);
  EXPECT_EQ(json["schema"], "quartet-result-1");
  EXPECT_EQ(json["request"]["tech"], table);
  EXPECT_NEAR(json["energy"]["total_j"].get<double>(), 2.0 * energy, 1e-12 * energy);
}

TEST_F(RerunCommand, RepeatsARepricedResultByTheRunThatItNames) {
  const std::string repriced = scratch.file("repriced.json");
  ASSERT_EQ(run_quartet({"rerun", result, "--tech", table, "--json", repriced}).code, 0);
  const Finished again = run_quartet({"rerun", repriced});
  EXPECT_EQ(again.code, 0) << again.out << again.err;
  EXPECT_NE(again.out.find("equal"), std::string::npos);
}

TEST_F(RerunCommand, WritesDifferencesAsCsv) {
  const Finished done = run_quartet({"rerun", result, "--set", "tech.static_cnn=0", "--csv", "-"});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(done.out.substr(0, done.out.find('\n')), "quantity,unit,before,after,difference");
  EXPECT_NE(done.out.find("\ncnn.static,J,"), std::string::npos) << done.out;
}

TEST_F(RerunCommand, RefusesWhatItCannotTell) {
  EXPECT_EQ(run_quartet({"rerun", result, "--tech", scratch.file("none.toml")}).code, 3);
  EXPECT_EQ(run_quartet({"rerun", result, "--voltage", "0.9"}).code, 3);
  EXPECT_EQ(run_quartet({"rerun", result, "--voltage", "much"}).code, 2);
  EXPECT_EQ(run_quartet({"rerun", result, "--clock", "0"}).code, 2);
  EXPECT_EQ(run_quartet({"rerun", result, "--set", "cnn.quadrants=1"}).code, 2);
  EXPECT_EQ(run_quartet({"rerun", result, "--json", "-"}).code, 2);
}

TEST_F(RerunCommand, RunsWithATableAsRerunPrices) {
  const Finished run = run_quartet({"run", subject, "--on", "max78000", "--samples", "1", "--fidelity", "plan", "--tech", table, "--json", "-"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(Json::parse(run.out)["energy"], Json::parse(run_quartet({"rerun", result, "--tech", table, "--json", "-"}).out)["energy"]);
  EXPECT_EQ(run_quartet({"run", "kws", "--on", "reference", "--tech", table}).code, 2);
}

}  // namespace
}  // namespace quartet::test
