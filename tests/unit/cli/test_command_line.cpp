#include "sim/cli/command_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "sim/cli/command.hpp"

namespace quartet::cli {
namespace {

struct Outcome {
  int code = 0;
  std::string out, err;
};

Outcome run(const std::vector<std::string>& words) {
  std::ostringstream out, err;
  Session session(out, err);
  const int code = run_command_line(words, session);
  return {code, out.str(), err.str()};
}

TEST(CommandLine, WithoutWordsPrintsTheOverviewAsAUsageError) {
  const Outcome o = run({});
  EXPECT_EQ(o.code, 2);
  EXPECT_EQ(o.out, "");
  for (const Command& command : commands())
    EXPECT_NE(o.err.find("quartet " + command.name), std::string::npos);
}

TEST(CommandLine, UnknownCommandNamesTheNearestAndListsAll) {
  const Outcome o = run({"exlpain"});
  EXPECT_EQ(o.code, 2);
  EXPECT_NE(o.err.find("did you mean 'explain'?"), std::string::npos) << o.err;
  EXPECT_NE(o.err.find("run, compare"), std::string::npos) << o.err;
}

TEST(CommandLine, HelpOfEveryCommandFitsAScreenAndHasAnExample) {
  for (const Command& command : commands()) {
    for (const auto& words : std::vector<std::vector<std::string>>{
             {command.name, "--help"}, {"help", command.name}, {command.name, "x", "-h"}}) {
      const Outcome o = run(words);
      EXPECT_EQ(o.code, 0) << command.name << o.err;
      EXPECT_NE(o.out.find("examples\n  quartet " + command.name), std::string::npos) << o.out;
      EXPECT_LE(std::count(o.out.begin(), o.out.end(), '\n'), 40) << command.name;
    }
  }
}

TEST(CommandLine, VersionNamesCompilerAndSystemC) {
  const Outcome o = run({"--version"});
  EXPECT_EQ(o.code, 0);
  for (const char* part : {"quartet ", "revision", "compiler", "SystemC", "machines"})
    EXPECT_NE(o.out.find(part), std::string::npos) << o.out;
}

TEST(CommandLine, RefusesUnknownColours) {
  EXPECT_EQ(run({"list", "--color", "sometimes"}).code, 2);
}

TEST(CommandLine, QuietPrintsNothing) {
  const Outcome o = run({"list", "--quiet"});
  EXPECT_EQ(o.code, 0);
  EXPECT_EQ(o.out + o.err, "");
}

TEST(CommandLine, ReportsAStandardOutputThatCannotBeWritten) {
  std::ostringstream err;
  std::ostream broken(nullptr);
  Session session(broken, err);
  EXPECT_EQ(run_command_line({"list"}, session), 3);
}

TEST(QuotedCommandLine, IsReadBackByAShell) {
  EXPECT_EQ(quoted_command_line({"run", "my model.onnx", "it's", "--set", "a=1"}),
            "run 'my model.onnx' 'it'\\''s' --set a=1");
  EXPECT_EQ(quoted_command_line({""}), "''");
}

TEST(Report, InternalErrorsAskForAReportWithTheCommandLine) {
  std::ostringstream out, err;
  Session session(out, err);
  session.command_line = "quartet run x";
  EXPECT_EQ(report({ErrorCode::internal, {{"a", "b", ""}}}, session), 5);
  EXPECT_NE(err.str().find("please report it"), std::string::npos);
  EXPECT_NE(err.str().find("quartet run x"), std::string::npos);
}

TEST(Report, GathersThePlacesOfOneCause) {
  std::ostringstream out, err;
  Session session(out, err);
  EXPECT_EQ(
      report({ErrorCode::bad_input,
              {{"conv1", "no bias", "add one"}, {"conv2", "too wide", ""}, {"conv3", "no bias", "add one"}}},
             session),
      3);
  EXPECT_EQ(err.str(),
            "quartet: error: conv1, conv3: no bias\n    add one\nquartet: error: conv2: too wide\n");
}

}  // namespace
}  // namespace quartet::cli
