// A block verilated with --sc behaves as the same block verilated with --cc, also inside a running SystemC simulation.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <systemc>

#include "accel/rtl/plugin/reset_check.hpp"
#include "accel/rtl/plugin/timed_block.hpp"
#include "sim/kernel/fresh_kernel.hpp"
#include "tests/rtl/plugin/plugin_fixture.hpp"

namespace quartet::rtl {
namespace {

/// A run with random inputs in every cycle as one list of every output in every cycle.
class RandomRun {
 public:
  explicit RandomRun(RtlModel& model) : ports_(model.ports()) {
    for (const char* name : {"clk", "clk2", "tck", "rst_n", "mode"}) fixed_.push_back(name);
  }
  void cycle(RtlModel& model) {
    for (RtlPort& port : ports_) {
      if (port.direction() == Direction::out || std::find(fixed_.begin(), fixed_.end(), port.name()) != fixed_.end()) continue;
      std::vector<std::uint32_t> words(port.word_count());
      for (std::uint32_t& word : words) word = next();
      port.write_words(words.data());
    }
    model.settle();
    for (const RtlPort& port : ports_) {
      if (port.direction() == Direction::in) continue;
      std::vector<std::uint32_t> words(port.word_count());
      port.read_words(words.data());
      seen.insert(seen.end(), words.begin(), words.end());
    }
  }
  std::vector<std::uint32_t> seen;

 private:
  std::uint32_t next() { return static_cast<std::uint32_t>((state_ = state_ * 6364136223846793005u + 1442695040888963407u) >> 33); }
  std::vector<RtlPort> ports_;
  std::vector<std::string> fixed_;
  std::uint64_t state_ = 1;
};

std::vector<std::uint32_t> run(const std::string& name) {
  const auto model = test_model(name, 0);
  model->reset();
  RandomRun random(*model);
  for (int i = 0; i < 200; ++i) {
    random.cycle(*model);
    model->tick();
  }
  return random.seen;
}

}  // namespace

TEST(SystemCFlavour, GivesTheOutputsOfTheOtherInEveryCycle) {
  const std::vector<std::uint32_t> cc = run("test_wide");
  EXPECT_EQ(cc, run("test_wide_sc"));
  EXPECT_EQ(cc.size(), 200u * (1 + 1 + 25 + 2 + 1 + 1 + 1));
}

TEST(SystemCFlavour, RunsInsideASystemCSimulation) {
  struct Driver final : IBlockDriver {
    explicit Driver(RtlModel& model) : random(model) {}
    Next before_edge(RtlModel& model) override {
      random.cycle(model);
      return model.cycle() + 1 < 200 ? Next::cycle : Next::end;
    }
    RandomRun random;
  };
  const auto model = test_model("test_wide_sc", 0);
  model->reset();
  Driver driver(*model);
  const Result<void> ran = run_in_fresh_kernel([&]() -> Result<void> {
    TimedBlock block("block", *model, driver, sc_core::sc_time(10, sc_core::SC_NS));
    sc_core::sc_start();
    return block.check();
  });
  ASSERT_TRUE(ran) << ran.error().text();
  EXPECT_EQ(driver.random.seen, run("test_wide"));
}

TEST(SystemCFlavour, WritesWaves) {
  const auto model = test_model("test_wide_sc");
  model->reset();
  const std::string file = testing::TempDir() + "systemc.fst";
  ASSERT_TRUE(model->open_wave(file));
  for (int i = 0; i < 20; ++i) {
    model->settle();
    model->tick();
  }
  model->close_wave();
  EXPECT_GT(std::filesystem::file_size(file), 100u);
}

TEST(SystemCFlavour, PassesTheResetCheck) {
  const auto checked = check_reset(test_plugin("test_wide_sc"));
  EXPECT_TRUE(checked) << checked.error().text();
}

}  // namespace quartet::rtl
