// One inference of the system: values, sleep, interrupt, time.
#include <gtest/gtest.h>

#include "accel/mcu/system/bus_timing.hpp"
#include "tests/unit/cnn/platform_params.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"
#include "tests/unit/max78000_system/test_networks.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

Values golden(const Network& network, const std::vector<Values>& inputs) {
  auto interpreter = Interpreter::create(network, {});
  EXPECT_TRUE(interpreter && interpreter->run(inputs));
  return interpreter->tensor(network.logits());
}

soc::Inference run(const AssembledSystem& s, std::uint64_t seed = 1) {
  const auto inference = s.simulate(NetworkBuilder::random_inputs(s.network, seed));
  EXPECT_TRUE(inference.has_value()) << (inference ? "" : inference.error().text());
  return inference ? *inference : soc::Inference{};
}

std::uint64_t total(const std::vector<std::uint64_t>& values) {
  std::uint64_t sum = 0;
  for (const std::uint64_t v : values) sum += v;
  return sum;
}

}  // namespace

TEST(SystemInference, UnloadsTheGoldenValuesInTheNetworksOrder) {
  for (const Network& network :
       {classifier(false), classifier(true), image_to_image(5), image_to_image(70)}) {
    const AssembledSystem s(network);
    for (std::uint64_t seed = 1; seed < 3; ++seed)
      EXPECT_EQ(run(s, seed).core.values, golden(network, NetworkBuilder::random_inputs(network, seed)));
  }
}

TEST(SystemInference, FeedsAStreamingNetworkThroughTheFifosWhileTheLayersRun) {
  const Network network = streaming();
  cnn::Params array = platform_params("max78000");
  array.fifo = "on";
  array.max_stream_layers = 1;
  const AssembledSystem s(network, array, system_params("max78000-system"));
  ASSERT_TRUE(s.program->streams());
  const soc::Inference inference = run(s);
  EXPECT_EQ(inference.core.values, golden(network, NetworkBuilder::random_inputs(network, 1)));
  // The core is awake while it feeds and sleeps behind it.
  const auto timing = soc::BusTiming(s.params, s.array);
  ASSERT_EQ(inference.naps.size(), 1U);
  EXPECT_GT(timing.time_of(inference.naps[0].from), inference.first_layer_ps + 64 * 60 * 60'000ULL);
}

TEST(SystemInference, TheCoreSleepsWhileTheArrayRunsAndNotMuchLonger) {
  const Network network = classifier(true);
  const AssembledSystem s(network);
  const soc::Inference i = run(s);
  ASSERT_EQ(i.naps.size(), 1U);
  const soc::BusTiming timing(s.params, s.array);
  const std::uint64_t slept = i.naps[0].to - i.naps[0].from;
  EXPECT_EQ(slept, mark_of(i, Q_PHASES).sleep_cycles);
  EXPECT_EQ(i.naps[0].to, timing.wake_cycle(i.finished_ps));  // interrupt and wake-up time, in whole cycles
  // Ready one cycle later, not earlier: the array's whole time but the instructions between its start and
  // wfi.
  const std::uint64_t busy = i.finished_ps - i.first_layer_ps;
  EXPECT_EQ(busy, total(i.layer_cycles) * timing.array_ps());
  const std::uint64_t wake = timing.wake_cycle(0);
  constexpr std::uint64_t kBeforeSleep = 40;  // core cycles: the stores' bus time, cpsid, the test, wfi
  EXPECT_LE(slept, timing.cycle_from(busy) + wake);
  EXPECT_GE(slept + kBeforeSleep, timing.cycle_from(busy) + wake);
}

TEST(SystemInference, TheWakeUpTimeDelaysWhatIsBehindItAndNothingElse) {
  const Network network = classifier(true);
  const AssembledSystem fast(network);
  soc::SystemParams params = fast.params;
  params.wakeup_s += 5e-6;
  const AssembledSystem slow(network, fast.array, params);
  const soc::Inference a = run(fast), b = run(slow);
  EXPECT_EQ(mark_of(b, Q_READ_OUT).cycles, mark_of(a, Q_READ_OUT).cycles + 500);
  EXPECT_EQ(b.finished_ps, a.finished_ps);
  EXPECT_EQ(phase_cycles(b, Q_SOFTMAX_PHASE), phase_cycles(a, Q_SOFTMAX_PHASE));
}

TEST(SystemInference, AnInterruptBeforeTheCoreComesToSleepIsNotLost) {
  const Network network = classifier(true);
  const AssembledSystem usual(network);
  soc::SystemParams params = usual.params;
  params.clock_hz = 50e3;  // the array is ready long before the core has found its wfi
  const AssembledSystem s(network, usual.array, params);
  const soc::Inference inference = run(s);
  EXPECT_EQ(inference.core.values, run(usual).core.values);
  EXPECT_EQ(mark_of(inference, Q_PHASES).sleep_cycles, 0U);
  const auto planned = s.plan();
  ASSERT_TRUE(planned.has_value()) << planned.error().text();
  EXPECT_EQ(mark_of(*planned, Q_READ_OUT).cycles, mark_of(inference, Q_READ_OUT).cycles);
}

TEST(SystemInference, NothingDependsOnTheQuantum) {
  const Network network = classifier(true);
  const AssembledSystem usual(network);
  const soc::Inference a = run(usual);
  for (const std::int64_t quantum : {1, 7, 333, 1'000'000}) {
    soc::SystemParams params = usual.params;
    params.quantum_cycles = quantum;
    const AssembledSystem s(network, usual.array, params);
    const soc::Inference b = run(s);
    ASSERT_EQ(a.core.marks.size(), b.core.marks.size());
    for (std::size_t k = 0; k < a.core.marks.size(); ++k) {
      EXPECT_EQ(a.core.marks[k].cycles, b.core.marks[k].cycles) << "quantum " << quantum << ", mark " << k;
      EXPECT_EQ(a.core.marks[k].instructions, b.core.marks[k].instructions) << "quantum " << quantum;
    }
    EXPECT_EQ(a.finished_ps, b.finished_ps);
    EXPECT_EQ(a.core.values, b.core.values);
  }
}

TEST(SystemInference, IsTheSameEveryTime) {
  const Network network = classifier(false);
  const AssembledSystem s(network);
  const soc::Inference a = run(s), b = run(s);
  EXPECT_EQ(a.core.values, b.core.values);
  EXPECT_EQ(a.core.probabilities, b.core.probabilities);
  EXPECT_EQ(a.core.marks.back().cycles, b.core.marks.back().cycles);
  EXPECT_EQ(a.core.marks.back().instructions, b.core.marks.back().instructions);
}

TEST(SystemInference, ClocksOfCoreAndArrayAreIndependent) {
  const Network network = classifier(true);
  const AssembledSystem usual(network);
  cnn::Params array = usual.array;
  array.clock_hz = 12.5e6;
  const AssembledSystem slow_array(network, array, usual.params);
  const soc::Inference a = run(usual), b = run(slow_array);
  EXPECT_EQ(a.layer_cycles, b.layer_cycles);
  EXPECT_EQ(b.finished_ps - b.first_layer_ps, 4 * (a.finished_ps - a.first_layer_ps));
  EXPECT_EQ(phase_cycles(a, Q_INPUT_LOAD), phase_cycles(b, Q_INPUT_LOAD));
  array = usual.array;
  array.clock_hz = 30e6;  // no divider of the core's clock
  const AssembledSystem odd(network, array, usual.params);
  EXPECT_EQ(run(odd).core.values, a.core.values);
}

}  // namespace quartet::test
