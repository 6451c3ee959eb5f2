#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "sim/explore/store.hpp"
#include "tests/unit/explore/scratch_folder.hpp"

namespace quartet {
namespace {

StoredPoint point(std::int64_t ordinal) {
  StoredPoint p;
  p.ordinal = ordinal;
  p.key = "00112233445566778899aabbccddeeff";
  p.values = {std::to_string(ordinal), ""};
  p.result.metrics.assign(metrics().size(), std::nullopt);
  p.result.metrics[1] = 100.0 + static_cast<double>(ordinal);
  return p;
}

class StoreTest : public ::testing::Test {
 protected:
  Store open() {
    auto store = Store::open(file_);
    EXPECT_TRUE(store) << store.error().text();
    return std::move(*store);
  }
  test::ScratchFolder scratch_;
  std::filesystem::path file_ = scratch_.file("s.sqlite");
  SweepSpec spec_;
};

TEST_F(StoreTest, HandsOutEveryOrdinalOnceAndKeepsWhatIsFinished) {
  Store store = open();
  const auto sweep = store.enter(spec_, 10);
  const auto worker = store.register_worker();
  ASSERT_TRUE(sweep && worker);
  auto claim = store.exchange(*sweep, *worker, {}, 0, {}, {}, 4);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->first, 0);
  EXPECT_EQ(claim->end, 4);
  claim = store.exchange(*sweep, *worker, *claim, 4, {point(0), point(1), point(3)}, {2}, 100);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->first, 4);
  EXPECT_EQ(claim->end, 10);
  std::vector<StoredPoint> rest;
  for (int i = 4; i < 10; ++i) rest.push_back(point(i));
  claim = store.exchange(*sweep, *worker, *claim, 10, rest, {}, 1);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->id, 0);
  const auto counts = store.counts(*sweep);
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->done, 9);
  EXPECT_EQ(counts->none, 1);
  std::vector<std::int64_t> seen;
  ASSERT_TRUE(store.visit(*sweep, [&](const StoredPoint& p) {
    seen.push_back(p.ordinal);
    EXPECT_EQ(p.key, "00112233445566778899aabbccddeeff");
    EXPECT_EQ(p.values.at(0), std::to_string(p.ordinal));
    EXPECT_EQ(p.result.metrics.at(1), 100.0 + static_cast<double>(p.ordinal));
    EXPECT_FALSE(p.result.metrics.at(0));
    return true;
  }));
  EXPECT_EQ(seen, (std::vector<std::int64_t>{0, 1, 3, 4, 5, 6, 7, 8, 9}));
}

TEST_F(StoreTest, GivesWhatADeadProcessHeldToTheNext) {
  std::int64_t sweep = 0;
  {
    Store store = open();
    sweep = store.enter(spec_, 8).value();
  }
  const pid_t child = fork();
  if (child == 0) {
    Store store = std::move(*Store::open(file_));
    const auto worker = store.register_worker();
    const auto claim = store.exchange(sweep, *worker, {}, 0, {}, {}, 5);
    _exit(claim && claim->end == 5 ? 0 : 1);
  }
  int status = 1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  Store store = open();
  const auto worker = store.register_worker();
  const auto claim = store.exchange(sweep, *worker, {}, 0, {}, {}, 100);
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->first, 0);
  EXPECT_EQ(claim->end, 5);
}

TEST_F(StoreTest, KeepsTheClaimsOfTheLivingAndGivesBackTheRestOfAStoppedOne) {
  Store store = open();
  const std::int64_t sweep = store.enter(spec_, 8).value();
  const auto one = store.register_worker(), two = store.register_worker();
  const auto first = store.exchange(sweep, *one, {}, 0, {}, {}, 4);
  const auto second = store.exchange(sweep, *two, {}, 0, {}, {}, 4);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->first, 4) << "the first worker lives";
  ASSERT_TRUE(store.exchange(sweep, *one, *first, 1, {point(0)}, {}, 0));
  const auto again = store.exchange(sweep, *two, *second, 8, {point(4), point(5), point(6), point(7)}, {}, 9);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->first, 1);
  EXPECT_EQ(again->end, 4);
}

