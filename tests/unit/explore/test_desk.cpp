// The same desk, near and far: what goes over a wire is what the database gives.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/explore/workers/remote_desk.hpp"
#include "sim/explore/workers/socket_link.hpp"
#include "sim/explore/workers/supervisor.hpp"
#include "tests/unit/explore/scratch_folder.hpp"

namespace quartet {
namespace {

class DeskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = Store::open(file_);
    ASSERT_TRUE(store);
    sweep_ = store->enter(spec_, 10).value();
  }
  std::unique_ptr<IDesk> near() { return std::move(*open_store_desk(file_, sweep_, {4, 4})); }
  StoredPoint point(std::int64_t ordinal) {
    StoredPoint p;
    p.ordinal = ordinal;
    p.key = "00112233445566778899aabbccddeeff";
    p.values = {"5", "", "word with spaces"};
    p.result.metrics.assign(metrics().size(), std::nullopt);
    p.result.metrics[2] = 0.1 + 0.2;
    p.result.state = ordinal % 2 == 0 ? PointState::done : PointState::infeasible;
    p.result.message = ordinal % 2 == 0 ? "" : "too \"large\"\nby 5";
    return p;
  }
  test::ScratchFolder scratch_;
  std::filesystem::path file_ = scratch_.file("d.sqlite");
  SweepSpec spec_;
  std::int64_t sweep_ = 0;
};

TEST_F(DeskTest, GivesTheSameOverAWire) {
  const auto local = near();
  const auto remote = make_remote_desk([&](const std::string& request) -> Result<std::string> { return answer(*local, request); });
  auto claim = remote->exchange({}, 0, {}, {}, 100);
  ASSERT_TRUE(claim) << claim.error().text();
  EXPECT_EQ(claim->end, 4) << "no further than the cohort";
  const auto waiting = near()->exchange({}, 0, {}, {}, 100);
  ASSERT_TRUE(waiting);
  EXPECT_TRUE(waiting->wait) << "the next cohort waits for this one";
  claim = remote->exchange(*claim, 4, {point(0), point(1), point(3)}, {2}, 3);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->first, 4);
  EXPECT_EQ(claim->end, 7);
  EXPECT_EQ(*remote->finished(0, 10), (std::vector<std::int64_t>{0, 1, 3}));
  const auto there = remote->range(0, 4);
  ASSERT_TRUE(there);
  ASSERT_EQ(there->size(), 3u);
  EXPECT_EQ((*there)[1].values, point(1).values);
  EXPECT_EQ((*there)[1].result.message, point(1).result.message);
  EXPECT_EQ((*there)[1].result.state, PointState::infeasible);
  EXPECT_EQ((*there)[0].result.metrics, point(0).result.metrics);
  EXPECT_FALSE(*remote->cached("k"));
  ASSERT_TRUE(remote->keep_cached("k", 0.75));
  EXPECT_EQ(**remote->cached("k"), 0.75);
  ASSERT_TRUE(remote->record_failure(point(5)));
  EXPECT_EQ(remote->range(5, 6)->size(), 1u);
}

TEST_F(DeskTest, RefusesMessagesThatAreCutShortOrMadeUp) {
  const auto local = near();
  std::string whole;
  const auto remote = make_remote_desk([&](const std::string& request) -> Result<std::string> {
    whole = request;
    return answer(*local, request);
  });
  ASSERT_TRUE(remote->exchange({}, 0, {point(0)}, {1, 2}, 1));
  for (std::size_t cut = 0; cut < whole.size(); cut += 7) {
    const std::string part = whole.substr(0, cut);
    const auto cut_short = make_remote_desk([&](const std::string&) -> Result<std::string> { return answer(*local, part); });
    EXPECT_FALSE(cut_short->exchange({}, 0, {}, {}, 1)) << cut;
  }
  const auto nonsense = make_remote_desk([](const std::string&) -> Result<std::string> { return std::string("ab"); });
  EXPECT_FALSE(nonsense->finished(0, 1));
  const auto error = make_remote_desk([](const std::string&) -> Result<std::string> {
    return answer_with({ErrorCode::bad_input, {{"file", "is broken", "mend it"}}});
  });
  const auto got = error->finished(0, 1);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().problems, (std::vector<Problem>{{"file", "is broken", "mend it"}}));
}

TEST_F(DeskTest, ServesSeveralProcessesOverASocketAndNoticesTheirEnd) {
  auto hub = SocketHub::listen();
  ASSERT_TRUE(hub);
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      const std::string name = hub->name();
      hub->close_all();
      const auto desk = open_socket_desk(name);
      const auto big = desk ? (*desk)->cached(std::string(300'000, 'k')) : Result<std::optional<double>>();
      _exit(big && !*big && (*desk)->keep_cached(std::to_string(i), i) ? 0 : 1);
    }
    children.push_back(child);
  }
  const auto local = near();
  int gone = 0;
  for (int turn = 0; gone < 3 && turn < 5000; ++turn)
    hub->serve(10, {[&](int, const std::string& request) { return answer(*local, request); }, [&](int) { ++gone; }});
  EXPECT_EQ(gone, 3);
  for (const pid_t child : children) {
    int status = 1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(*local->cached(std::to_string(i)), i);
}

TEST(Errors, SurviveTheWayBetweenProcesses) {
  const Error error{ErrorCode::internal, {{"a", "b", "c"}, {"place", "cause with\nlines", ""}}};
  const Error back = error_from_text(error_to_text(error));
  EXPECT_EQ(back.code, error.code);
  EXPECT_EQ(back.problems, error.problems);
  EXPECT_FALSE(error_from_text("garbage").problems.empty());
}

}  // namespace
}  // namespace quartet
