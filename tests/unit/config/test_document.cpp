#include <gtest/gtest.h>

#include <filesystem>

#include "sim/base/files.hpp"
#include "sim/config/document.hpp"

namespace quartet {
namespace {

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::string join(std::initializer_list<std::string> parts) {
  std::string out;
  for (const std::string& part : parts) out += part;
  return out;
}

// The message of the only problem.
std::string problem_of(const std::string& text, const std::string& file = "a.toml") {
  const auto result = parse_config(text, file);
  if (result) return "no error";
  EXPECT_EQ(result.error().code, ErrorCode::bad_input);
  return result.error().text();
}

}  // namespace

TEST(ParseConfig, KeepsFileOrderTypesAndPlacesOfToml) {
  const auto table = parse_config("zebra = 1\nape = 2.5\n\n[group]\n  on = true\n  name = \"x\"\n  list = [1, 2]\n", "a.toml");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->entries.size(), 3u);
  EXPECT_EQ(table->entries[0].key, "zebra");
  EXPECT_EQ(table->entries[0].place, "a.toml:1:1");
  EXPECT_EQ(table->entries[0].value.place, "a.toml:1:9");
  EXPECT_EQ(std::get<std::int64_t>(table->entries[0].value.value), 1);
  EXPECT_EQ(table->entries[1].key, "ape");
  EXPECT_EQ(std::get<double>(table->entries[1].value.value), 2.5);
  const ConfigTable* group = table->find("group")->table();
  ASSERT_NE(group, nullptr);
  EXPECT_EQ(group->find("on")->place, "a.toml:5:8");
  EXPECT_TRUE(std::get<bool>(group->find("on")->value));
  EXPECT_EQ(*group->find("name")->text(), "x");
  EXPECT_EQ(group->find("list")->array()->at(1).place, "a.toml:7:14");
  EXPECT_EQ(table->find("none"), nullptr);
}

TEST(ParseConfig, TomlSyntaxErrorHasFileLineAndColumn) {
  EXPECT_TRUE(problem_of("a = 1\nb = = 2\n").starts_with("a.toml:2:5: is not TOML: ")) << problem_of("a = 1\nb = = 2\n");
  EXPECT_TRUE(problem_of("a = 1\na = 2\n").starts_with("a.toml:2:")) << problem_of("a = 1\na = 2\n");
}

TEST(ParseConfig, ALineThatTheParserItselfDoesNotExpectIsAnErrorWithItsLine) {
  for (const char* line : {"[.a]", "[=]", "[#]", "[,", "[[.]]"}) {
    EXPECT_TRUE(problem_of(join({"a = 1\n", line, "\nb = 2\n"})).starts_with("a.toml:2:")) << line << ": " << problem_of(join({"a = 1\n", line, "\nb = 2\n"}));
  }
}

TEST(ParseConfig, CharactersOutsideAsciiStandInStringsAndCommentsAndAreAnErrorElsewhere) {
  EXPECT_TRUE(parse_config("# µ\na = \"µW – °C\" # µ\nb = 'µ'\nc = \"\"\"µ \\\n  µ x µ\"\"\"\n", "a.toml"));
  EXPECT_TRUE(problem_of("a = 1\nµ = 2\n").starts_with("a.toml:2:1: is not TOML"));
  EXPECT_TRUE(problem_of("a = 1 µ\n").starts_with("a.toml:1:7: is not TOML")) << problem_of("a = 1 µ\n");
  EXPECT_TRUE(problem_of("a = 01@\"t@µHz\n").starts_with("a.toml:1:")) << problem_of("a = 01@\"t@µHz\n");
}

TEST(ParseConfig, AByteOrderMarkIsSkipped) {
  EXPECT_TRUE(parse_config("\xef\xbb\xbf" "a = 1\n", "a.toml"));
  EXPECT_TRUE(parse_config("\xef\xbb\xbf{\"a\": 1}", "a.toml"));
}

TEST(ParseConfig, ControlCharactersAreRefusedEverywhere) {
  for (const char* before : {"", "a = \"", "# ", "a = '''\n"}) {
    const std::string text = join({before, std::string(1, '\0'), "\n"});
    EXPECT_TRUE(problem_of(text).find("is not TOML") != std::string::npos) << before;
  }
}

TEST(ParseConfig, DatesAreRefusedAllAtOnce) {
  const auto result = parse_config("a = 2020-01-01\nb = 10:00:00\n", "a.toml");
  ASSERT_FALSE(result);
  ASSERT_EQ(result.error().problems.size(), 2u);
  EXPECT_EQ(result.error().problems[1].place, "a.toml:2:5");
}

