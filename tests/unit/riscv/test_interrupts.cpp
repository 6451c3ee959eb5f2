#include <gtest/gtest.h>

#include "accel/mcu/devices/clint.hpp"
#include "program.hpp"

namespace quartet::test {
namespace {

constexpr std::uint64_t kLimit = 1'000'000;
constexpr std::uint32_t kMtimecmp = 0x2004000 >> 12;

/// Sets mtvec to word `handler`, mtimecmp to `compare`, and enables the timer interrupt.
std::vector<std::uint32_t> enable_timer(int handler, int compare, bool globally) {
  return {lui(5, kBase >> 12), addi(5, 5, 4 * handler),
          csr(1, 0, 0x305, 5), lui(6, kMtimecmp),
          store(kW, 0, 6, 4),  addi(7, 0, compare),
          store(kW, 7, 6, 0),  addi(8, 0, 0x80),
          csr(2, 0, 0x304, 8), csr(globally ? 6 : 2, 0, 0x300, globally ? 8 : 0)};
}

}  // namespace

TEST(Interrupts, TimerFiresAtItsCycleAndTheProgramGoesOnBehindIt) {
  // A loop counts x10 until the handler sets x11, and exits with mcause in x12.
  auto code = enable_timer(12, 1000, true);
  code = joined(code, {addi(10, 10, 1), branch(0, 11, 0, -4)});
  code = joined(code, {csr(2, 12, 0x342, 0), addi(11, 0, 1), addi(9, 0, 0x80), csr(3, 0, 0x304, 9),
                       csr(2, 13, 0xB00, 0), csr(2, 14, 0x341, 0)});
  code = joined(code, exit_code(0));
  const auto machine = machine_with("ibex", code);
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, mcu::StopReason::exit);
  EXPECT_EQ(machine->register_value(12), 0x80000007U);
  EXPECT_GE(machine->register_value(13), 1000U);
  EXPECT_LT(machine->register_value(13), 1100U);
  EXPECT_GT(machine->register_value(10), 100U);
  EXPECT_GE(machine->register_value(14), kBase + 40);
}

TEST(Interrupts, MretReturnsToTheInterruptedInstruction) {
  // The handler moves mtimecmp out of reach and returns; the loop ends when x11 has been set.
  auto code = enable_timer(15, 500, true);
  code = joined(code, {addi(10, 10, 1), branch(0, 11, 0, -4)});
  code = joined(code, exit_code(3));
  code = joined(code, {addi(9, 0, -1), store(kW, 9, 6, 4), addi(11, 0, 1), kMret});
  const auto machine = machine_with("cv32e40p", code);
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, mcu::StopReason::exit);
  EXPECT_EQ(machine->stop().code, 3U);
  EXPECT_GT(machine->register_value(10), 10U);
}

TEST(Interrupts, WfiSleepsUntilTheTimerAndCountsItAsSleep) {
  auto code = enable_timer(12, 2000, false);
  code = joined(code, {kWfi, csr(2, 13, 0xB00, 0)});
  code = joined(code, exit_code(0));
  const auto machine = machine_with("ibex", code);
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, mcu::StopReason::exit);
  EXPECT_GE(machine->register_value(13), 2000U);
  EXPECT_LT(machine->register_value(13), 2020U);
  EXPECT_GT(machine->sleep_cycles(), 1900U);
  EXPECT_LT(machine->instret(), 20U);
}

TEST(Clint, TellsTheCycleOfTheNextEventInTicksOfSeveralCycles) {
  mcu::Clint clint(10);
  EXPECT_EQ(clint.next_event(0), UINT64_MAX);
  EXPECT_TRUE(clint.write(0x4000, 4, 0, 100));
  EXPECT_TRUE(clint.write(0x4004, 4, 0, 0));
  EXPECT_EQ(clint.next_event(0), 1000U);
  EXPECT_EQ(clint.lines(999), 0U);
  EXPECT_EQ(clint.lines(1000), 0x80U);
  EXPECT_TRUE(clint.write(0xBFF8, 4, 500, 90));
  EXPECT_EQ(clint.next_event(500), 600U);
}

}  // namespace quartet::test
