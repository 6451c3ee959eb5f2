// Host code is an optimization: ops alone give the same state in the same number of cycles, wherever the run
// is cut.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "accel/mcu/engine/block.hpp"
#include "accel/mcu/machine.hpp"
#include "tests/property/riscv/any_program.hpp"

namespace quartet::mcu {
namespace {

constexpr std::uint64_t kLimit = 1'000'000;

std::unique_ptr<Machine> machine_with(const Core& core, const ElfImage& image, std::uint32_t native_after,
                                      bool counted) {
  MachineOptions options;
  options.native_after = native_after;
  options.count_blocks = counted;
  auto machine = Machine::make(core, options);
  RC_ASSERT(machine.has_value());
  RC_ASSERT((*machine)->load(image, "any").has_value());
  return std::move(*machine);
}

std::map<std::uint32_t, std::uint64_t> block_runs(const Machine& machine) {
  std::map<std::uint32_t, std::uint64_t> runs;
  machine.for_each_block([&](const Block& block) { runs[block.pc] += block.runs; });
  return runs;
}

void expect_same(const Machine& a, const Machine& b) {
  RC_ASSERT(a.stop().reason == b.stop().reason);
  RC_ASSERT(a.cycles() == b.cycles());
  RC_ASSERT(a.instret() == b.instret());
  RC_ASSERT(a.pc() == b.pc());
  RC_ASSERT(a.call_trace() == b.call_trace());
  RC_ASSERT(block_runs(a) == block_runs(b));
  for (unsigned i = 0; i < a.register_count(); ++i) RC_ASSERT(a.register_value(i) == b.register_value(i));
  for (std::uint32_t i = 0; i < 800; ++i)
    RC_ASSERT(a.word(test::kAnyBuffer + 4 * i) == b.word(test::kAnyBuffer + 4 * i));
}

}  // namespace

RC_GTEST_PROP(NativeCode, GivesTheSameStateInTheSameTime, ()) {
  const std::string name =
      *rc::gen::element<std::string>("cv32e40p", "cv32e40p", "ibex", "ibex-max", "ibex-slow", "picorv32");
  const auto core = load_core(name);
  RC_ASSERT(core.has_value());
  const ElfImage image =
      test::any_program({*rc::gen::inRange<std::uint32_t>(1, 9), *rc::gen::element<std::uint32_t>(8, 30, 150),
                         name == "cv32e40p"});
  const bool counted = *rc::gen::arbitrary<bool>();
  const auto ops = machine_with(*core, image, 0, counted);
  const auto native = machine_with(*core, image, *rc::gen::inRange<std::uint32_t>(1, 4), counted);
  const auto sliced = machine_with(*core, image, 1, counted);
  ops->run_to_end(kLimit);
  native->run_to_end(kLimit);
  while (sliced->stop().reason == StopReason::none && sliced->cycles() < kLimit)
    sliced->run(sliced->cycles() + 7);
  expect_same(*ops, *native);
  expect_same(*ops, *sliced);
  RC_ASSERT(ops->native_blocks() == 0U);
}

TEST(NativeCode, TakesTheLoopsThatRunOften) {
  const auto core = load_core("cv32e40p");
  ASSERT_TRUE(core);
  ElfImage image;
  image.machine = kMachineRiscv;
  image.entry = test::kAnyBase;
  ElfSegment& segment = image.segments.emplace_back();
  segment.load_address = segment.address = test::kAnyBase;
  for (const std::uint32_t word : {0x00148493U, 0xFFDFF06FU}) {  // addi x9, x9, 1; j back to it
    for (int i = 0; i < 4; ++i) segment.bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
  }
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  const auto machine = Machine::make(*core);
  ASSERT_TRUE(machine);
  ASSERT_TRUE((*machine)->load(image, "loop"));
  (*machine)->run(kLimit);
  if ((*machine)->native_blocks() == 0) GTEST_SKIP() << "this host or build has no native code";
  EXPECT_EQ((*machine)->native_blocks(), 1U);
  const std::uint64_t turns = (*machine)->instret() / 2;
  EXPECT_LE((*machine)->register_value(9) - turns, 1U);
}

}  // namespace quartet::mcu