TEST(ParseConfig, JsonGivesTheSameTreeAsToml) {
  const auto json = parse_config(R"({"group": {"on": true, "n": 3}, "x": 1.5, "list": [1, {"y": "z"}]})", "b.json");
  ASSERT_TRUE(json) << json.error().text();
  EXPECT_EQ(json->entries[0].key, "group");
  EXPECT_EQ(std::get<std::int64_t>(json->find("group")->table()->find("n")->value), 3);
  EXPECT_EQ(json->find("group")->table()->find("n")->place, "b.json#/group/n");
  EXPECT_EQ(json->find("list")->array()->at(1).table()->find("y")->place, "b.json#/list/1/y");
  EXPECT_EQ(std::get<double>(json->find("x")->value), 1.5);
}

TEST(ParseConfig, ATextThatStartsWithABraceIsJsonWhateverItsName) {
  EXPECT_TRUE(parse_config("  {\"a\": 1}", "stdin"));
  EXPECT_TRUE(parse_config("{\"a\": 1}", "x.toml"));
}

TEST(ParseConfig, JsonSyntaxErrorHasLineAndColumn) {
  EXPECT_TRUE(problem_of("{\n  \"a\": 1,\n  \"b\": }\n", "b.json").starts_with("b.json:3:8: is not JSON")) << problem_of("{\n  \"a\": 1,\n  \"b\": }\n", "b.json");
}

TEST(ParseConfig, JsonWithoutMeaningHereIsRefused) {
  EXPECT_EQ(problem_of(R"({"a": {"b": null}})", "b.json"), "b.json#/a/b: null has no meaning here\n    leave the key out");
  EXPECT_EQ(problem_of(R"({"a": 1, "a": 2})", "b.json"), "b.json#/a: key 'a' is given twice");
  EXPECT_EQ(problem_of("[1]", "b.json"), "b.json: must hold an object { … }");
  EXPECT_FALSE(parse_config("", "b.json"));
}

TEST(ParseConfig, NestingBeyondTheLimitIsRefusedBeforeItIsBuilt) {
  const int too_deep = kMaxConfigDepth + 1;
  const auto refused = [](const std::string& text) { return problem_of(text).find("nested deeper than 32") != std::string::npos; };
  EXPECT_TRUE(problem_of(join({"a = ", repeat("[", too_deep), repeat("]", too_deep)})).starts_with("a.toml:1:37: nested deeper"));
  EXPECT_TRUE(problem_of(join({"a", repeat(".a", 100000), " = 1"})).starts_with("a.toml:1:64: nested deeper"));
  EXPECT_TRUE(refused(join({"[", repeat("a.", 100000), "a]"})));
  EXPECT_TRUE(refused(join({"'a'", repeat(" . 'a'", 100000), " = 1"})));
  EXPECT_TRUE(refused(join({"{\"a\":", repeat("[", 100000)})));
  EXPECT_TRUE(parse_config(join({"a = ", repeat("[", kMaxConfigDepth), repeat("]", kMaxConfigDepth)}), "a.toml"));
  EXPECT_TRUE(parse_config(join({"a = [", repeat("1.5, ", 100), "[1]]\n# ", repeat("[", 100)}), "a.toml"));
}

TEST(ParseConfig, BracketsAndDotsInsideStringsDoNotCount) {
  const std::string noise = repeat("[.", 50);
  EXPECT_TRUE(parse_config(join({"a = \"\\\"", noise, "\"\nb = '", noise, "'\n"}), "a.toml"));
  EXPECT_TRUE(parse_config(join({"a = \"\"\"\n", noise, "\n\\\"\"\"\"\"\nb = '''\n", noise, "''''\nc = 1\n"}), "a.toml"));
}

TEST(ParseConfig, AFileBeyondTheSizeLimitIsRefused) {
  EXPECT_TRUE(problem_of(std::string(kMaxConfigBytes + 1, ' ')).find("at most") != std::string::npos);
}

TEST(LoadConfig, MissingFileDeviceAndFolderAreBadInput) {
  for (const char* path : {"/nonexistent.toml", "/dev/zero", "/"}) {
    const auto result = load_config(path);
    ASSERT_FALSE(result) << path;
    EXPECT_EQ(result.error().code, ErrorCode::bad_input);
    EXPECT_EQ(result.error().problems[0].place, path);
  }
}

TEST(LoadConfig, ReadsWhatWasWritten) {
  const auto path = std::filesystem::temp_directory_path() / "quartet_unit_config.toml";
  ASSERT_TRUE(write_text(path, "a = 7\n"));
  const auto table = load_config(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->entries[0].place, path.string() + ":1:1");
}

}  // namespace quartet
