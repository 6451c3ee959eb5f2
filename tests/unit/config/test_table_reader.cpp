#include <gtest/gtest.h>

#include "sim/config/table_reader.hpp"

namespace quartet {

TEST(TableReader, ReadsEachTypeAndReportsEveryProblemAtOnce) {
  const ConfigTable table = parse_config("name = \"x\"\nversion = 9\nsize = \"big\"\nnaem = 1\n", "t.toml").value();
  TableReader reader(table, "t.toml");
  EXPECT_EQ(reader.text("name"), "x");
  EXPECT_EQ(reader.integer("version", 1, 2), 1);
  EXPECT_EQ(reader.number("size"), std::nullopt);
  EXPECT_EQ(reader.text("kind"), "");
  EXPECT_EQ(reader.text_or("title", "none"), "none");
  EXPECT_EQ(reader.table("name"), nullptr);
  const auto problems = reader.finish();
  ASSERT_EQ(problems.size(), 5u);
  EXPECT_EQ(problems[0], (Problem{"t.toml:2:11", "'version' = 9 is out of range", "allowed: 1 to 2"}));
  EXPECT_EQ(problems[1].cause, "'size' must be a number, got text");
  EXPECT_EQ(problems[2], (Problem{"t.toml", "key 'kind' is missing", ""}));
  EXPECT_EQ(problems[3].cause, "'name' must be a table, got text");
  EXPECT_EQ(problems[4], (Problem{"t.toml:4:1", "unknown key 'naem'", "did you mean 'name'?"}));
}

TEST(TableReader, StopsListingUnknownKeysInAFileFullOfThem) {
  std::string text;
  for (int i = 0; i < 10000; ++i) text.append("k").append(std::to_string(i)).append(" = 1\n");
  const ConfigTable table = parse_config(text, "t.toml").value();
  TableReader reader(table, "t.toml");
  EXPECT_EQ(reader.finish().size(), kMaxProblems);
}

}  // namespace quartet