TEST_F(StoreTest, OpensForManyThatCreateItAtTheSameMoment) {
  for (int round = 0; round < 20; ++round) {
    const std::filesystem::path file = scratch_.file("many" + std::to_string(round) + ".sqlite");
    int gate[2];
    ASSERT_EQ(pipe(gate), 0);
    std::vector<pid_t> children;
    for (int child = 0; child < 8; ++child) {
      children.push_back(fork());
      if (children.back() != 0) continue;
      char start = 0;
      close(gate[1]);
      (void)!read(gate[0], &start, 1);  // all begin when the writing end is closed
      auto store = Store::open(file);
      if (!store) fprintf(stderr, "%s\n", store.error().text().c_str());
      _exit(store && store->enter(spec_, 10) && store->register_worker() ? 0 : 1);
    }
    close(gate[1]);
    close(gate[0]);
    for (const pid_t child : children) {
      int status = 0;
      waitpid(child, &status, 0);
      EXPECT_EQ(status, 0) << "round " << round;
    }
  }
}

TEST_F(StoreTest, IsTheSameSweepForTheSameSpecificationOnly) {
  Store store = open();
  const auto a = store.enter(spec_, 8), same = store.enter(spec_, 8);
  SweepSpec other = spec_;
  other.seed = 2;
  const auto b = store.enter(other, 8);
  ASSERT_TRUE(a && same && b);
  EXPECT_EQ(*a, *same);
  EXPECT_NE(*a, *b);
}

TEST_F(StoreTest, RefusesFilesThatAreNotItsOwnAndLeavesThemAsTheyAre) {
  std::ofstream(file_) << "this is not a database, and it is longer than a header of sixteen bytes";
  const auto text = Store::open(file_);
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().text().find("not a database"), std::string::npos);
  const auto other = scratch_.file("other.sqlite");
  SQLite::Database(other.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (x)");
  const auto foreign = Store::open(other);
  ASSERT_FALSE(foreign);
  EXPECT_NE(foreign.error().text().find("something else"), std::string::npos);
  const auto nowhere = Store::open(scratch_.file("no/such/folder/s.sqlite"));
  ASSERT_FALSE(nowhere);
}

TEST_F(StoreTest, RefusesAnotherSchemaByName) {
  open();
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("UPDATE meta SET value = 'quartet-sweep-0'");
  const auto old = Store::open(file_);
  ASSERT_FALSE(old);
  EXPECT_NE(old.error().text().find("quartet-sweep-0"), std::string::npos);
}

TEST_F(StoreTest, SaysThatADatabaseIsDamaged) {
  {
    Store store = open();
    const std::int64_t sweep = store.enter(spec_, 2000).value();
    const auto worker = store.register_worker();
    const auto claim = store.exchange(sweep, *worker, {}, 0, {}, {}, 2000);
    std::vector<StoredPoint> points;
    for (int i = 0; i < 2000; ++i) points.push_back(point(i));
    ASSERT_TRUE(store.exchange(sweep, *worker, *claim, 2000, points, {}, 0));
  }
  std::fstream raw(file_, std::ios::in | std::ios::out | std::ios::binary);
  raw.seekp(4096);
  for (int i = 0; i < 100'000; ++i) raw.put('\x5a');
  raw.close();
  auto store = Store::open(file_);
  Result<void> seen;
  if (store) seen = store->visit(1, [](const StoredPoint&) { return true; });
  const Error error = store ? (seen ? Error{} : seen.error()) : store.error();
  ASSERT_FALSE(error.problems.empty());
  EXPECT_NE(error.text().find("malformed"), std::string::npos) << error.text();
}

}  // namespace
}  // namespace quartet
