// A FIFO that is too small stops everything; both back ends say when and where.
#include <gtest/gtest.h>

#include "stream_graphs.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

bool deadlocks(std::int64_t bypass) {
  const auto r = run_events(fork_join(bypass), {});
  EXPECT_TRUE(r) << r.error().text();
  return r->deadlock.has_value();
}

}  // namespace

TEST(Deadlock, NamesTheCycleOfFullAndEmptyFifos) {
  for (const bool stepped : {true, false}) {
    const auto r = stepped ? run_stepped(fork_join(4), {}) : run_events(fork_join(4), {});
    ASSERT_TRUE(r) << r.error().text();
    ASSERT_TRUE(r->deadlock);
    const Deadlock& d = *r->deadlock;
    EXPECT_EQ(d.cycle, r->cycles);
    // The bypass is full, so that the fork stops; so the matrix starves, and the sum that would empty the bypass waits for it.
    ASSERT_EQ(d.circle.size(), 3U);
    EXPECT_EQ(d.circle[0].unit, "fork");
    EXPECT_EQ(d.circle[0].fifo, "bypass");
    EXPECT_TRUE(d.circle[0].full);
    EXPECT_EQ(d.circle[0].occupancy, 4);
    EXPECT_EQ(d.circle[1].unit, "sum");
    EXPECT_EQ(d.circle[1].fifo, "out of the matrix");
    EXPECT_FALSE(d.circle[1].full);
    EXPECT_EQ(d.circle[2].unit, "matrix");
    EXPECT_EQ(d.circle[2].fifo, "into the matrix");
    EXPECT_EQ(d.full, std::vector<std::string>{"bypass"});
    EXPECT_EQ(d.empty, (std::vector<std::string>{"into the matrix", "out of the matrix"}));
    EXPECT_NE(d.text().find("'fork' waits for 'bypass', which is full (4 of 4)"), std::string::npos) << d.text();
  }
}

TEST(Deadlock, EndsWithTheDepthThatHoldsWhatTheBranchKeeps) {
  std::int64_t depth = 1;
  while (deadlocks(depth) && depth < 64) ++depth;
  // The matrix gives nothing before its 16 beats are in; pipelines and registers on the way hold some of them.
  EXPECT_GT(depth, 4);
  EXPECT_LE(depth, 16);
  EXPECT_TRUE(deadlocks(depth - 1));
  EXPECT_FALSE(deadlocks(depth + 1));
}

TEST(Deadlock, IsFoundInALoopThatNothingStarts) {
  StreamGraph g;
  g.name = "loop";
  g.units = {{"sum", "add", {{"channels", 1}, {"pe", 1}, {"pixels", 3}, {"bits", 8}, {"out_bits", 8}}, "", {}},
             {"fork", "duplicate", {{"channels", 1}, {"pe", 1}, {"pixels", 3}, {"bits", 8}}, "", {}}};
  g.sources = {{"source", {"sum", "a"}, always(), 0, nullptr}};
  g.edges = {{{"sum", ""}, {"fork", ""}, 2, "forward"}, {{"fork", "out0"}, {"sum", "b"}, 2, "back"}};
  g.sinks = {{"sink", {"fork", "out1"}, always(), 0}};
  const auto r = run_stepped(g, {});
  ASSERT_TRUE(r) << r.error().text();
  ASSERT_TRUE(r->deadlock);
  EXPECT_EQ(r->deadlock->cycle, 0U);
  EXPECT_EQ(r->deadlock->circle.size(), 2U);
  EXPECT_EQ(run_events(g, {}).value(), *r);
}

TEST(Deadlock, IsNotSeenInALongWait) {
  StreamGraph g = fork_join(32);
  g.sources[0].pattern = blocked_until(5000);
  g.sinks[0].pattern = blocked_until(20000);
  const auto r = run_stepped(g, {});
  ASSERT_TRUE(r) << r.error().text();
  EXPECT_FALSE(r->deadlock);
  EXPECT_EQ(r->sources[0].samples[0].first, 5000U);
  EXPECT_EQ(r->sinks[0].samples[0].first, 20000U);
}

}  // namespace quartet::test
