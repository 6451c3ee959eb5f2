#include "sim/cli/option_table.hpp"

#include <gtest/gtest.h>

namespace quartet::cli {
namespace {

OptionTable table() {
  OptionTable options;
  options.positional("MODEL", 1, 1);
  options.value("json", "FILE|-", "result as JSON");
  options.value("out,o", "DIR", "results folder");
  options.repeated("set", "KEY=VALUE", "a setting");
  options.flag("force", "overwrite");
  return options;
}

std::string error(const std::vector<std::string>& words) {
  const auto parsed = table().parse(words);
  if (parsed) return "";
  EXPECT_EQ(parsed.error().code, ErrorCode::usage);
  return parsed.error().text();
}

TEST(OptionTable, ReadsOptionsAndWordsInAnyOrder) {
  const auto parsed = table().parse({"--set", "a=1", "m.onnx", "--set=b=2", "-o", "dir", "--force"});
  ASSERT_TRUE(parsed) << parsed.error().text();
  EXPECT_EQ(parsed->positional, std::vector<std::string>{"m.onnx"});
  EXPECT_EQ(parsed->all("set"), (std::vector<std::string>{"a=1", "b=2"}));
  EXPECT_EQ(parsed->text("out"), "dir");
  EXPECT_TRUE(parsed->has("force"));
  EXPECT_FALSE(parsed->has("json"));
}

TEST(OptionTable, TakesADashAsAValue) {
  EXPECT_EQ(table().parse({"m", "--json", "-"})->text("json"), "-");
}

TEST(OptionTable, NamesTheNearestOption) {
  EXPECT_NE(error({"m", "--forse"}).find("did you mean '--force'?"), std::string::npos);
}

TEST(OptionTable, DoesNotAcceptAbbreviations) {
  EXPECT_NE(error({"m", "--forc"}), "");
}

TEST(OptionTable, RefusesMissingValuesDuplicatesAndExtraWords) {
  EXPECT_NE(error({"m", "--json"}).find("--json"), std::string::npos);
  EXPECT_NE(error({"m", "--json", "a", "--json", "b"}).find("more than once"), std::string::npos);
  EXPECT_NE(error({}).find("MODEL is missing"), std::string::npos);
  EXPECT_NE(error({"m", "n"}).find("'n'"), std::string::npos);
}

TEST(OptionTable, ReadsWholeNumbersOnly) {
  const auto number = [](const std::string& text) {
    Arguments arguments;
    arguments.options["n"] = {text};
    return arguments.integer("n", 1);
  };
  EXPECT_EQ(**number("12"), 12);
  for (const char* bad : {"0", "-3", "1.5", "ten", "", "1e3", "99999999999999999999"})
    EXPECT_FALSE(number(bad)) << bad;
  EXPECT_FALSE((*Arguments().integer("n", 1)).has_value());
}

TEST(OptionTable, HelpHasALineForEachOption) {
  const std::string help = table().help();
  for (const char* name : {"--json FILE|-", "-o, --out DIR", "--set KEY=VALUE", "--force"})
    EXPECT_NE(help.find(name), std::string::npos) << help;
}

}  // namespace
}  // namespace quartet::cli
