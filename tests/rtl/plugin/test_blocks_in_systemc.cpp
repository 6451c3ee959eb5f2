// A block inside SystemC, on a clock and with a period of its own.
#include <gtest/gtest.h>

#include <map>
#include <systemc>

#include "accel/rtl/plugin/clocked_block.hpp"
#include "accel/rtl/plugin/timed_block.hpp"
#include "sim/kernel/fresh_kernel.hpp"
#include "tests/rtl/plugin/plugin_fixture.hpp"

namespace quartet::rtl {
namespace {

using sc_core::SC_NS;
using sc_core::sc_time;

/// Another process of the simulation: each `every` it writes the number of its activations where the block sees it.
struct Neighbour : sc_core::sc_module {
  std::uint64_t value = 0;
  sc_time every;
  Neighbour(const sc_core::sc_module_name& name, const sc_time& period) : sc_core::sc_module(name), every(period) {
    SC_HAS_PROCESS(Neighbour);
    SC_METHOD(write);
    dont_initialize();
    start.notify(every);
    sensitive << start;
  }
  void write() {
    ++value;
    start.notify(every);
  }
  sc_core::sc_event start;
};

/// Records what the block's input was in each cycle; ends after `cycles`.
class Recorder final : public IBlockDriver {
 public:
  Recorder(RtlModel& model, std::uint64_t cycles, const std::uint64_t* source)
      : in_(test_port(model, "a64")), sum_(test_port(model, "sum_o")), cycles_(cycles), source_(source) {}
  Next before_edge(RtlModel& model) override {
    in_.set(source_ == nullptr ? model.cycle() : *source_);
    model.settle();
    seen.push_back(sum_.get());
    if (seen.size() % kSynchronizeEvery == 0) return Next::synchronize;
    if (seen.size() < cycles_) return Next::cycle;
    if (stop_kernel) sc_core::sc_stop();
    return Next::end;
  }
  std::vector<std::uint64_t> seen;
  bool stop_kernel = true;

 private:
  static constexpr std::size_t kSynchronizeEvery = 37;
  RtlPort in_, sum_;
  std::uint64_t cycles_;
  const std::uint64_t* source_;
};

enum class Wrapper { clock, period, period_without_running_ahead };

// What a block of 10 ns sees of a neighbour that changes every 73 ns.
std::vector<std::uint64_t> observe(Wrapper wrapper) {
  const auto model = test_model("test_wide");
  model->reset();
  std::vector<std::uint64_t> seen;
  const Result<void> ran = run_in_fresh_kernel([&]() -> Result<void> {
    Neighbour neighbour("neighbour", sc_time(73, SC_NS));
    Recorder recorder(*model, 500, &neighbour.value);
    if (wrapper == Wrapper::clock) {
      sc_core::sc_clock clock("clock", 10, SC_NS);
      ClockedBlock block("block", *model, recorder);
      block.clock(clock);
      sc_core::sc_start();
    } else {
      TimedBlock block("block", *model, recorder, sc_time(10, SC_NS), wrapper == Wrapper::period ? 1000 : 1);
      sc_core::sc_start();
    }
    seen = recorder.seen;
    return {};
  });
  EXPECT_TRUE(ran) << ran.error().text();
  return seen;
}

}  // namespace

TEST(BlockInSystemC, SeesItsNeighboursAtTheRightCycleOnAClock) {
  const std::vector<std::uint64_t> seen = observe(Wrapper::clock);
  ASSERT_EQ(seen.size(), 500u);
  for (std::size_t cycle = 0; cycle < seen.size(); ++cycle) {
    if (cycle * 10 % 73 != 0) { EXPECT_EQ(seen[cycle], cycle * 10 / 73) << "cycle " << cycle; }
  }
}

TEST(BlockInSystemC, RunningAheadChangesNothingThatItSees) {
  const std::vector<std::uint64_t> ahead = observe(Wrapper::period);
  EXPECT_EQ(ahead, observe(Wrapper::period_without_running_ahead));
  ASSERT_EQ(ahead.size(), 500u);
  for (std::size_t cycle = 0; cycle < ahead.size(); ++cycle) {
    if (cycle * 10 % 73 != 0) { EXPECT_EQ(ahead[cycle], cycle * 10 / 73) << "cycle " << cycle; }
  }
}

TEST(BlockInSystemC, RunsAheadInFewActivations) {
  const auto model = test_model("test_wide");
  model->reset();
  std::uint64_t deltas = 0;
  const Result<void> ran = run_in_fresh_kernel([&]() -> Result<void> {
    Recorder recorder(*model, 30, nullptr);
    TimedBlock block("block", *model, recorder, sc_time(10, SC_NS), 1000);
    sc_core::sc_start();
    deltas = sc_core::sc_delta_count();
    return block.check();
  });
  ASSERT_TRUE(ran) << ran.error().text();
  EXPECT_EQ(model->cycle(), 30u);
  EXPECT_LE(deltas, 2u);
}

TEST(BlockInSystemC, IsNotClockedAfterItsEnd) {
  const auto model = test_model("test_wide");
  model->reset();
  const Result<void> ran = run_in_fresh_kernel([&]() -> Result<void> {
    Recorder recorder(*model, 25, nullptr);
    recorder.stop_kernel = false;
    sc_core::sc_clock clock("clock", 10, SC_NS);
    ClockedBlock block("block", *model, recorder);
    block.clock(clock);
    sc_core::sc_start(sc_time(1000, SC_NS));
    return block.check();
  });
  ASSERT_TRUE(ran) << ran.error().text();
  EXPECT_EQ(model->cycle(), 25u);
}

TEST(BlockInSystemC, GivesTheBlocksOwnErrorWhenItStopsItself) {
  const auto model = test_model("test_stopping");
  model->reset();
  test_port(*model, "how").set(3);
  struct Settle final : IBlockDriver {
    Next before_edge(RtlModel& m) override {
      m.settle();
      return Next::cycle;
    }
  } driver;
  const Result<void> ran = run_in_fresh_kernel([&]() -> Result<void> {
    TimedBlock block("block", *model, driver, sc_time(10, SC_NS));
    sc_core::sc_start(sc_time(100'000, SC_NS));
    return block.check();
  });
  ASSERT_FALSE(ran);
  EXPECT_NE(ran.error().text().find("no further than 5"), std::string::npos) << ran.error().text();
  EXPECT_EQ(model->cycle(), 6u);
}

}  // namespace quartet::rtl
