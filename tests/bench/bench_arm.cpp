// The instruction-set simulator on Cortex-M4F: instructions per second with and without timing, on a loop of
// the kind that inference kernels are made of, on one that branches and calls, and along a list.
#include <benchmark/benchmark.h>

#include <vector>

#include "accel/mcu/machine.hpp"

namespace quartet::bench {
namespace {

constexpr double kTimedBar = 300e6;    // instructions/s with timing: docs/architecture.md, speed budget
constexpr double kUntimedBar = 600e6;  // instructions/s without
constexpr std::uint64_t kSlice = 10'000'000;  // cycles of one iteration

/// Behind the vectors: stack pointer, reset.
constexpr std::uint16_t kVectors[] = {0x0000, 0x2010, 0x0009, 0x0000};

/// int8 dot product of 64 elements, endlessly.
const std::vector<std::uint16_t> kDotProduct{
    0xF04F, 0x5000,  // mov.w r0,#0x20000000
    0x4601,          // outer: mov r1,r0
    0x3140,          // adds r1,#64
    0x2440,          // movs r4,#64
    0x4602,          // mov r2,r0
    0xF912, 0x3B01,  // inner: ldrsb.w r3,[r2],#1
    0xF911, 0x5B01,  // ldrsb.w r5,[r1],#1
    0x3C01,          // subs r4,#1
    0xFB03, 0x6605,  // mla r6,r3,r5,r6
    0xD1F7,          // bne.n inner
    0xE7F2,          // b.n outer
};

/// A linear congruential generator whose bits decide two branches and a call a turn.
const std::vector<std::uint16_t> kBranches{
    0xF246, 0x610D,  // movw r1,#0x660d
    0xF2C0, 0x0119,  // movt r1,#0x19
    0xF24F, 0x365F,  // movw r6,#0xf35f
    0xFB00, 0x6001,  // turn: mla r0,r0,r1,r6
    0x0C03,          // lsrs r3,r0,#16
    0x07DA,          // lsls r2,r3,#31
    0xD500,          // bpl.n 1f
    0x3401,          // adds r4,#1
    0x079A,          // 1: lsls r2,r3,#30
    0xD400,          // bmi.n 2f
    0x3501,          // adds r5,#1
    0xF000, 0xF801,  // 2: bl twice
    0xE7F3,          // b.n turn
    0x1964,          // twice: adds r4,r4,r5
    0x4770,          // bx lr
};

/// Builds a list of pointers to the next word, then follows it endlessly.
const std::vector<std::uint16_t> kList{
    0xF04F, 0x5000,  // mov.w r0,#0x20000000
    0x2140,          // movs r1,#64
    0x1D02,          // fill: adds r2,r0,#4
    0x6002,          // str r2,[r0]
    0x4610,          // mov r0,r2
    0x3901,          // subs r1,#1
    0xD1FA,          // bne.n fill
    0x6001,          // str r1,[r0]
    0xF04F, 0x5000,  // again: mov.w r0,#0x20000000
    0x6800,          // next: ldr r0,[r0]
    0x3301,          // adds r3,#1
    0x2800,          // cmp r0,#0
    0xD1FB,          // bne.n next
    0xE7F8,          // b.n again
};

void simulate(benchmark::State& state, const std::vector<std::uint16_t>& code, bool timed) {
  const auto core = mcu::load_core("cortex-m4f");
  if (!core) return state.SkipWithError(core.error().text().c_str());
  mcu::ElfImage image;
  image.machine = mcu::kMachineArm;
  mcu::ElfSegment& segment = image.segments.emplace_back();
  std::vector<std::uint16_t> halves(std::begin(kVectors), std::end(kVectors));
  halves.insert(halves.end(), code.begin(), code.end());
  for (const std::uint16_t half : halves) {
    segment.bytes.push_back(static_cast<std::uint8_t>(half));
    segment.bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  const auto machine = mcu::Machine::make(*core, {timed, false});
  if (!machine || !(*machine)->load(image, "loop")) return state.SkipWithError("the program does not load");
  for (auto _ : state) (*machine)->run((*machine)->cycles() + kSlice);
  if ((*machine)->stop().reason != mcu::StopReason::none) state.SkipWithError("the program stopped");
  state.SetItemsProcessed(static_cast<std::int64_t>((*machine)->instret()));
  state.counters["bar"] = timed ? kTimedBar : kUntimedBar;
}

void arm_dot_product(benchmark::State& state) {
  simulate(state, kDotProduct, state.range(0) != 0);
}
void arm_branches(benchmark::State& state) {
  simulate(state, kBranches, state.range(0) != 0);
}
void arm_list(benchmark::State& state) {
  simulate(state, kList, state.range(0) != 0);
}

BENCHMARK(arm_dot_product)->ArgName("timed")->Arg(1)->Arg(0)->Unit(benchmark::kMillisecond);
BENCHMARK(arm_branches)->ArgName("timed")->Arg(1)->Arg(0)->Unit(benchmark::kMillisecond);
BENCHMARK(arm_list)->ArgName("timed")->Arg(1)->Arg(0)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quartet::bench
