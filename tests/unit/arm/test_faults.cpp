#include <gtest/gtest.h>

#include "programs.hpp"

namespace quartet::test {
namespace {

using mcu::StopReason;

mcu::Stop stop_of(const std::string& core, const Code& main) {
  return thumb_run(core, main)->stop();
}
constexpr std::uint32_t kHardFault = 3;
const mcu::MachineOptions kDelivered{true, true, {}, false};

}  // namespace

TEST(ArmFaults, Armv7InstructionOnCortexM0PlusEndsWithReasonPcDisassemblyAndCallTrace) {
  const auto machine = thumb_run("cortex-m0plus", kCalls);
  EXPECT_EQ(machine->stop().reason, StopReason::illegal_instruction);
  EXPECT_EQ(machine->pc(), kMain + 12);
  const std::string text = mcu::describe_stop(*machine);
  EXPECT_NE(text.find("illegal_instruction at pc 0x0000010c: .word 0xfb91f0f2"), std::string::npos) << text;
  EXPECT_NE(text.find("called from 0x00000106 main+0x6"), std::string::npos) << text;
  EXPECT_NE(text.find("called from 0x00000100 main"), std::string::npos) << text;
}

TEST(ArmFaults, MisalignedAccessesWorkOnCortexM4ButNotLists) {
  EXPECT_EQ(stop_of("cortex-m4f", kLdrMis).reason, StopReason::exit);
  const mcu::Stop list = stop_of("cortex-m4f", kLdmMis);
  EXPECT_EQ(list.reason, StopReason::misaligned);
  EXPECT_EQ(list.address, 0x20000002U);
}

TEST(ArmFaults, MisalignedAccessIsAFaultOnCortexM0Plus) {
  // movs r0, #2; ldr r1, [r0, #0]
  const mcu::Stop stop = stop_of("cortex-m0plus", {0x2002, 0x6801});
  EXPECT_EQ(stop.reason, StopReason::misaligned);
  EXPECT_EQ(stop.address, 2U);
}

TEST(ArmFaults, NothingAnswersOutsideTheMemoryMap) {
  const mcu::Stop stop = stop_of("cortex-m4f", kBus);
  EXPECT_EQ(stop.reason, StopReason::bus_error);
  EXPECT_EQ(stop.address, 0x50000004U);
}

TEST(ArmFaults, JumpsToArmCodeAreRefused) {
  const auto machine = thumb_run("cortex-m4f", kBxEven);
  EXPECT_EQ(machine->stop().reason, StopReason::invalid_state);
  EXPECT_EQ(machine->stop().address, 0x120U);
  EXPECT_NE(mcu::describe_stop(*machine).find("bx r0"), std::string::npos);
}

TEST(ArmFaults, FloatingPointIsIllegalUntilItIsSwitchedOn) {
  const auto machine = thumb_run("cortex-m4f", kFpuOff);
  EXPECT_EQ(machine->stop().reason, StopReason::illegal_instruction);
  EXPECT_NE(mcu::describe_stop(*machine).find("vadd.f32 s0, s1, s2"), std::string::npos);
}

TEST(ArmFaults, TrapsThatTheProgramAsksForEndTheRun) {
  EXPECT_EQ(stop_of("cortex-m4f", kDivTrap).reason, StopReason::divide_by_zero);
  EXPECT_EQ(stop_of("cortex-m4f", kUnalignTrap).reason, StopReason::misaligned);
}

TEST(ArmFaults, RequestsWithoutAHandlerEndTheRun) {
  const mcu::Stop request = stop_of("cortex-m4f", {0xDF07});
  EXPECT_EQ(request.reason, StopReason::environment_call);
  EXPECT_EQ(request.code, 7U);
  EXPECT_EQ(stop_of("cortex-m4f", {0xBE01}).reason, StopReason::breakpoint);
  EXPECT_EQ(stop_of("cortex-m4f", {0xBF30}).reason, StopReason::no_wake_up);
  EXPECT_EQ(stop_of("cortex-m4f", {0xDE00}).reason, StopReason::illegal_instruction);
  // SYS_REMOVE: movs r0, #14; bkpt 0xab
  const mcu::Stop file = stop_of("cortex-m4f", {0x200E, 0xBEAB});
  EXPECT_EQ(file.reason, StopReason::unsupported);
  EXPECT_EQ(file.code, 14U);
}

TEST(ArmFaults, ProgramThatNeverEndsStopsAtTheCycleLimit) {
  const auto machine = thumb_run("cortex-m0plus", {0xE7FE});
  EXPECT_EQ(machine->stop().reason, StopReason::cycle_limit);
  EXPECT_GE(machine->cycles(), kLimit);
  EXPECT_LT(machine->cycles(), kLimit + 200);
}

TEST(ArmFaults, ReachHardFaultWithTheirStatusWhenTheyAreDelivered) {
  const auto machine = thumb_run("cortex-m4f", kBus, {{kHardFault, kFaultHandler}}, kDelivered);
  EXPECT_EQ(machine->stop().reason, StopReason::exit) << mcu::describe_stop(*machine);
  EXPECT_EQ(machine->register_value(4), 0x8200U);      // BFARVALID, PRECISERR
  EXPECT_EQ(machine->register_value(5), 0x40000000U);  // FORCED
  EXPECT_EQ(machine->register_value(6), 0x50000004U);
  EXPECT_EQ(machine->register_value(7), kHardFault);
  EXPECT_EQ(machine->register_value(2), kMain + 4);  // the stacked return address: the load itself
}

TEST(ArmFaults, FaultWithoutAHandlerIsALockup) {
  const auto machine = thumb_run("cortex-m4f", kBus, {}, kDelivered);
  EXPECT_EQ(machine->stop().reason, StopReason::lockup);
  EXPECT_EQ(thumb_run("cortex-m4f", kBus, {{kHardFault, kBus}}, kDelivered)->stop().reason,
            StopReason::lockup);
}

TEST(ArmLoad, RefusesProgramsForOtherMachinesAndWithoutVectors) {
  const auto core = mcu::load_core("cortex-m4f"), rv = mcu::load_core("ibex");
  ASSERT_TRUE(core && rv);
  mcu::ElfImage image = thumb_image(kExit);
  const auto wrong = (*mcu::Machine::make(*rv))->load(image, "arm.elf");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().text().find("ELF machine 40, not for RISC-V (243)"), std::string::npos)
      << wrong.error().text();
  image.segments[0].bytes[4] = 0;  // the reset vector loses its bit 0
  const auto none = (*mcu::Machine::make(*core))->load(image, "arm.elf");
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().text().find("vector table"), std::string::npos) << none.error().text();
  image.machine = mcu::kMachineRiscv;
  EXPECT_FALSE((*mcu::Machine::make(*core))->load(image, "rv.elf"));
}

}  // namespace quartet::test
