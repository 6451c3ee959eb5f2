// Results that are kept: the folder, explain, rerun, compare.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

namespace fs = std::filesystem;

TEST(ResultsFolder, IsNamedByTheIdentityAndKeptUntilForced) {
  const ScratchFolder scratch;
  const std::vector<std::string> words{"run",  "kws",       "--on", "max78000", "--fidelity",
                                       "plan", "--samples", "3",    "-o",       scratch.path().string()};
  ASSERT_EQ(run_quartet(words).code, 0);
  ASSERT_EQ(std::distance(fs::directory_iterator(scratch.path()), fs::directory_iterator()), 1);
  const fs::path folder = fs::directory_iterator(scratch.path())->path();
  EXPECT_EQ(folder.filename().string().rfind("kws-max78000-", 0), 0U);
  for (const char* name : {"result.json", "layers.csv", "energy.csv", "resolved.toml", "manifest.json"})
    EXPECT_TRUE(fs::exists(folder / name)) << name;
  const Finished again = run_quartet(words);
  EXPECT_EQ(again.code, 2);
  EXPECT_NE(again.err.find("--force"), std::string::npos);
  std::vector<std::string> forced = words;
  forced.emplace_back("--force");
  const auto before = read_text(folder / "result.json");
  EXPECT_EQ(run_quartet(forced).code, 0);
  EXPECT_EQ(*read_text(folder / "result.json"), *before) << "the same run gives the same bytes";
}

TEST(Explain, ShowsCountTimesPriceAndFiltersByLayer) {
  const ScratchFolder scratch;
  const std::string file = scratch.file("r.json");
  ASSERT_EQ(run_quartet({"run", "kws", "--on", "max78000", "--samples", "1", "--json", file, "--quiet"}).code,
            0);
  const Finished all = run_quartet({"explain", file});
  ASSERT_EQ(all.code, 0) << all.err;
  for (const char* part : {"energy of one inference", "count x price", "confidence",
                           "latency of one inference", "weight_load", "[1]"})
    EXPECT_NE(all.out.find(part), std::string::npos) << part;
  const auto json = nlohmann::json::parse(*read_text(file));
  const std::string layer = json["layers"][0]["name"], component = json["ledger"][0]["component"];
  EXPECT_EQ(run_quartet({"explain", file, "--layer", layer}).code, 0);
  EXPECT_EQ(run_quartet({"explain", file, "--component", component}).code, 0);
  EXPECT_EQ(run_quartet({"explain", file, "--layer", "no such layer"}).code, 2);
}

TEST(Rerun, SaysWhetherTheBytesAreEqual) {
  const ScratchFolder scratch;
  const std::string file = scratch.file("r.json");
  ASSERT_EQ(run_quartet({"run", "kws", "--on", "max78000", "--samples", "10", "--set", "duty.rate_hz=2",
                         "--json", file, "--quiet"})
                .code,
            0);
  const Finished same = run_quartet({"rerun", file});
  EXPECT_EQ(same.code, 0) << same.out << same.err;
  EXPECT_EQ(same.out.rfind("equal:", 0), 0U);
  std::string text = *read_text(file);
  const std::string key = "\"correct\": ";
  const std::size_t at = text.find(key);
  ASSERT_NE(at, std::string::npos);
  text.insert(text.begin() + static_cast<std::ptrdiff_t>(at + key.size()), '1');
  ASSERT_TRUE(write_text(file, text));
  const Finished other = run_quartet({"rerun", file});
  EXPECT_EQ(other.code, 1);
  EXPECT_NE(other.out.find("/accuracy/correct"), std::string::npos) << other.out;
}

TEST(Compare, PutsPlatformsSideBySideWithAReasonEach) {
  const Finished done = run_quartet({"compare", "kws", "--samples", "5"});
  ASSERT_EQ(done.code, 0) << done.err;
  for (const char* part : {"platform", "max78000", "max78002", "why", "of the time is", "SYNTHETIC"})
    EXPECT_NE(done.out.find(part), std::string::npos) << part;
}

TEST(Compare, GivesTheSameBytesForOneAndManyJobsAndTheSameResultsAsRun) {
  const std::vector<std::string> base{"compare",           "kws",    "--samples", "5",     "--on",
                                      "max78000,max78002", "--json", "-",         "--jobs"};
  auto one = base, many = base;
  one.emplace_back("1");
  many.emplace_back("4");
  const Finished first = run_quartet(one), second = run_quartet(many);
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(first.out, second.out);
  const auto compared = nlohmann::json::parse(first.out);
  const Finished alone = run_quartet({"run", "kws", "--samples", "5", "--on", "max78002", "--json", "-"});
  EXPECT_EQ(compared["platforms"][1]["result"], nlohmann::json::parse(alone.out));
}

TEST(Version, NamesWhatWasBuilt) {
  const Finished done = run_quartet({"--version"});
  EXPECT_EQ(done.code, 0);
  for (const char* part : {"quartet 0.", "revision", "compiler", "SystemC   2.3", "cnn"})
    EXPECT_NE(done.out.find(part), std::string::npos) << done.out;
}

}  // namespace
}  // namespace quartet::test
