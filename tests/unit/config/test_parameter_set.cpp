#include <gtest/gtest.h>

#include "sim/config/parameter_set.hpp"

namespace quartet {
namespace {

struct Machine {
  double clock_hz = 50e6;
  int processors = 64;
  std::int64_t seed = 1;
  bool streaming = false;
  std::string order = "pool_first";
  ParameterSet set;
  Machine() {
    set.real("cnn.clock_hz", clock_hz, "Hz", {1e3, 1e9}, "clock", "data sheet");
    set.integer("cnn.processors", processors, "", {1, 64}, "processors");
    set.integer("seed", seed, "", {}, "seed");
    set.boolean("cnn.streaming", streaming, "streaming");
    set.text("cnn.order", order, {"pool_first", "eltwise_first"}, "order");
  }
  Result<void> apply(const std::string& toml, const std::string& prefix = "") { return set.apply(parse_config(toml, "m.toml").value(), prefix); }
  std::string error(const std::string& toml, const std::string& prefix = "") {
    const auto result = apply(toml, prefix);
    return result ? "no error" : result.error().text();
  }
  std::string set_error(const std::string& name, const std::string& text) {
    const auto result = set.set(name, text);
    return result ? "no error" : result.error().text();
  }
};

}  // namespace

TEST(ParameterSet, AppliesNestedTablesBelowAPrefix) {
  Machine m;
  ASSERT_TRUE(m.apply("clock_hz = 60_000_000\nprocessors = 16.0\nstreaming = true\norder = \"eltwise_first\"\n", "cnn"));
  EXPECT_EQ(m.clock_hz, 60e6);
  EXPECT_EQ(m.processors, 16);
  EXPECT_TRUE(m.streaming);
  EXPECT_EQ(m.order, "eltwise_first");
  ASSERT_TRUE(m.apply("seed = 9223372036854775807\n[cnn]\nclock_hz = 1e6\n"));
  EXPECT_EQ(m.clock_hz, 1e6);
  EXPECT_EQ(m.seed, INT64_MAX);
}

TEST(ParameterSet, KeepsWhereEachValueCameFrom) {
  Machine m;
  EXPECT_EQ(m.set.find("cnn.clock_hz")->source, "data sheet");
  ASSERT_TRUE(m.apply("clock_hz = { value = 40e6, source = \"board\", confidence = \"published\" }\nprocessors = 8\n", "cnn"));
  EXPECT_EQ(m.set.find("cnn.clock_hz")->source, "board");
  EXPECT_EQ(m.set.find("cnn.clock_hz")->confidence, Confidence::published);
  EXPECT_EQ(m.set.find("cnn.processors")->source, "m.toml:2:14");
  EXPECT_EQ(std::get<double>(m.set.find("cnn.clock_hz")->default_value), 50e6);
  EXPECT_EQ(std::get<double>(m.set.find("cnn.clock_hz")->get()), 40e6);
}

TEST(ParameterSet, NamesThePlaceAndTheNearestKeyOfATypingError) {
  Machine m;
  EXPECT_EQ(m.error("[cnn]\nclok_hz = 1e6\n"), "m.toml:2:1: unknown key 'clok_hz'\n    did you mean 'clock_hz'?");
  EXPECT_EQ(m.error("[cmn]\nclock_hz = 1e6\n"), "m.toml:1:2: unknown key 'cmn'\n    did you mean 'cnn'?");
  EXPECT_EQ(m.error("voltage_of_core = 1\n"), "m.toml:1:1: unknown key 'voltage_of_core'\n    allowed here: cnn, seed");
}

TEST(ParameterSet, ReportsEveryProblemAtOnceAndThenAssignsNothing) {
  Machine m;
  const auto result = m.apply("clock_hz = 1e12\nprocessors = 2.5\nstreaming = 1\norder = \"pool_frist\"\nxyz = 1\n", "cnn");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::bad_input);
  ASSERT_EQ(result.error().problems.size(), 5u);
  const auto& p = result.error().problems;
  EXPECT_EQ(p[0], (Problem{"m.toml:1:12", "'cnn.clock_hz' = 1000000000000 is out of range", "allowed: 1000 to 1000000000 Hz"}));
  EXPECT_EQ(p[1].cause, "'cnn.processors' must be an integer, got 2.5");
  EXPECT_EQ(p[2].cause, "'cnn.streaming' must be true or false, got 1");
  EXPECT_EQ(p[3].remedy, "did you mean 'pool_first'? one of: pool_first, eltwise_first");
  EXPECT_EQ(p[4].cause, "unknown key 'xyz'");
  EXPECT_EQ(m.error("processors = 7\nclock_hz = \"fast\"\n", "cnn"), "m.toml:2:12: 'cnn.clock_hz' must be a number, got the text \"fast\"");
  EXPECT_EQ(m.processors, 64);
}

