#include <gtest/gtest.h>

#include "program.hpp"

namespace quartet::test {
namespace {

constexpr std::uint64_t kLimit = 1'000'000;
using mcu::StopReason;

mcu::Stop run(const std::string& core, const std::vector<std::uint32_t>& code) {
  const auto machine = machine_with(core, code);
  machine->run_to_end(kLimit);
  return machine->stop();
}

}  // namespace

TEST(Faults, IllegalInstructionEndsTheRunWithPcDisassemblyAndCallTrace) {
  const auto machine = machine_with("cv32e40p", {jal(1, 8), addi(0, 0, 0), addi(10, 0, 1), 0xFFFFFFFF});
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, StopReason::illegal_instruction);
  EXPECT_EQ(machine->pc(), kBase + 12);
  EXPECT_EQ(machine->register_value(10), 1U);
  EXPECT_EQ(machine->instret(), 2U);
  const std::string text = mcu::describe_stop(*machine);
  EXPECT_NE(text.find("illegal_instruction at pc 0x8000000c: .4byte 0xffffffff"), std::string::npos) << text;
  EXPECT_NE(text.find("called from 0x80000000 main"), std::string::npos) << text;
}

TEST(Faults, NothingAnswersOutsideTheMemoryMap) {
  const mcu::Stop stop = run("ibex", {lui(5, 0x40000), load(kW, 6, 5, 4)});
  EXPECT_EQ(stop.reason, StopReason::bus_error);
  EXPECT_EQ(stop.address, 0x40000004U);
  EXPECT_EQ(run("ibex", {lui(5, 0x40000), store(kW, 6, 5, 4)}).reason, StopReason::bus_error);
  EXPECT_EQ(run("ibex", {lui(5, 0x40000), jal(0, 0x100000)}).reason, StopReason::bus_error);
}

TEST(Faults, MisalignedAccessesWorkWhereTheHardwareSplitsThem) {
  const std::vector<std::uint32_t> code = joined({lui(5, (kBase + 0x2000) >> 12), lui(6, 0x12345),
                                                  store(kW, 6, 5, 1), load(kW, 7, 5, 1), load(kH, 8, 5, 3)},
                                                 exit_code(0));
  const auto machine = machine_with("cv32e40p", code);
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, StopReason::exit);
  EXPECT_EQ(machine->register_value(7), 0x12345000U);
  EXPECT_EQ(machine->register_value(8), 0x1234U);
  EXPECT_EQ(run("picorv32", code).reason, StopReason::misaligned);
}

TEST(Faults, ProgramThatNeverEndsStopsAtTheCycleLimit) {
  const auto machine = machine_with("ibex", {jal(0, 0)});
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, StopReason::cycle_limit);
  EXPECT_GE(machine->cycles(), kLimit);
  EXPECT_LT(machine->cycles(), kLimit + 200);
}

TEST(Faults, UnknownControlRegisterIsIllegalAndPicoRv32HasOnlyTheCounters) {
  EXPECT_EQ(run("ibex", {csr(2, 10, 0x7FF, 0)}).reason, StopReason::illegal_instruction);
  EXPECT_EQ(run("ibex", {csr(1, 10, 0xC00, 5)}).reason, StopReason::illegal_instruction);
  EXPECT_EQ(run("picorv32", {csr(2, 10, 0x305, 0)}).reason, StopReason::illegal_instruction);
  EXPECT_EQ(run("picorv32", joined({csr(2, 10, 0xC00, 0)}, exit_code(0))).reason, StopReason::exit);
}

TEST(Faults, RequestsWithoutAHandlerEndTheRun) {
  EXPECT_EQ(run("ibex", {kEcall}).reason, StopReason::environment_call);
  EXPECT_EQ(run("ibex", {0x00100073}).reason, StopReason::breakpoint);
  EXPECT_EQ(run("ibex", {kWfi}).reason, StopReason::no_wake_up);
  EXPECT_EQ(run("ibex", {lui(31, kTohost >> 12), addi(30, 0, 2), store(kW, 30, 31, 0)}).reason,
            StopReason::unsupported);
}

TEST(Faults, ReachTheProgramsHandlerWhenTheyAreDelivered) {
  // mtvec = handler; an illegal instruction; the handler reads mcause and mtval and exits.
  const std::vector<std::uint32_t> code =
      joined({lui(5, kBase >> 12), addi(5, 5, 16), csr(1, 0, 0x305, 5), 0xFFFFFFFF, csr(2, 10, 0x342, 0),
              csr(2, 11, 0x343, 0), csr(2, 12, 0x341, 0)},
             exit_code(0));
  const auto machine = machine_with("ibex", code, {true, true});
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, StopReason::exit);
  EXPECT_EQ(machine->register_value(10), 2U);
  EXPECT_EQ(machine->register_value(11), 0xFFFFFFFFU);
  EXPECT_EQ(machine->register_value(12), kBase + 12);
  EXPECT_EQ(run("ibex", code).reason, StopReason::illegal_instruction);
}

}  // namespace quartet::test
