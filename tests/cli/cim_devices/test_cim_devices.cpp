#include <gtest/gtest.h>

#include <sstream>

#include "sim/base/files.hpp"
#include "sim/cli/command_line.hpp"

namespace quartet::cli {
namespace {

struct Outcome {
  int code;
  std::string out, err;
};

Outcome run(std::vector<std::string> words) {
  words.insert(words.begin(), "cim-devices");
  std::ostringstream out, err;
  Session session(out, err);
  const int code = run_command_line(words, session);
  return {code, out.str(), err.str()};
}

std::vector<std::vector<std::string>> cells(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    rows.emplace_back(1);
    for (const char c : line) {
      if (c == ',')
        rows.back().emplace_back();
      else
        rows.back().back() += c;
    }
  }
  return rows;
}

const std::vector<std::string> kSmall{"--model", "pcm-like",  "--targets", "0,5,25", "--times",
                                      "25,3600", "--devices", "2000",      "--csv",  "-"};

}  // namespace

TEST(CimDevices, WritesARowForEveryTargetStageAndTimeWithZBelowTheBound) {
  const Outcome r = run(kSmall);
  ASSERT_EQ(r.code, 0) << r.err;
  const auto rows = cells(r.out);
  ASSERT_EQ(rows.size(), 1u + 3 * (2 + 2 * 2));
  const std::vector<std::string> start{"g_target_uS", "stage", "t_inference_s", "n",      "seed",
                                       "mean",        "std",   "se_mean",       "se_std", "frac_zero"};
  ASSERT_GE(rows[0].size(), start.size());
  EXPECT_TRUE(std::equal(start.begin(), start.end(), rows[0].begin()));
  for (std::size_t i = 1; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].size(), rows[0].size());
    EXPECT_EQ(rows[i][3], "2000");
    // 36 statistics beyond 4.5 standard errors: significance 2.5e-4 in all.
    EXPECT_LT(std::abs(std::stod(rows[i][rows[i].size() - 2])), 4.5) << rows[i][0] << " " << rows[i][1];
    EXPECT_LT(std::abs(std::stod(rows[i].back())), 4.5) << rows[i][0] << " " << rows[i][1];
  }
}

TEST(CimDevices, GivesTheSameBytesForTheSameSeedAndOthersForAnother) {
  std::vector<std::string> other = kSmall;
  other.insert(other.end(), {"--seed", "2"});
  EXPECT_EQ(run(kSmall).out, run(kSmall).out);
  EXPECT_NE(run(kSmall).out, run(other).out);
}

TEST(CimDevices, SamplesATargetAloneAsItDoesAmongOthers) {
  const std::string all = run(kSmall).out;
  std::vector<std::string> one = kSmall;
  one[3] = "5";
  const auto rows = cells(run(one).out);
  ASSERT_EQ(rows.size(), 7u);
  for (const auto& row : rows) {
    std::string line;
    for (const std::string& cell : row) line += (line.empty() ? "" : ",") + cell;
    EXPECT_NE(all.find(line), std::string::npos) << line;
  }
}

TEST(CimDevices, WritesAFileAndATable) {
  const std::string file = ::testing::TempDir() + "/devices.csv";
  const Outcome r = run({"--targets", "10", "--times", "60", "--devices", "500", "--csv", file});
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_NE(r.out.find("drifted_with_read_noise"), std::string::npos);
  EXPECT_NE(r.out.find("t0 = 20 s"), std::string::npos) << "the origin of time is on the screen";
  const auto text = read_text(file);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->rfind("g_target_uS,", 0), 0u);
}

TEST(CimDevices, RefusesWrongArgumentsWithTheValidRange) {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"--model", "pcm-lik"}, "did you mean 'pcm-like'?"},
      {{"--targets", "5,26"}, "0 to 25 uS"},
      {{"--targets", "-1"}, "0 to 25 uS"},
      {{"--targets", "5,,6"}, "is not a number"},
      {{"--targets", "nan"}, "is not a number"},
      {{"--times", "-3"}, "before the end of programming"},
      {{"--times", "25x"}, "is not a number"},
      {{"--devices", "1"}, "at least 2"},
      {{"--devices", "100000000000"}, "2 to 10000000"},
      {{"--seed", "x"}, "--seed"},
  };
  for (const auto& [words, expected] : cases) {
    const Outcome r = run(words);
    EXPECT_EQ(r.code, 2) << words[0] << " " << words[1];
    EXPECT_NE(r.err.find(expected), std::string::npos) << r.err;
  }
}

TEST(CimDevices, HelpShowsExamples) {
  const Outcome r = run({"--help"});
  EXPECT_EQ(r.code, 0);
  EXPECT_NE(r.out.find("quartet cim-devices --model"), std::string::npos) << r.out;
}

}  // namespace quartet::cli