TEST(ParameterSet, RefusesValuesWithoutMeaning) {
  Machine m;
  EXPECT_NE(m.error("clock_hz = nan\n", "cnn").find("finite"), std::string::npos);
  EXPECT_NE(m.error("clock_hz = inf\n", "cnn").find("finite"), std::string::npos);
  EXPECT_NE(m.error("clock_hz = [1]\n", "cnn").find("must be a single value, got an array"), std::string::npos);
  EXPECT_NE(m.error("clock_hz = { source = \"x\" }\n", "cnn").find("has no value"), std::string::npos);
  EXPECT_NE(m.error("clock_hz = { value = 1e6, sauce = \"x\" }\n", "cnn").find("did you mean 'source'?"), std::string::npos);
  EXPECT_NE(m.error("clock_hz = { value = 1e6, confidence = \"sure\" }\n", "cnn").find("unknown confidence 'sure'"), std::string::npos);
  EXPECT_NE(m.error("seed = 1e30\n").find("must be an integer"), std::string::npos);
  EXPECT_NE(m.error("\"cnn.clock_hz\" = 1e6\n[cnn]\nclock_hz = 1e6\n").find("given twice"), std::string::npos);
  EXPECT_EQ(m.clock_hz, 50e6);
}

TEST(ParameterSet, SetReadsNumbersWithPrefixAndUnit) {
  Machine m;
  const std::pair<const char*, double> cases[] = {{"100e6", 100e6}, {"100MHz", 100e6}, {"100 MHz", 100e6}, {"100M", 100e6},
                                                  {"0.25G", 250e6}, {"2.5kHz", 2500},  {"32Ki", 32768},    {"1e6Hz", 1e6},
                                                  {"1.1e9m", 1.1e6}, {"1e15n", 1e6},   {"2e9u", 2000},     {"5000", 5000}};
  for (const auto& [text, value] : cases) {
    ASSERT_TRUE(m.set.set("cnn.clock_hz", text)) << text << ": " << m.set_error("cnn.clock_hz", text);
    EXPECT_EQ(m.clock_hz, value) << text;
  }
  EXPECT_EQ(m.set.find("cnn.clock_hz")->source, "--set");
  ASSERT_TRUE(m.set.set("seed", "2k"));
  EXPECT_EQ(m.seed, 2000);
  ASSERT_TRUE(m.set.set("seed", "9007199254740993"));
  EXPECT_EQ(m.seed, 9007199254740993);
}

TEST(ParameterSet, SetRefusesWhatItCannotRead) {
  Machine m;
  for (const char* text : {"", "fast", "100MV", "1e", "0x10", "inf", "nan", "1e999", "--5", "1 2", "100 M Hz", "1e9999999999k"}) {
    EXPECT_NE(m.set_error("cnn.clock_hz", text), "no error") << text;
  }
  EXPECT_NE(m.set_error("cnn.processors", "1.5").find("must be an integer"), std::string::npos);
  EXPECT_NE(m.set_error("cnn.processors", "65").find("allowed: 1 to 64"), std::string::npos);
  EXPECT_NE(m.set_error("cnn.streaming", "1").find("true or false"), std::string::npos);
  EXPECT_EQ(m.set_error("cnn.clok_hz", "1"), "--set: unknown parameter 'cnn.clok_hz'\n    did you mean 'cnn.clock_hz'?");
  EXPECT_EQ(m.set_error("clock_hz", "1"), "--set: unknown parameter 'clock_hz'\n    did you mean 'cnn.clock_hz'?");
  EXPECT_EQ(m.set.set("x", "1").error().code, ErrorCode::usage);
  EXPECT_EQ(m.set.set("x", "1", "sweep.toml:3:1").error().code, ErrorCode::bad_input);
  EXPECT_EQ(m.clock_hz, 50e6);
}

TEST(ParameterSet, ResolvedListsEveryParameterInDeclarationOrder) {
  Machine m;
  EXPECT_EQ(m.set.resolved_toml(),
            "cnn.clock_hz = 50000000.0\ncnn.processors = 64\nseed = 1\ncnn.streaming = false\ncnn.order = \"pool_first\"\n");
}

}  // namespace quartet
