#include <gtest/gtest.h>

#include "sim/base/philox.hpp"
#include "tests/unit/run/example_result.hpp"

namespace quartet {
namespace {

std::string json_of(const RunResult& result) {
  const auto text = to_json(result);
  EXPECT_TRUE(text);
  return text.value_or("");
}

TEST(ResultJson, ReadsBackToTheSameBytes) {
  const std::string text = json_of(test::example_result());
  const auto back = result_from_json(text, "r.json");
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(json_of(*back), text);
  EXPECT_EQ(back->request, test::example_result().request);
}

TEST(ResultJson, WritesNullForWhatIsNotModelledAndReadsItBackAsAbsent) {
  RunResult r = test::example_result();
  r.accuracy.reset();
  r.latency.reset();
  r.energy.reset();
  r.layers[0].cycles.reset();
  const std::string text = json_of(r);
  EXPECT_NE(text.find("\"energy\": null"), std::string::npos);
  EXPECT_NE(text.find("\"cycles\": null"), std::string::npos);
  const auto back = result_from_json(text, "r.json");
  ASSERT_TRUE(back);
  EXPECT_FALSE(back->accuracy || back->latency || back->energy || back->layers[0].cycles);
}

TEST(ResultJson, NamesEveryMissingAndMistypedField) {
  std::string text = json_of(test::example_result());
  text.replace(text.find("\"correct\": 9"), 12, "\"correct\": true");
  text.replace(text.find("\"clock_hz\""), 10, "\"clock_mhz\"");
  const auto back = result_from_json(text, "r.json");
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, ErrorCode::bad_input);
  ASSERT_EQ(back.error().problems.size(), 2U);
  EXPECT_EQ(back.error().problems[0].place, "r.json#/accuracy/correct");
  EXPECT_EQ(back.error().problems[1].place, "r.json#/latency");
  EXPECT_EQ(back.error().problems[1].cause, "has no \"clock_hz\"");
}

TEST(ResultJson, RefusesOtherSchemasAndOtherDocuments) {
  std::string text = json_of(test::example_result());
  text.replace(text.find("quartet-result-1"), 16, "quartet-result-9");
  EXPECT_NE(result_from_json(text, "r").error().text().find("quartet-result-9"), std::string::npos);
  for (const char* other : {"", "[]", "{}", "3", "null", "{\"schema\": 4}", "nonsense", "{\"a\":"})
    EXPECT_EQ(result_from_json(other, "r").error().code, ErrorCode::bad_input) << other;
}

TEST(ResultJson, SurvivesEveryTruncationAndFlippedBytes) {
  const std::string text = json_of(test::example_result());
  for (std::size_t length = 0; length + 2 < text.size(); length += 7)
    EXPECT_FALSE(result_from_json(text.substr(0, length), "r"));
  for (std::uint64_t i = 0; i < 2000; ++i) {
    std::string broken = text;
    const auto words = philox4x32(7, 0, i);
    broken[words[0] % broken.size()] = static_cast<char>(words[1]);
    const auto back = result_from_json(broken, "r");
    if (!back) {
      EXPECT_EQ(back.error().code, ErrorCode::bad_input);
    }
  }
}

TEST(ResultJson, SurvivesDeepNesting) {
  EXPECT_FALSE(result_from_json(std::string(200000, '['), "r"));
  EXPECT_FALSE(
      result_from_json("{\"schema\":" + std::string(100000, '[') + std::string(100000, ']') + "}", "r"));
}

}  // namespace
}  // namespace quartet
