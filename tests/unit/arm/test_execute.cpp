#include <gtest/gtest.h>

#include "programs.hpp"

namespace quartet::test {
namespace {

std::unique_ptr<mcu::Machine> run(const Code& main) {
  auto machine = thumb_run("cortex-m4f", main);
  EXPECT_EQ(machine->stop().reason, mcu::StopReason::exit) << mcu::describe_stop(*machine);
  return machine;
}

}  // namespace

TEST(ArmExecute, FlagsOfAdditionAndSubtraction) {
  const auto machine = run(kFlags);
  EXPECT_EQ(machine->register_value(3) >> 28, 0x9U);  // 0x7FFFFFFF + 1: N, V
  EXPECT_EQ(machine->register_value(5) >> 28, 0x8U);  // 0 - 1: N
  EXPECT_EQ(machine->register_value(6) >> 28, 0x3U);  // 0x80000000 - 1: C, V
}

TEST(ArmExecute, DspSaturatesSelectsAndRemembers) {
  const auto machine = run(kDsp);
  EXPECT_EQ(machine->register_value(2), 0x7FFF8001U);
  EXPECT_EQ(machine->register_value(3), 0x80008001U);
  EXPECT_EQ(machine->register_value(5), 0x7FFFFFFFU);
  EXPECT_EQ(machine->register_value(6) & 0x080F0000,
            0x080C0000U);  // Q, and GE of the upper half: 0x8000 is a sum ≥ 0
  EXPECT_EQ(machine->register_value(4), 0x7FFF0001U);
}

TEST(ArmExecute, ExclusiveStoresSucceedOnce) {
  const auto machine = run(kExclusive);
  EXPECT_EQ(machine->register_value(3), 0U);
  EXPECT_EQ(machine->register_value(4), 1U);
  EXPECT_EQ(machine->register_value(5), 1U);
  EXPECT_EQ(machine->word(0x20000100), 5U);
}

TEST(ArmExecute, CodeThatIsWrittenIsExecutedAsWritten) {
  EXPECT_EQ(run(kSelfModify)->register_value(4), 0x63U);
}

TEST(ArmExecute, FlagsSurviveAnItBlockThatAlwaysExecutes) {
  // movs r1, #1; movs r0, #0; it al; lsl r4, r1, #1; beq over the next; movs r5, #99
  Code code{0x2101, 0x2000, 0xBFE8, 0x004C, 0xD000, 0x2563};
  code.insert(code.end(), kExit.begin(), kExit.end());
  const auto machine = run(code);
  EXPECT_EQ(machine->register_value(4), 2U);
  EXPECT_EQ(machine->register_value(5), 0U);
}

TEST(ArmExecute, RegistersHaveTheirNames) {
  const auto machine = run(kExit);
  EXPECT_EQ(machine->register_key(0), "r0");
  EXPECT_EQ(machine->register_key(13), "sp");
  EXPECT_EQ(machine->register_key(15), "pc");
  EXPECT_EQ(machine->register_key(16), "xpsr");
  EXPECT_EQ(machine->register_key(machine->register_count() - 1), "fpscr");
}

}  // namespace quartet::test
