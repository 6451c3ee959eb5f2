#include <gtest/gtest.h>

#include "programs.hpp"

namespace quartet::test {
namespace {

using mcu::StopReason;
constexpr std::uint32_t kSvc = 11, kPendSv = 14, kSysTick = 15, kFirst = 16;

std::uint32_t r(const std::unique_ptr<mcu::Machine>& machine, unsigned number) {
  return machine->register_value(number);
}

}  // namespace

TEST(ArmExceptions, SysTickInterruptsEveryReloadPlusOneCycles) {
  const auto machine = thumb_run("cortex-m4f", kTicks, {{kSysTick, kCount}});
  ASSERT_EQ(machine->stop().reason, StopReason::exit) << mcu::describe_stop(*machine);
  EXPECT_EQ(r(machine, 4), 3U);
  EXPECT_GE(machine->cycles(), 300U);
  EXPECT_LT(machine->cycles(), 400U);
}

TEST(ArmExceptions, EntryStacksEightWordsAndReturnRestoresThem) {
  const auto machine = thumb_run("cortex-m4f", kPend, {{kPendSv, kReadFrame}});
  ASSERT_EQ(machine->stop().reason, StopReason::exit) << mcu::describe_stop(*machine);
  EXPECT_EQ(r(machine, 6), kPendSv);
  EXPECT_EQ(r(machine, 7), 0xFFFFFFF9U);
  EXPECT_EQ(r(machine, 4), 42U);          // stacked r2
  EXPECT_EQ(r(machine, 5) >> 24, 0x61U);  // stacked Z, C and the Thumb bit
  EXPECT_EQ(r(machine, 2), 42U);          // what the handler did to r2 is undone
  EXPECT_EQ(r(machine, 13), kStack);
}

TEST(ArmExceptions, EntryAndReturnTakeTheirCycles) {
  for (const auto& [core, entry, exit] :
       {std::tuple{"cortex-m4f", 12U, 10U}, std::tuple{"cortex-m0plus", 15U, 11U}}) {
    // svc 0; nop, and a handler that returns.
    const auto machine = thumb_machine(core, {0xDF00, 0xBF00}, {{kSvc, {0x4770}}});
    const auto cost = [&] {
      const std::uint64_t before = machine->cycles();
      machine->step();
      return machine->cycles() - before;
    };
    EXPECT_EQ(cost(), entry) << core;
    EXPECT_EQ(machine->pc(), kMain + 0x100) << core;
    const std::uint32_t bx = core == std::string("cortex-m4f") ? 3 : 2;
    EXPECT_EQ(cost(), bx + exit) << core;
    EXPECT_EQ(machine->pc(), kMain + 2) << core;
  }
}

TEST(ArmExceptions, WfiWakesWhileMaskedAndTheInterruptIsTakenWhenItMay) {
  const auto machine = thumb_run("cortex-m4f", kWait, {{kSysTick, kCount}});
  ASSERT_EQ(machine->stop().reason, StopReason::exit) << mcu::describe_stop(*machine);
  EXPECT_EQ(r(machine, 5), 0U);
  EXPECT_EQ(r(machine, 6), 1U);
  EXPECT_GT(machine->sleep_cycles(), 900U);
  EXPECT_LT(machine->sleep_cycles(), 1000U);
  EXPECT_GT(machine->cycles(), machine->sleep_cycles());
}

TEST(ArmExceptions, MoreUrgentInterruptPreemptsTheOther) {
  const auto machine = thumb_run("cortex-m4f", kPriorities, {{kFirst, kLow}, {kFirst + 1, kHigh}});
  ASSERT_EQ(machine->stop().reason, StopReason::exit) << mcu::describe_stop(*machine);
  EXPECT_EQ(r(machine, 4), 0x21U);  // 1 preempts before 0 has counted
}

TEST(ArmExceptions, PendingInterruptsOfOnePriorityFollowEachOtherWithoutUnstacking) {
  const auto machine =
      thumb_run("cortex-m4f", kTwoPending, {{kFirst, {0x0124, 0x3401, 0x4770}}, {kFirst + 1, kHigh}});
  ASSERT_EQ(machine->stop().reason, StopReason::exit) << mcu::describe_stop(*machine);
  EXPECT_EQ(r(machine, 4), 0x12U);
  const auto once = thumb_run("cortex-m4f", kTwoPending, {{kFirst, {0x4770}}, {kFirst + 1, {0x4770}}});
  // Entry, the return that goes to the next handler, and the last return.
  const std::uint64_t handlers = 12 + 3 + 6 + 3 + 10;
  auto none = kTwoPending;
  none[1] = 0xBF00;  // CPSID becomes nop, and no interrupt is enabled: not pended either
  EXPECT_GT(once->cycles(), handlers);
  EXPECT_EQ(machine->cycles() - once->cycles(), 4U);  // two more one-cycle instructions in each handler
}

TEST(ArmExceptions, FloatingPointContextIsSavedAndRestored) {
  const auto machine = thumb_run("cortex-m4f", kFloatFrame, {{kSvc, kFloatHandler}});
  ASSERT_EQ(machine->stop().reason, StopReason::exit) << mcu::describe_stop(*machine);
  EXPECT_EQ(r(machine, 6), 0x3F800000U);
  EXPECT_EQ(r(machine, 7), 0x40000000U);
  EXPECT_EQ(r(machine, 8), 0xFFFFFFE9U);
  EXPECT_EQ(r(machine, 5) - r(machine, 4), 26 * 4U);
}

TEST(ArmExceptions, ReturnGoesOnInTheMiddleOfAnItBlock) {
  const auto machine = thumb_run("cortex-m4f", kItFrame, {{kSvc, kReturn}});
  ASSERT_EQ(machine->stop().reason, StopReason::exit) << mcu::describe_stop(*machine);
  EXPECT_EQ(r(machine, 2), 0U);
  EXPECT_EQ(r(machine, 3), 0U);
  EXPECT_NE(machine->register_value(1), 1U);  // exit has loaded r1 since
}

TEST(ArmExceptions, ThreadMayUseTheProcessStack) {
  const auto machine = thumb_run("cortex-m4f", kProcessStack, {{kSvc, kSeeLr}});
  ASSERT_EQ(machine->stop().reason, StopReason::exit) << mcu::describe_stop(*machine);
  EXPECT_EQ(r(machine, 4), 0x20000800U);
  EXPECT_EQ(r(machine, 5), kStack);
  EXPECT_EQ(r(machine, 6), 0x200007FCU);
  EXPECT_EQ(r(machine, 7), 0xFFFFFFFDU);
  EXPECT_EQ(r(machine, 8), kStack);  // the handler runs on the main stack
  EXPECT_EQ(r(machine, 3), 0x200007FCU);
}

TEST(ArmExceptions, SleepOnExitSleepsBehindTheHandler) {
  const auto machine = thumb_run("cortex-m4f", kSleepOnExit, {{kPendSv, {0x4770}}});
  EXPECT_EQ(machine->stop().reason, StopReason::no_wake_up);
  EXPECT_NE(r(machine, 4), 9U);
}

TEST(ArmCounters, CycleCounterAgreesWithTheReport) {
  const auto machine = thumb_machine("cortex-m4f", kDwt);
  // Up to the first reading; then the five instructions to the second one.
  for (int i = 0; i < 6; ++i) machine->step();
  const std::uint64_t first = machine->cycles();
  for (int i = 0; i < 5; ++i) machine->step();
  const std::uint64_t second = machine->cycles();
  machine->step();
  EXPECT_EQ(r(machine, 3) - r(machine, 2), second - first);
  machine->step();
  machine->step();
  EXPECT_LT(r(machine, 4), 8U);  // it was set to 1
}

TEST(Semihosting, WritesTextTellsTheTimeAndExitsWithACode) {
  const auto machine = thumb_run("cortex-m4f", kHello);
  ASSERT_EQ(machine->stop().reason, StopReason::exit) << mcu::describe_stop(*machine);
  EXPECT_EQ(machine->stop().code, 3U);
  EXPECT_EQ(machine->serial_text(), "hello, w");
  EXPECT_EQ(r(machine, 4), 0U);  // some cycles of 100 MHz are no centisecond
  EXPECT_EQ(r(machine, 5), 100'000'000U);
  EXPECT_EQ(thumb_run("cortex-m0plus", kExit)->stop().code, 0U);
}

}  // namespace quartet::test
