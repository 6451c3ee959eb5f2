// The system beside the burst model of the platform max78000, phase by phase. The table is printed for
// docs/mcu.md; what is tested is what must hold of two models of the same chip that share the array but not
// the host.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>

#include "accel/cnn/schedule.hpp"
#include "frontends/model/golden_json.hpp"
#include "sim/base/files.hpp"
#include "tests/support/golden_report.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"

namespace quartet::test {
namespace {

/// In cycles of the array's clock.
struct Beside {
  double weight_load, input_load, start, wake, read_out;
};

Beside of_system(const AssembledSystem& s, const soc::Inference& i) {
  const double ratio = s.array.clock_hz / s.params.clock_hz;
  const auto cycles = [&](std::uint32_t phase) {
    return static_cast<double>(phase_cycles(i, phase)) * ratio;
  };
  const auto ps = [&](std::uint64_t from, std::uint64_t to) {
    return static_cast<double>(to - from) * 1e-12 * s.array.clock_hz;
  };
  const std::uint64_t core_ps = static_cast<std::uint64_t>(1e12 / s.params.clock_hz);
  return {cycles(Q_WEIGHT_LOAD), cycles(Q_INPUT_LOAD),
          ps(mark_of(i, Q_START).cycles * core_ps, i.first_layer_ps),
          ps(i.finished_ps, mark_of(i, Q_READ_OUT).cycles * core_ps), cycles(Q_READ_OUT)};
}

Beside of_bursts(const AssembledSystem& s) {
  const cnn::PhaseCycles p = cnn::phase_cycles(s.network, *s.program, s.array);
  const auto d = [](std::uint64_t v) { return static_cast<double>(v); };
  return {d(p.weight_load), d(p.input_load), d(p.start), d(p.interrupt), d(p.read_out)};
}

}  // namespace

TEST(SystemBesideBurstModel, LoadsFasterThanTheMeasuredBytesAndNeverFasterThanTheBus) {
  QUARTET_DATA_OR_SKIP(root, "goldens/max78000/networks");
  int networks = 0;
  std::printf("array cycles, system | burst model: weight load, input load, start, wake, read-out\n");
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    const auto golden = read_golden_network(entry.path());
    ASSERT_TRUE(golden.has_value()) << golden.error().text();
    const AssembledSystem s(golden->network);
    if (s.program->streams()) continue;
    const auto run = s.simulate(golden->inputs);
    ASSERT_TRUE(run.has_value()) << run.error().text();
    const Beside system = of_system(s, *run), bursts = of_bursts(s);
    std::printf("%-18s %9.0f %9.0f | %7.0f %7.0f | %4.0f %3.0f | %4.0f %3.0f | %6.0f %5.0f\n",
                golden->network.name.c_str(), system.weight_load, bursts.weight_load, system.input_load,
                bursts.input_load, system.start, bursts.start, system.wake, bursts.wake, system.read_out,
                bursts.read_out);
    // A word takes its bus cycles at least; the vendor's measured loop is slower than ours.
    const double bus = s.params.bridge_cycles + s.params.write_cycles;
    EXPECT_GE(system.weight_load, bus * static_cast<double>(s.image.weight_words)) << entry.path();
    EXPECT_LE(system.weight_load, bursts.weight_load) << entry.path();
    EXPECT_GE(system.input_load, bus * static_cast<double>(s.image.input_words)) << entry.path();
    EXPECT_LE(system.input_load, bursts.input_load) << entry.path();
    EXPECT_GE(system.start, bus * s.array.quadrants);
    EXPECT_GE(system.wake, s.params.wakeup_s * s.array.clock_hz);
    ++networks;
  }
  EXPECT_GT(networks, 0);
}

}  // namespace quartet::test
