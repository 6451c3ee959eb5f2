#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "sim/explore/sweep.hpp"
#include "sim/explore/workers/slurm_array.hpp"
#include "tests/unit/explore/scratch_folder.hpp"

namespace quartet {
namespace {

// A relation leaves holes, so that parts end and begin in them.
const std::string kSpec =
    "schema_version = 1\nworkload = \"kws\"\ndata = \"synthetic\"\nplatform = \"max78000\"\n"
    "[[axis]]\nkey = \"cnn.clock_hz\"\nmin = 1e7\nmax = 1e8\nsteps = 7\n[[axis]]\nkey = \"duty.rate_hz\"\nvalues = [1, 2e5, 4e5, 9e5]\n"
    "[[constraint]]\nleft = \"duty.rate_hz\"\nright = \"cnn.clock_hz\"\nfactor = 0.01\n";

std::vector<std::string> rows(const std::filesystem::path& file) {
  auto store = Store::open(file);
  EXPECT_TRUE(store);
  std::vector<std::string> out;
  EXPECT_TRUE(store->visit(1, [&](const StoredPoint& p) {
    out.push_back(fmt::format("{} {} {} {}", p.ordinal, p.key, to_string(p.result.state), p.result.metrics.at(1).value_or(-1)));
    return true;
  }));
  return out;
}

class Shards : public ::testing::Test {
 protected:
  SweepOptions at(const std::string& name, const Shard& shard = {}) {
    SweepOptions options;
    options.database = scratch_.file(name);
    options.shard = shard;
    return options;
  }
  test::ScratchFolder scratch_;
  SweepSpec spec_ = parse_sweep_spec(kSpec, "s.toml").value();
};

TEST_F(Shards, CoverEveryOrdinalOnceForAnyCount) {
  for (const std::int64_t total : {0, 1, 7, 28, 1000}) {
    for (const std::int64_t count : {1, 2, 3, 8, 50}) {
      std::int64_t next = 0;
      for (std::int64_t i = 0; i < count; ++i) {
        const Shard shard{i, count};
        EXPECT_EQ(shard.first(total), next);
        next = shard.end(total);
      }
      EXPECT_EQ(next, total);
    }
  }
}

TEST_F(Shards, PutTogetherEqualTheWholeHoweverOftenAndInWhichOrder) {
  const auto whole = run_sweep(spec_, at("whole"));
  ASSERT_TRUE(whole) << whole.error().text();
  std::vector<std::string> files;
  for (std::int64_t i = 2; i >= 0; --i) {
    const SweepOptions options = at(fmt::format("part{}", i), {i, 3});
    ASSERT_TRUE(run_sweep(spec_, options));
    files.push_back(options.database.string());
  }
  for (int again = 0; again < 2; ++again) {
    const auto merged = merge_shards(spec_, files, at("merged"));
    ASSERT_TRUE(merged) << merged.error().text();
    EXPECT_EQ(merged->counts.done, whole->counts.done);
    EXPECT_EQ(merged->counts.none, whole->counts.none);
    EXPECT_GT(merged->counts.none, 0);
    EXPECT_EQ(merged->counts.finished(), 28);
  }
  EXPECT_EQ(rows(scratch_.file("merged")), rows(scratch_.file("whole")));
}

TEST_F(Shards, LeaveWhatIsMissingToTheCommandWithoutMerge) {
  ASSERT_TRUE(run_sweep(spec_, at("whole")));
  ASSERT_TRUE(run_sweep(spec_, at("middle", {1, 3})));
  const auto merged = merge_shards(spec_, {scratch_.file("middle").string()}, at("merged"));
  ASSERT_TRUE(merged);
  EXPECT_LT(merged->counts.finished(), 28);
  const auto rest = run_sweep(spec_, at("merged"));
  ASSERT_TRUE(rest) << rest.error().text();
  EXPECT_EQ(rest->counts.finished(), 28);
  EXPECT_EQ(rows(scratch_.file("merged")), rows(scratch_.file("whole")));
}

TEST_F(Shards, AreRefusedWhereTheyDoNotBelong) {
  ASSERT_TRUE(run_sweep(spec_, at("part", {0, 2})));
  const auto other = run_sweep(spec_, at("part", {1, 2}));
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().text().find("--merge"), std::string::npos);
  EXPECT_FALSE(merge_shards(spec_, {scratch_.file("nowhere").string()}, at("merged")));
  SweepSpec changed = spec_;
  changed.seed = 9;
  EXPECT_FALSE(merge_shards(changed, {scratch_.file("part").string()}, at("merged2")));
  SweepSpec search = spec_;
  search.sampler = "evolution";
  search.budget = 8;
  search.objectives = {{1, Goal::minimum}};
  const auto cut = run_sweep(search, at("search", {0, 2}));
  ASSERT_FALSE(cut);
  EXPECT_NE(cut.error().text().find("mpirun"), std::string::npos);
}

TEST_F(Shards, FollowSlurmsVariables) {
  const auto with = [](const char* id, const char* count, const char* first, const char* step) {
    for (const auto& [name, value] : {std::pair{"SLURM_ARRAY_TASK_ID", id}, std::pair{"SLURM_ARRAY_TASK_COUNT", count},
                                      std::pair{"SLURM_ARRAY_TASK_MIN", first}, std::pair{"SLURM_ARRAY_TASK_STEP", step}}) {
      if (value != nullptr)
        setenv(name, value, 1);
      else
        unsetenv(name);
    }
    return slurm_task();
  };
  EXPECT_FALSE(with(nullptr, nullptr, nullptr, nullptr)->has_value());
  EXPECT_EQ((*with("3", "8", "0", "1"))->index, 3);
  EXPECT_EQ((*with("1", "8", "1", "1"))->index, 0) << "--array=1-8";
  EXPECT_EQ((*with("14", "8", "0", "2"))->index, 7) << "--array=0-14:2";
  EXPECT_FALSE(with("9", "2", "5", "1")) << "--array=5,9: no part of two";
  EXPECT_FALSE(with("3", nullptr, nullptr, nullptr));
  with(nullptr, nullptr, nullptr, nullptr);
  EXPECT_EQ(shard_file("s.sqlite", {2, 8}), "s.sqlite.3-of-8");
}

}  // namespace
}  // namespace quartet
