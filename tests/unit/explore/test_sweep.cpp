#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "sim/explore/front_check.hpp"
#include "sim/explore/sweep.hpp"
#include "tests/unit/explore/scratch_folder.hpp"

namespace quartet {
namespace {

const std::string kSpec =
    "schema_version = 1\nworkload = \"kws\"\ndata = \"synthetic\"\nplatform = \"max78000\"\npoint_timeout_s = 1\n"
    "[[axis]]\nkey = \"cnn.clock_hz\"\nmin = 1e7\nmax = 1e8\nsteps = 7\n"
    "[[axis]]\nkey = \"tech.quadrant_cycle\"\nmin = 1e-11\nmax = 1e-9\nscale = \"log\"\nsteps = 5\n"
    "[[objective]]\nmetric = \"latency.seconds\"\n[[objective]]\nmetric = \"energy.total_j\"\n";

// Does something at one ordinal, in worker processes only.
class TrappedSampler final : public ISampler {
 public:
  TrappedSampler(std::unique_ptr<ISampler> inner, std::int64_t trap, void (*act)()) : inner_(std::move(inner)), trap_(trap), act_(act) {}
  std::int64_t count() const override { return inner_->count(); }
  std::optional<PointValues> point(std::int64_t ordinal) override {
    if (ordinal == trap_ && getpid() != parent_) act_();
    return inner_->point(ordinal);
  }

 private:
  std::unique_ptr<ISampler> inner_;
  std::int64_t trap_;
  void (*act_)();
  pid_t parent_ = getpid();
};

class SweepTest : public ::testing::Test {
 protected:
  std::vector<std::string> rows(const std::filesystem::path& file) {
    auto store = Store::open(file);
    EXPECT_TRUE(store);
    std::vector<std::string> out;
    EXPECT_TRUE(store->visit(1, [&](const StoredPoint& p) {
      std::string row = fmt::format("{} {} {} {}", p.ordinal, p.key, to_string(p.result.state), p.result.message);
      for (const std::string& value : p.values) row += fmt::format(" {}", value);
      for (const auto& value : p.result.metrics) row += value ? fmt::format(" {}", *value) : std::string(" -");
      out.push_back(row);
      return true;
    }));
    return out;
  }
  test::ScratchFolder scratch_;
  SweepSpec spec_ = parse_sweep_spec(kSpec, "s.toml").value();
};

TEST_F(SweepTest, GivesTheSameRowsForAnyNumberOfWorkers) {
  for (const int jobs : {1, 3}) {
    SweepOptions options;
    options.database = scratch_.file(std::to_string(jobs));
    options.jobs = jobs;
    const auto outcome = run_sweep(spec_, options);
    ASSERT_TRUE(outcome) << outcome.error().text();
    EXPECT_EQ(outcome->counts.done, 35);
    EXPECT_FALSE(outcome->interrupted);
  }
  EXPECT_EQ(rows(scratch_.file("1")), rows(scratch_.file("3")));
  EXPECT_EQ(rows(scratch_.file("1")).size(), 35u);
}

TEST_F(SweepTest, RecordsAPointThatKillsItsProcessAndGoesOn) {
  TrappedSampler sampler(std::move(*make_sampler(spec_)), 11, [] { kill(getpid(), SIGKILL); });
  SweepOptions options;
  options.database = scratch_.file("crash");
  options.jobs = 2;
  const auto outcome = run_sweep(spec_, sampler, options);
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_EQ(outcome->counts.failed, 1);
  EXPECT_EQ(outcome->counts.done, 34);
  EXPECT_NE(rows(options.database).at(11).find("signal 9"), std::string::npos);
}

TEST_F(SweepTest, EndsAPointThatTakesTooLong) {
  TrappedSampler sampler(std::move(*make_sampler(spec_)), 3, [] { for (;;) pause(); });
  SweepOptions options;
  options.database = scratch_.file("slow");
  const auto outcome = run_sweep(spec_, sampler, options);
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_EQ(outcome->counts.failed, 1);
  EXPECT_EQ(outcome->counts.done, 34);
  EXPECT_NE(rows(options.database).at(3).find("point_timeout_s"), std::string::npos);
}

TEST_F(SweepTest, KeepsWhatIsDoneWhenItIsStoppedAndGoesOnLater) {
  const std::atomic<bool> stop{true};
  SweepOptions options;
  options.database = scratch_.file("stopped");
  options.stop = &stop;
  const auto first = run_sweep(spec_, options);
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->interrupted);
  EXPECT_LT(first->counts.finished(), 35);
  options.stop = nullptr;
  const auto second = run_sweep(spec_, options);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->counts.done, 35);
  SweepOptions whole;
  whole.database = scratch_.file("whole");
  ASSERT_TRUE(run_sweep(spec_, whole));
  EXPECT_EQ(rows(options.database), rows(whole.database));
}

TEST_F(SweepTest, FindsTheFrontAndTheSameFiguresOnTheSimulateRung) {
  SweepOptions options;
  options.database = scratch_.file("front");
  const auto outcome = run_sweep(spec_, options);
  ASSERT_TRUE(outcome);
  auto store = Store::open(options.database);
  ASSERT_TRUE(store);
  const auto front = front_of(*store, outcome->sweep, spec_.objectives);
  ASSERT_TRUE(front);
  ASSERT_FALSE(front->empty());
  const std::atomic<bool> stop{false};
  const auto differences = check_front(spec_, *front, stop);
  ASSERT_TRUE(differences);
  for (const FrontDifference& d : *differences) {
    EXPECT_EQ(d.compared, static_cast<std::int64_t>(front->size()));
    EXPECT_LT(d.largest, 1e-6) << d.metric;
  }
}

TEST_F(SweepTest, NamesAnAxisThatMovesNoMetric) {
  const auto spec = parse_sweep_spec(kSpec + "[[axis]]\nkey = \"duty.battery_mah\"\nvalues = [100, 200]\n", "s.toml");
  ASSERT_TRUE(spec);
  auto sampler = make_sampler(*spec);
  auto runner = PointRunner::create(*spec);
  ASSERT_TRUE(sampler && runner);
  const auto idle = idle_axes(*spec, **sampler, *runner);
  ASSERT_TRUE(idle);
  EXPECT_EQ(*idle, std::vector<std::string>{"duty.battery_mah"});
}

}  // namespace
}  // namespace quartet
