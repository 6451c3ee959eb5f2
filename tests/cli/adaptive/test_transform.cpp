// quartet transform, as a user calls it, on the workload that ships.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

using Json = nlohmann::json;

Json transformed(const std::vector<std::string>& passes, const std::string& file, const std::string& subject = "har") {
  std::vector<std::string> words = {"transform", subject, "--data", "synthetic", "-o", file, "--json", "-"};
  for (const std::string& pass : passes) {
    words.emplace_back("--pass");
    words.push_back(pass);
  }
  const Finished done = run_quartet(words);
  EXPECT_EQ(done.code, 0) << done.err;
  return Json::parse(done.out, nullptr, false);
}

}  // namespace

TEST(Transform, AnExactPassKeepsEveryOutputAndTheFileRunsAsAModel) {
  const ScratchFolder scratch;
  const std::string file = scratch.file("network.json");
  const Json json = transformed({"to_thresholds"}, file);
  EXPECT_GT(json["outputs"]["samples"], 10);
  EXPECT_EQ(json["outputs"]["differ"], 0);
  EXPECT_EQ(json["before"]["accuracy"], json["after"]["accuracy"]);
  EXPECT_NE(json["before"]["network_hash"], json["after"]["network_hash"]);
  EXPECT_GT(json["after"]["tables_bytes"], json["before"]["tables_bytes"]);
  const Finished imported = run_quartet({"import", file});
  ASSERT_EQ(imported.code, 0) << imported.err;
  EXPECT_NE(imported.out.find("thresholds"), std::string::npos);
  const Finished ran = run_quartet({"run", file, "--on", "reference"});
  EXPECT_EQ(ran.code, 0) << ran.err;
}

TEST(Transform, PassesRunInTheOrderGivenAndSayWhatTheyChange) {
  const ScratchFolder scratch;
  const Json json = transformed({"prune_channels:fraction=0.25", "pow2_scales"}, scratch.file("network.json"));
  EXPECT_LT(json["after"]["macs"], json["before"]["macs"]);
  EXPECT_LT(json["after"]["weights_bytes"], json["before"]["weights_bytes"]);
  EXPECT_GT(json["outputs"]["differ"], 0);
  EXPECT_FALSE(json["notes"].empty());
}

TEST(Transform, AModelWithoutDataIsComparedOnRandomInputs) {
  const ScratchFolder scratch;
  const std::string first = scratch.file("first.json"), second = scratch.file("second.json");
  (void)transformed({"fold_activation"}, first);
  const Finished done = run_quartet({"transform", first, "--pass", "binarize", "-o", second, "--json", "-"});
  ASSERT_EQ(done.code, 0) << done.err;
  const Json json = Json::parse(done.out);
  EXPECT_TRUE(json["outputs"]["random_inputs"]);
  EXPECT_GT(json["outputs"]["differ"], 0);
  EXPECT_TRUE(json["after"]["accuracy"].is_null());
}

TEST(Transform, TheSameCommandWritesTheSameBytes) {
  const ScratchFolder scratch;
  const std::string first = scratch.file("first.json"), second = scratch.file("second.json");
  const Json a = transformed({"prune_channels"}, first), b = transformed({"prune_channels"}, second);
  EXPECT_EQ(read_text(first).value(), read_text(second).value());
  EXPECT_EQ(a, b);
}

TEST(Transform, WrongPassesAndOptionsAreUsageErrorsAndWriteNothing) {
  const ScratchFolder scratch;
  const std::string file = scratch.file("network.json");
  const Finished done = run_quartet({"transform", "har", "--pass", "binarise", "--pass", "prune_channels:fraction=7", "-o", file});
  EXPECT_EQ(done.code, 2);
  EXPECT_NE(done.err.find("did you mean 'binarize'"), std::string::npos) << done.err;
  EXPECT_NE(done.err.find("fraction"), std::string::npos) << done.err;
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(run_quartet({"transform", "har", "-o", file}).code, 2) << "no pass";
  EXPECT_EQ(run_quartet({"transform", "har", "--pass", "binarize"}).code, 2) << "no file";
}

TEST(Transform, TheListOfPassesShowsOptionsAndPromises) {
  const Finished done = run_quartet({"list", "passes"});
  ASSERT_EQ(done.code, 0) << done.err;
  for (const char* word : {"fold_batch_norm", "fraction=0.25", "every value", "nothing: measure it"})
    EXPECT_NE(done.out.find(word), std::string::npos) << word;
}

}  // namespace quartet::test
