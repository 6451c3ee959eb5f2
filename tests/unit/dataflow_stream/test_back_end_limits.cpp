// Options of a run, and what a result says of it.
#include <gtest/gtest.h>

#include "stream_graphs.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;
}

TEST(StreamRun, EndsWithAnErrorBeyondTheLastCycleAllowed) {
  StreamOptions options;
  options.max_cycles = 100;
  StreamGraph g = fork_join(32);
  g.sources[0].pattern = blocked_until(1000);
  EXPECT_FALSE(run_stepped(g, options));
  const auto r = run_events(g, options);
  ASSERT_FALSE(r);
  EXPECT_NE(r.error().text().find("did not end within 100 cycles"), std::string::npos);
}

TEST(StreamRun, RefusesCountsOutOfRange) {
  StreamOptions none;
  none.samples = 0;
  EXPECT_FALSE(run_events(fork_join(32), none));
  StreamOptions watches;
  watches.watch_cycles.assign(9, 1);
  EXPECT_FALSE(run_stepped(fork_join(32), watches));
  StreamGraph pattern = fork_join(32);
  pattern.sinks[0].pattern = every(0);
  EXPECT_FALSE(run_stepped(pattern, {}));
}

TEST(StreamRun, GivesLatencyIntervalAndStayOfEverySample) {
  StreamOptions options;
  options.samples = 5;
  options.max_trace = 3;
  const auto r = run_events(fork_join(64), options).value();
  const std::uint64_t vector = 16 * 16;  // cycles of the matrix
  EXPECT_EQ(r.interval(), vector);
  ASSERT_TRUE(r.latency());
  EXPECT_GT(*r.latency(), vector);
  EXPECT_LT(*r.latency(), vector + 32);
  ASSERT_EQ(r.trace[1].size(), 3U);
  for (const BusyInterval& stay : r.trace[1]) EXPECT_EQ(stay.end - stay.begin, vector);
  EXPECT_EQ(r.trace[1][1].begin, r.trace[1][0].end);
  EXPECT_EQ(r.sinks[0].samples.size(), 5U);
  EXPECT_EQ(r.unit("matrix")->busy, 5 * vector);
  EXPECT_EQ(r.unit("nobody"), nullptr);
}

TEST(StreamRun, HasNoIntervalOfOneSample) {
  const auto r = run_events(fork_join(64), {}).value();
  EXPECT_FALSE(r.interval());
  EXPECT_TRUE(r.latency());
}

TEST(StreamRun, CountsBeatsBeforeTheWatchCycles) {
  StreamOptions options;
  options.watch_cycles = {0, 3, 1000};
  const auto r = run_stepped(alone({"f", "fifo", {{"depth", 4}, {"width", 8}, {"beats", 10}}, "", {}}), options).value();
  EXPECT_EQ(r.units[0].ports[0].beats_before, (std::vector<std::uint64_t>{0, 3, 10}));
}

TEST(StreamRun, CountsOccupancyOfTheFifosOnEdges) {
  StreamGraph g = alone({"f", "fifo", {{"depth", 2}, {"width", 8}, {"beats", 20}}, "", {}}, {}, always(), blocked_until(100));
  g.sources[0].depth = 5;
  g.sinks[0].depth = 3;
  for (const auto& r : {run_stepped(g, {}).value(), run_events(g, {}).value()}) {
    EXPECT_EQ(r.fifos[0].max_occupancy, 5);
    EXPECT_EQ(r.fifos[1].max_occupancy, 3);
    EXPECT_EQ(r.sources[0].beats, 20U);
    EXPECT_GT(r.fifos[0].full_stalls, 0U);
  }
}

}  // namespace quartet::test
