// RTL in the loop: a Verilated block with a 96-bit and a 768-bit input inside SystemC beside its bare loop: with a period of
// its own, and on a clock signal. All are measured in turns in one run, CPU time, the best of three.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>

#include "accel/rtl/plugin/clocked_block.hpp"
#include "accel/rtl/plugin/timed_block.hpp"
#include "sim/kernel/fresh_kernel.hpp"
#include "tests/bench/rtl/bare_loop.hpp"

namespace quartet::bench {
namespace {

constexpr double kRatioBar = 0.75;  // of the bare loop: docs/architecture.md, speed budget
constexpr std::uint64_t kCycles = 300'000;
constexpr int kTurns = 3;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Writes the beats of the bare loop through port views, adds up the results, and ends after as many cycles.
class Driver final : public rtl::IBlockDriver {
 public:
  Driver(const rtl::RtlModel& model, std::uint64_t cycles)
      : x_(*model.port("x_data")), w_(*model.port("w_data")), y_(*model.port("y_data")), y_valid_(*model.port("y_valid")), left_(cycles) {
    model.port("x_valid")->set(1);
    model.port("y_ready")->set(1);
  }
  Next before_edge(rtl::RtlModel& model) override {
    std::array<std::uint32_t, kXWords> x;
    std::array<std::uint32_t, kWWords> w;
    for (std::uint32_t& word : x) word = beats_.next();
    for (std::uint32_t& word : w) word = beats_.next();
    x_.write_words(x.data());
    w_.write_words(w.data());
    model.settle();
    if (y_valid_.get() != 0) {
      std::array<std::uint32_t, kYWords> y;
      y_.read_words(y.data());
      for (const std::uint32_t word : y) sum += word;
    }
    if (--left_ > 0) return Next::cycle;
    sc_core::sc_stop();
    return Next::end;
  }
  std::uint64_t sum = 0;

 private:
  rtl::RtlPort x_, w_, y_, y_valid_;
  std::uint64_t left_;
  BeatSource beats_;
};

/// Builds the block in the present kernel and runs it until the driver ends.
using Simulation = Result<void> (*)(rtl::RtlModel&, Driver&);

Result<void> with_period(rtl::RtlModel& model, Driver& driver) {
  rtl::TimedBlock block("block", model, driver, sc_core::sc_time(10, sc_core::SC_NS));
  sc_core::sc_start();
  return block.check();
}

Result<void> on_clock(rtl::RtlModel& model, Driver& driver) {
  sc_core::sc_clock clock("clock", 10, sc_core::SC_NS);
  rtl::ClockedBlock block("block", model, driver);
  block.clock(clock);
  sc_core::sc_start();
  return block.check();
}

Result<std::uint64_t> run_wrapped(Simulation simulation) {
  const auto plugin = rtl::find_plugin(std::string(QUARTET_TEST_RTL_DIR) + "/bench_matrix_vector.so");
  if (!plugin) return pass(plugin.error());
  const auto model = rtl::RtlModel::create(*plugin);
  if (!model) return pass(model.error());
  (*model)->reset();
  Driver driver(**model, kCycles);
  const Result<void> ran = run_in_fresh_kernel([&] { return simulation(**model, driver); });
  if (!ran) return pass(ran.error());
  return driver.sum;
}

/// Seconds of kCycles, the best of the turns; nullopt when a wrapped run does not give the sum of the bare loop.
struct Measured {
  double bare = 1e30;
  double with_period = 1e30;
  double on_clock = 1e30;
};

bool timed(double& best, std::uint64_t expected, Simulation simulation) {
  const double start = cpu_seconds();
  const Result<std::uint64_t> sum = run_wrapped(simulation);
  best = std::min(best, cpu_seconds() - start);
  return sum && *sum == expected;
}

std::optional<Measured> measure() {
  Measured best;
  for (int turn = 0; turn < kTurns; ++turn) {
    const double start = cpu_seconds();
    const std::uint64_t expected = run_bare(kCycles);
    best.bare = std::min(best.bare, cpu_seconds() - start);
    if (!timed(best.with_period, expected, with_period) || !timed(best.on_clock, expected, on_clock)) return std::nullopt;
  }
  return best;
}

/// Measured once, shown under three names.
void report(benchmark::State& state, double Measured::*which, bool has_bar) {
  static const std::optional<Measured> measured = measure();
  if (!measured) {
    state.SkipWithError("the wrapped block does not give the bare loop's results");
    return;
  }
  const double seconds = (*measured).*which;
  for (auto _ : state) state.SetIterationTime(seconds);
  state.SetItemsProcessed(static_cast<std::int64_t>(kCycles) * state.iterations());
  state.counters["of_bare"] = measured->bare / seconds;
  if (has_bar) state.counters["bar"] = kRatioBar * static_cast<double>(kCycles) / measured->bare;
}

void rtl_bare_cycles(benchmark::State& state) { report(state, &Measured::bare, false); }
void rtl_in_systemc_cycles(benchmark::State& state) { report(state, &Measured::with_period, true); }
void rtl_on_sc_clock_cycles(benchmark::State& state) { report(state, &Measured::on_clock, false); }

BENCHMARK(rtl_bare_cycles)->UseManualTime()->Iterations(1);
BENCHMARK(rtl_in_systemc_cycles)->UseManualTime()->Iterations(1);
BENCHMARK(rtl_on_sc_clock_cycles)->UseManualTime()->Iterations(1);

}  // namespace
}  // namespace quartet::bench
