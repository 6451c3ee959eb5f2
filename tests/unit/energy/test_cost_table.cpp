#include <gtest/gtest.h>

#include "sim/energy/cost_table.hpp"

namespace quartet {
namespace {

constexpr const char* kTable = R"(
schema_version = 1
name = "demo"
validity = "1.0 V"
[[row]]
name = "mac"
component = "array"
kind = "event"
value = 2e-12
per = "MAC"
source = "paper"
confidence = "published"
[[row]]
name = "leakage"
component = "array.static"
kind = "power"
value = "not modelled"
source = "none"
confidence = "assumed"
note = "unknown"
)";

Result<CostTable> table_of(const std::string& text) {
  const auto config = parse_config(text, "demo.toml");
  if (!config) return pass(config.error());
  return CostTable::from_config(*config, "demo.toml");
}

std::string with(const std::string& from, const std::string& to) {
  std::string text = kTable;
  return text.replace(text.find(from), from.size(), to);
}

std::string first_problem(const std::string& text) {
  const auto result = table_of(text);
  return result ? "no error" : result.error().text();
}

}  // namespace

TEST(CostTable, ReadsEventsPowersAndWhatIsNotModelled) {
  const auto table = table_of(kTable);
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(table->name(), "demo");
  EXPECT_EQ(table->validity(), "1.0 V");
  const CostRow& mac = table->row(table->require("mac").value());
  EXPECT_EQ(mac.value, 2e-12);
  EXPECT_EQ(mac.unit(), "J/MAC");
  EXPECT_EQ(mac.confidence, Confidence::published);
  const CostRow& leakage = table->row(*table->find("leakage"));
  EXPECT_EQ(leakage.value, std::nullopt);
  EXPECT_TRUE(leakage.is_power);
  EXPECT_EQ(leakage.unit(), "W");
  EXPECT_EQ(leakage.note, "unknown");
}

TEST(CostTable, NamesEveryProblemWithItsPlace) {
  EXPECT_EQ(first_problem(with("value = 2e-12", "valeu = 2e-12")), "demo.toml:9:1: unknown key 'valeu'\n    did you mean 'value'?");
  EXPECT_NE(first_problem(with("2e-12", "-1.0")).find("demo.toml:9:9: 'value' must be finite and not negative"), std::string::npos);
  EXPECT_NE(first_problem(with("\"event\"", "\"evnt\"")).find("demo.toml:8:8: unknown kind 'evnt'"), std::string::npos);
  EXPECT_NE(first_problem(with("\"leakage\"", "\"mac\"")).find("row 'mac' is given twice"), std::string::npos);
  EXPECT_NE(first_problem(with("per = \"MAC\"\n", "")).find("key 'per' is missing"), std::string::npos);
  EXPECT_NE(first_problem(with("\"published\"", "\"sure\"")).find("unknown confidence 'sure'"), std::string::npos);
  EXPECT_NE(first_problem(with("schema_version = 1", "schema_version = 2")).find("out of range"), std::string::npos);
  EXPECT_NE(first_problem(with("\"not modelled\"", "\"unknown\"")).find("'value' must be a number, got text"), std::string::npos);
  EXPECT_NE(first_problem(with("note = \"unknown\"", "per = \"hour\"")).find("a power is counted per s"), std::string::npos);
  EXPECT_NE(first_problem("schema_version = 1\nname = \"x\"\nvalidity = \"\"\n").find("has no [[row]]"), std::string::npos);
  EXPECT_NE(first_problem("schema_version = 1\nname = \"x\"\nvalidity = \"\"\nrow = [1]\n").find("a row must be a table, got an integer"), std::string::npos);
}

TEST(CostTable, AMissingRowNamesTheNearest) {
  const auto table = table_of(kTable);
  ASSERT_TRUE(table);
  const auto missing = table->require("mca");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().text(), "cost table 'demo': has no row 'mca'\n    did you mean 'mac'?");
}

TEST(CostTable, SetReplacesValueAndSource) {
  auto table = table_of(kTable).value();
  ASSERT_TRUE(table.set("leakage", 1e-6, "--set"));
  EXPECT_EQ(table.row(*table.find("leakage")).value, 1e-6);
  EXPECT_EQ(table.row(*table.find("leakage")).source, "--set");
  EXPECT_FALSE(table.set("leakige", 1.0, "--set"));
  EXPECT_FALSE(table.set("mac", -1.0, "--set"));
  EXPECT_EQ(table.row(*table.find("mac")).value, 2e-12);
}

}  // namespace quartet
