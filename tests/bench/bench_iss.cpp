// The instruction-set simulator on one core: instructions per second with and without timing, on a loop of
// the kind that inference kernels are made of and on one that branches and calls.
#include <benchmark/benchmark.h>

#include <vector>

#include "accel/mcu/machine.hpp"

namespace quartet::bench {
namespace {

constexpr double kTimedBar = 300e6;    // instructions/s with timing: docs/architecture.md, speed budget
constexpr double kUntimedBar = 600e6;  // instructions/s without
constexpr std::uint32_t kBase = 0x80000000;
constexpr std::uint64_t kSlice = 10'000'000;  // cycles of one iteration

/// int8 dot product of 64 elements, endlessly: two loads, two pointer steps, multiply, add, branch.
const std::vector<std::uint32_t> kDotProduct{
    0x800022B7,  // lui  t0, 0x80002
    0x04000313,  // addi t1, zero, 64
    0x00028393,  // outer: addi t2, t0, 0
    0x04028E13,  // addi t3, t0, 64
    0x00030E93,  // addi t4, t1, 0
    0x00038503,  // inner: lb a0, 0(t2)
    0x000E0583,  // lb   a1, 0(t3)
    0x00138393,  // addi t2, t2, 1
    0x001E0E13,  // addi t3, t3, 1
    0x02B50533,  // mul  a0, a0, a1
    0x00A60633,  // add  a2, a2, a0
    0xFFFE8E93,  // addi t4, t4, -1
    0xFE0E92E3,  // bne  t4, zero, inner
    0xFD5FF06F,  // jal  zero, outer
};

/// A linear congruential generator whose bits decide two branches and a call a turn.
const std::vector<std::uint32_t> kBranches{
    0x001965B7,  // lui  a1, 0x196
    0x60D58593,  // addi a1, a1, 0x60d
    0x3C6EF637,  // lui  a2, 0x3c6ef
    0x02B50533,  // turn: mul a0, a0, a1
    0x00C50533,  // add  a0, a0, a2
    0x01055693,  // srli a3, a0, 16
    0x0016F713,  // andi a4, a3, 1
    0x00070463,  // beq  a4, zero, +8
    0x00178793,  // addi a5, a5, 1
    0x0026F713,  // andi a4, a3, 2
    0x00071463,  // bne  a4, zero, +8
    0x00C000EF,  // jal  ra, twice
    0x00180813,  // addi a6, a6, 1
    0xFD9FF06F,  // jal  zero, turn
    0x00F787B3,  // twice: add a5, a5, a5
    0x00008067,  // jalr zero, 0(ra)
};

/// The same with Xpulp: 16 passes of a hardware loop of two loads that step their pointers, an addition and a dot product
/// of four elements.
const std::vector<std::uint32_t> kXpulpDotProduct{
    0x800022B7,  // lui  t0, 0x80002
    0x00028393,  // outer: addi t2, t0, 0
    0x04028E13,  // addi t3, t0, 64
    0x0102C62B,  // cv.setupi 0, 16, end
    0x0043A50B,  // cv.lw a0, (t2), 4
    0x004E258B,  // cv.lw a1, (t3), 4
    0x00168693,  // addi a3, a3, 1
    0xA8B5167B,  // cv.sdotsp.b a2, a0, a1
    0xFE5FF06F,  // end: jal zero, outer
};

/// `native`: with host code for blocks that run often, as shipped; else by ops alone, as on a host that has none.
void simulate(benchmark::State& state, const std::vector<std::uint32_t>& code, bool timed, double bar,
              bool native = true) {
  const auto core = mcu::load_core("cv32e40p");
  if (!core) return state.SkipWithError(core.error().text().c_str());
  mcu::ElfImage image;
  image.machine = mcu::kMachineRiscv;
  image.entry = kBase;
  mcu::ElfSegment& segment = image.segments.emplace_back();
  segment.address = segment.load_address = kBase;
  for (const std::uint32_t word : code) {
    for (int i = 0; i < 4; ++i) segment.bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
  }
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  mcu::MachineOptions options;
  options.timed = timed;
  if (!native) options.native_after = 0;
  const auto machine = mcu::Machine::make(*core, options);
  if (!machine || !(*machine)->load(image, "loop")) return state.SkipWithError("the program does not load");
  for (auto _ : state) (*machine)->run((*machine)->cycles() + kSlice);
  if ((*machine)->stop().reason != mcu::StopReason::none) state.SkipWithError("the program stopped");
  state.SetItemsProcessed(static_cast<std::int64_t>((*machine)->instret()));
  state.counters["bar"] = bar;
}

void iss_dot_product_timed(benchmark::State& state) {
  simulate(state, kDotProduct, true, kTimedBar);
}
void iss_dot_product_untimed(benchmark::State& state) {
  simulate(state, kDotProduct, false, kUntimedBar);
}
void iss_branches_timed(benchmark::State& state) {
  simulate(state, kBranches, true, kTimedBar);
}
void iss_branches_untimed(benchmark::State& state) {
  simulate(state, kBranches, false, kUntimedBar);
}

void iss_dot_product_by_ops(benchmark::State& state) {
  simulate(state, kDotProduct, true, kTimedBar, false);
}
void iss_branches_by_ops(benchmark::State& state) {
  simulate(state, kBranches, true, kTimedBar, false);
}
void iss_xpulp_dot_product_timed(benchmark::State& state) {
  simulate(state, kXpulpDotProduct, true, kTimedBar);
}
void iss_xpulp_dot_product_untimed(benchmark::State& state) {
  simulate(state, kXpulpDotProduct, false, kUntimedBar);
}

BENCHMARK(iss_dot_product_timed)->Unit(benchmark::kMillisecond);
BENCHMARK(iss_dot_product_untimed)->Unit(benchmark::kMillisecond);
BENCHMARK(iss_branches_timed)->Unit(benchmark::kMillisecond);
BENCHMARK(iss_branches_untimed)->Unit(benchmark::kMillisecond);
BENCHMARK(iss_dot_product_by_ops)->Unit(benchmark::kMillisecond);
BENCHMARK(iss_branches_by_ops)->Unit(benchmark::kMillisecond);
BENCHMARK(iss_xpulp_dot_product_timed)->Unit(benchmark::kMillisecond);
BENCHMARK(iss_xpulp_dot_product_untimed)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quartet::bench
