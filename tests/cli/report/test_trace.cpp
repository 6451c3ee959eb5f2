// quartet run --trace: what Perfetto needs, and the latency of the result to the cycle, on every platform.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "accel/platform.hpp"
#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

using Json = nlohmann::json;

void expect_valid(const Json& trace, const std::string& platform) {
  std::map<std::int64_t, std::string> processes;
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> threads;
  std::map<std::pair<std::int64_t, std::int64_t>, double> ends;
  const double clock_hz = std::stod(trace["otherData"]["clock_hz"].get<std::string>());
  for (const Json& event : trace["traceEvents"]) {
    const std::pair<std::int64_t, std::int64_t> id{event["pid"].get<std::int64_t>(), event["tid"].get<std::int64_t>()};
    if (event["ph"] == "M") {
      if (event["name"] == "process_name") processes[id.first] = event["args"]["name"].get<std::string>();
      if (event["name"] == "thread_name") threads[id] = event["args"]["name"].get<std::string>();
      continue;
    }
    ASSERT_EQ(event["ph"], "X") << platform;
    EXPECT_TRUE(processes.contains(id.first)) << platform << ": a span before its process has a name";
    EXPECT_TRUE(threads.contains(id)) << platform;
    const double begin = event["ts"].get<double>(), length = event["dur"].get<double>();
    EXPECT_GE(begin, ends[id] - 1e-6) << platform << ": " << event["name"] << " overlaps the span before it in " << threads[id];
    EXPECT_GE(length, 0.0);
    ends[id] = begin + length;
    EXPECT_NEAR(length * 1e-6 * clock_hz, event["args"]["cycles"].get<double>(), 1e-3) << platform << ": microseconds and cycles";
  }
}

TEST(RunTrace, OfEveryPlatformAddsUpToTheLatency) {
  const ScratchFolder scratch;
  const std::string json = scratch.file("r.json"), file = scratch.file("t.json");
  int traced = 0;
  for (const PlatformInfo& platform : list_platforms()) {
    const Finished done = run_quartet({"run", "kws", "--on", platform.name, "--samples", "1", "--json", json, "--trace", file, "-q"});
    if (done.code == 3 || done.code == 4) continue;  // the network is not for this platform
    ASSERT_EQ(done.code, 0) << platform.name << "\n" << done.err;
    const Json trace = Json::parse(*read_text(file)), result = Json::parse(*read_text(json));
    expect_valid(trace, platform.name);
    std::map<std::int64_t, std::uint64_t> sums;
    std::int64_t inference = -1;
    for (const Json& event : trace["traceEvents"]) {
      if (event["ph"] == "M" && event["name"] == "process_name" && event["args"]["name"].get<std::string>().ends_with(": inference")) inference = event["pid"].get<std::int64_t>();
      if (event["ph"] == "X") sums[event["pid"].get<std::int64_t>()] += event["args"]["cycles"].get<std::uint64_t>();
    }
    EXPECT_EQ(sums[inference], result["latency"]["cycles"].get<std::uint64_t>()) << platform.name;
    EXPECT_EQ(trace["otherData"]["config_hash"], result["identity"]["config_hash"]) << platform.name;
    const Finished report = run_quartet({"report", file, "--plot", "occupancy", "--csv", "-"});
    EXPECT_EQ(report.code, 0) << platform.name << "\n" << report.err;
    ++traced;
  }
  EXPECT_GT(traced, 5);
}

TEST(RunTrace, ShowsEveryUnitOfAPipelineAndTheWeightLoad) {
  const ScratchFolder scratch;
  ASSERT_EQ(run_quartet({"run", "kws", "--on", "pynq-z2", "--variant", "max78000", "--samples", "1", "--trace", scratch.file("p.json"), "-q"}).code, 0);
  ASSERT_EQ(run_quartet({"run", "kws", "--on", "max78000", "--samples", "1", "--trace", scratch.file("c.json"), "-q"}).code, 0);
  const std::string pipeline = *read_text(scratch.file("p.json")), cnn = *read_text(scratch.file("c.json"));
  for (const char* part : {"conv1.mvau", "conv2.swg", "\"stalled\"", "\"busy\"", "inference 2"}) EXPECT_NE(pipeline.find(part), std::string::npos) << part;
  for (const char* part : {"weight_load", "input_load", "once per power-up", "\"bound\""}) EXPECT_NE(cnn.find(part), std::string::npos) << part;
}

TEST(RunTrace, IsRefusedWhereTimeIsNotModelled) {
  const ScratchFolder scratch;
  const Finished done = run_quartet({"run", "kws", "--on", "reference", "--samples", "1", "--trace", scratch.file("t.json"), "-q"});
  EXPECT_EQ(done.code, 2);
  EXPECT_NE(done.err.find("time is not modelled"), std::string::npos) << done.err;
}

}  // namespace
}  // namespace quartet::test
