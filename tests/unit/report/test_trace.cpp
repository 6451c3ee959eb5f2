#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/report/trace/trace.hpp"

namespace quartet {
namespace {

Trace two_tracks() {
  Trace trace;
  trace.title = "kws on \"x\"";
  trace.clock_hz = 50e6;
  trace.tracks = {{"inference", "phases", {{"input", 0, 10, {}}, {"read", 30, 40, {}}}}, {"inference", "layers", {{"conv", 10, 30, {{"bound", "mac"}}}}}, {"units", "mvau", {}}};
  trace.identity = {{"config_hash", "abc"}, {"seed", "1"}};
  return trace;
}

TEST(Trace, WritesWhatPerfettoReads) {
  const auto text = trace_json(two_tracks());
  ASSERT_TRUE(text);
  const auto json = nlohmann::json::parse(*text);
  EXPECT_EQ(json["otherData"]["config_hash"], "abc");
  int spans = 0, processes = 0, threads = 0;
  for (const auto& event : json["traceEvents"]) {
    ASSERT_TRUE(event["pid"].is_number_integer());
    ASSERT_TRUE(event["tid"].is_number_integer());
    if (event["ph"] == "X") {
      ++spans;
      EXPECT_DOUBLE_EQ(event["dur"].get<double>(), event["args"]["cycles"].get<double>() / 50.0) << "microseconds at 50 MHz";
      EXPECT_DOUBLE_EQ(event["ts"].get<double>(), event["args"]["begin_cycle"].get<double>() / 50.0);
    }
    processes += event["name"] == "process_name" ? 1 : 0;
    threads += event["name"] == "thread_name" ? 1 : 0;
  }
  EXPECT_EQ(spans, 3);
  EXPECT_EQ(processes, 2);
  EXPECT_EQ(threads, 3);
}

TEST(Trace, ReadsBackWhatItWrote) {
  const Trace trace = two_tracks();
  const auto again = trace_from_json(*trace_json(trace), "t.json");
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->title, trace.title);
  EXPECT_EQ(again->clock_hz, trace.clock_hz);
  ASSERT_EQ(again->tracks.size(), 3U);
  EXPECT_EQ(again->tracks[0].group, "inference");
  EXPECT_EQ(again->tracks[1].spans[0].details, trace.tracks[1].spans[0].details);
  EXPECT_EQ(again->tracks[1].spans[0].end, 30U);
  EXPECT_EQ(*trace_json(*again), *trace_json(trace));
}

TEST(Trace, RefusesSpansThatOverlap) {
  Trace trace = two_tracks();
  trace.tracks[0].spans[1].begin = 9;
  const auto text = trace_json(trace);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ErrorCode::internal);
  trace = two_tracks();
  trace.clock_hz = 0.0;
  EXPECT_FALSE(trace_json(trace));
}

TEST(Trace, OfNoTracksIsStillJson) {
  Trace trace = two_tracks();
  trace.tracks.clear();
  EXPECT_TRUE(nlohmann::json::accept(*trace_json(trace)));
  trace.tracks = {{"g", "t", {}}};
  EXPECT_TRUE(nlohmann::json::accept(*trace_json(trace)));
}

TEST(Trace, RefusesWhatIsNoTrace) {
  const char* texts[] = {"", "{", "[]", "{\"traceEvents\":1}", "{\"traceEvents\":[]}", "{\"traceEvents\":[],\"otherData\":[]}",
                         R"({"traceEvents":[],"otherData":{"clock_hz":"-1"}})", R"({"traceEvents":[],"otherData":{"clock_hz":"nan"}})",
                         R"({"traceEvents":[3],"otherData":{"clock_hz":"1"}})", R"({"traceEvents":[{"ph":"X","args":3}],"otherData":{"clock_hz":"1"}})",
                         R"({"traceEvents":[{"ph":"X","args":{}}],"otherData":{"clock_hz":"1"}})",
                         R"({"traceEvents":[{"ph":"X","args":{"begin_cycle":18446744073709551615,"cycles":2}}],"otherData":{"clock_hz":"1"}})",
                         R"({"traceEvents":[{"ph":"X","args":{"begin_cycle":-1,"cycles":2}}],"otherData":{"clock_hz":"1"}})"};
  for (const char* text : texts) {
    const auto trace = trace_from_json(text, "t.json");
    ASSERT_FALSE(trace) << text;
    EXPECT_EQ(trace.error().code, ErrorCode::bad_input) << text;
    EXPECT_NE(trace.error().text().find("t.json"), std::string::npos);
  }
}

}  // namespace
}  // namespace quartet
