// What a stored result cannot tell is refused by name, never answered.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/base/files.hpp"
#include "tests/cli/rerun/rerun_support.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

double same(int, double value) { return value; }

const RunResult& stored_max78000() {
  static const RunResult result = run_on("max78000").value();
  return result;
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(RepriceErrors, NameTheRowThatTheOtherTableLacks) {
  const ScratchFolder scratch;
  const std::string table = scratch.file("short.toml");
  ASSERT_TRUE(write_text(table, changed_table(own_table("max78000"), same, "data_sram_read")));
  const std::string error = error_of(reprice(stored_max78000(), {.tech = table}));
  EXPECT_TRUE(says(error, "has no row 'data_sram_read'")) << error;
}

TEST(RepriceErrors, NameTheRowThatCountsInAnotherUnit) {
  const ScratchFolder scratch;
  const std::string table = scratch.file("unit.toml");
  std::string text = changed_table(own_table("max78000"), same);
  const std::string unit = "per = \"72-bit word\"";
  text.replace(text.find(unit), unit.size(), "per = \"byte\"");
  ASSERT_TRUE(write_text(table, text));
  const std::string error = error_of(reprice(stored_max78000(), {.tech = table}));
  EXPECT_TRUE(says(error, "weight_sram_read") && says(error, "J/byte") && says(error, "J/72-bit word")) << error;
}

TEST(RepriceErrors, NameASettingThatChangesWhatTheMachineDoes) {
  const std::string error = error_of(reprice(stored_max78000(), {.settings = {"cnn.quadrants=2"}}));
  EXPECT_TRUE(says(error, "'cnn.quadrants' changes what the machine does")) << error;
}

TEST(RepriceErrors, NameThePhaseWhoseCyclesDependOnTheClock) {
  const std::string error = error_of(reprice(stored_max78000(), {.clock_hz = 100e6}));
  EXPECT_TRUE(says(error, "phase 'weight_load'") && says(error, "cycles")) << error;
}

TEST(RepriceErrors, NameATableWithoutAReferenceVoltage) {
  const std::string error = error_of(reprice(stored_max78000(), {.voltage_v = 0.9}));
  EXPECT_TRUE(says(error, "cost table 'max78000'") && says(error, "does not say at which supply voltage")) << error;
}

TEST(RepriceErrors, NameTheNearestTable) {
  const std::string error = error_of(reprice(stored_max78000(), {.tech = "max7800"}));
  EXPECT_TRUE(says(error, "unknown cost table 'max7800'") && says(error, "did you mean 'max7800")) << error;
}

TEST(RepriceErrors, NameAResultWithoutActivity) {
  RunResult reference = stored_max78000();
  reference.energy.reset();
  reference.ledger.clear();
  EXPECT_TRUE(says(error_of(reprice(reference, {})), "has no recorded activity"));
}

TEST(RepriceErrors, NameAnotherNetworkThanTheStoredOne) {
  RunResult other = stored_max78000();
  other.identity.network_hash = "0123";
  EXPECT_TRUE(says(error_of(reprice(other, {})), "is another network"));
}

TEST(RepriceErrors, NameALayerThatIsNotThere) {
  RunResult broken = stored_max78000();
  for (LedgerLine& line : broken.ledger) {
    if (!line.layer.empty()) line.layer = "nowhere";
  }
  EXPECT_TRUE(says(error_of(reprice(broken, {})), "'nowhere' names no single layer"));
}

TEST(Reprice, ReadsResultsOfFormerVersionsThatNameNoTableAndNoPhases) {
  const std::string now = to_json(stored_max78000()).value();
  auto json = nlohmann::json::parse(now);
  json["request"].erase("tech");
  for (auto& line : json["ledger"]) line.erase("phase");
  const auto read = result_from_json(json.dump(), "former.json");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(to_json(*read).value(), now);  // this machine tells no phases apart
}

TEST(SupplyScaling, TakesEventsByTheSquareAndPowersInProportion) {
  const auto stored = run_on("max32650");
  ASSERT_TRUE(stored) << stored.error().text();
  const auto half = reprice(*stored, {.voltage_v = 0.55});  // the table holds at 1.1 V
  ASSERT_TRUE(half) << half.error().text();
  ASSERT_TRUE(stored->energy->dynamic_j && half->result.energy->dynamic_j);
  EXPECT_NEAR(*half->result.energy->dynamic_j / *stored->energy->dynamic_j, 0.25, 1e-12);
  EXPECT_EQ(half->result.latency->seconds, stored->latency->seconds);
  const auto run = run_on("max32650", "", half->result.request.settings);
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(to_json(half->result).value(), to_json(*run).value()) << "its settings repeat it as a run";
}

TEST(SupplyScaling, ScalesAPowerRowInProportion) {
  const ScratchFolder scratch;
  const std::string table = scratch.file("volt.toml");
  std::string text = changed_table(own_table("max78000"), same);
  text.insert(text.find("[[row]]"), "reference_v = 1.0\nreference_source = \"a test\"\n\n");
  ASSERT_TRUE(write_text(table, text));
  const auto here = reprice(stored_max78000(), {.tech = table}), there = reprice(stored_max78000(), {.tech = table, .voltage_v = 0.8});
  ASSERT_TRUE(here && there);
  EXPECT_NEAR(*there->result.energy->static_j / *here->result.energy->static_j, 0.8, 1e-12);
  EXPECT_NEAR(*there->result.energy->dynamic_j / *here->result.energy->dynamic_j, 0.64, 1e-12);
  EXPECT_TRUE(says(there->rules.front(), "C V^2")) << there->rules.front();
}

TEST(SupplyScaling, RefusesAReferenceVoltageThatIsNone) {
  const ScratchFolder scratch;
  const std::string table = scratch.file("none.toml");
  for (const char* reference : {"reference_v = -1.0\nreference_source = \"a test\"\n", "reference_v = 1.0\n"}) {
    std::string text = changed_table(own_table("max78000"), same);
    text.insert(text.find("[[row]]"), std::string(reference) + "\n");
    ASSERT_TRUE(write_text(table, text));
    const std::string error = error_of(reprice(stored_max78000(), {.tech = table, .voltage_v = 0.8}));
    EXPECT_TRUE(says(error, "reference_")) << error;
  }
}

TEST(SupplyScaling, RefusesARowThatHoldsStaticAndDynamicPowerUndivided) {
  const ScratchFolder scratch;
  const std::string table = scratch.file("supply.toml");
  const auto stored = run_on("pynq-z2");
  ASSERT_TRUE(stored) << stored.error().text();
  std::string text = changed_table(own_table("pynq-z2"), same);
  text.insert(text.find("[[row]]"), "reference_v = 1.0\nreference_source = \"a test\"\n\n");
  ASSERT_TRUE(write_text(table, text));
  const std::string error = error_of(reprice(*stored, {.tech = table, .voltage_v = 0.9}));
  EXPECT_TRUE(says(error, "row 'board_call'") && says(error, "not told apart")) << error;
}

}  // namespace
}  // namespace quartet::test
