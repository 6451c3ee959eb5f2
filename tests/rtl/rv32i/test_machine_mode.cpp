// Interrupts, traps, sleep, devices and ends of programs: as on the simulator, cycle for cycle.
#include <gtest/gtest.h>

#include "cpu_fixture.hpp"
#include "program.hpp"

namespace quartet::test {
namespace {

constexpr std::uint32_t kMtimecmp = 0x2004000 >> 12, kUart = 0x10000000 >> 12;
constexpr unsigned kMcause = 0x342, kMepc = 0x341, kMtval = 0x343, kMtvec = 0x305, kMie = 0x304, kMstatus = 0x300;

std::vector<std::uint32_t> set_handler(int word) {
  return {lui(5, kBase >> 12), addi(5, 5, 4 * word), csr(1, 0, kMtvec, 5)};
}

/// Runs `code` on both, expects them to agree, and returns the RTL's run.
std::unique_ptr<mcu::RtlCpu> run_both(const std::vector<std::uint32_t>& code, bool deliver_faults = false, std::uint64_t limit = 100'000) {
  const mcu::ElfImage image = image_of(code);
  auto rtl = cpu_with("sound_core", image, {.deliver_faults = deliver_faults});
  const auto simulator = simulator_with(image, {.deliver_faults = deliver_faults});
  rtl->run_to_end(limit);
  // Instruction by instruction: a run takes interrupts only at the ends of blocks.
  while (simulator->stop().reason == mcu::StopReason::none && simulator->cycles() < limit) simulator->step();
  expect_equal(*rtl, *simulator, ::testing::UnitTest::GetInstance()->current_test_info()->name());
  EXPECT_EQ(rtl->pc(), simulator->pc());
  return rtl;
}

std::uint32_t x(const mcu::RtlCpu& cpu, unsigned number) {
  return cpu.registers().at(number).value;
}

}  // namespace

TEST(RtlCore, TimerInterruptIsTakenInTheSimulatorsCycle) {
  auto code = joined(set_handler(13), {lui(6, kMtimecmp), store(kW, 0, 6, 4), addi(7, 0, 300), store(kW, 7, 6, 0), addi(8, 0, 0x80),
                                       csr(2, 0, kMie, 8), csr(6, 0, kMstatus, 8), addi(10, 10, 1), branch(0, 11, 0, -4), addi(0, 0, 0)});
  ASSERT_EQ(code.size(), 13U);
  code = joined(code, {csr(2, 12, kMcause, 0), csr(2, 13, kMepc, 0), csr(2, 14, kMstatus, 0)});
  const auto cpu = run_both(joined(code, exit_code(0)));
  EXPECT_EQ(x(*cpu, 12), 0x80000007U);
  EXPECT_GT(x(*cpu, 10), 10U);
  EXPECT_EQ(x(*cpu, 14), 0x1880U) << "interrupts are off in the handler, and were on";
}

TEST(RtlCore, SleepsUntilTheTimerAndReturnsFromTheHandler) {
  auto code = joined(set_handler(16), {lui(6, kMtimecmp), store(kW, 0, 6, 4), addi(7, 0, 700), store(kW, 7, 6, 0), addi(8, 0, 0x80),
                                       csr(2, 0, kMie, 8), csr(6, 0, kMstatus, 8), kWfi, addi(10, 10, 5)});
  code = joined(code, exit_code(0));
  code.resize(16, addi(0, 0, 0));
  code = joined(code, {csr(2, 12, kMepc, 0), csr(3, 0, kMie, 8), addi(11, 0, 9), kMret});
  const auto cpu = run_both(code);
  EXPECT_EQ(x(*cpu, 10), 5U);
  EXPECT_EQ(x(*cpu, 11), 9U);
  EXPECT_EQ(x(*cpu, 12), kBase + 4 * 11) << "the instruction behind wfi";
  EXPECT_GT(cpu->sleep_cycles().value_or(0), 500U);
  EXPECT_GE(cpu->cycles(), 700U);
}

TEST(RtlCore, WakesWithInterruptsOffAndGoesOn) {
  auto code = std::vector<std::uint32_t>{lui(6, kMtimecmp), store(kW, 0, 6, 4), addi(7, 0, 400), store(kW, 7, 6, 0),
                                         addi(8, 0, 0x80), csr(2, 0, kMie, 8), kWfi, addi(10, 0, 3)};
  const auto cpu = run_both(joined(code, exit_code(0)));
  EXPECT_EQ(x(*cpu, 10), 3U);
  EXPECT_GE(cpu->cycles(), 400U);
}

TEST(RtlCore, SleepWithoutAWayToWakeEndsTheRun) {
  const auto cpu = cpu_with("sound_core", image_of({kWfi, addi(0, 0, 0)}));
  cpu->run_to_end(100'000);
  EXPECT_EQ(cpu->reason(), "no_wake_up") << cpu->why();
  EXPECT_LT(cpu->cycles(), 10U);
}

TEST(RtlCore, EnvironmentCallGoesToTheHandlerAndEndsARunWithoutOne) {
  auto code = joined(set_handler(8), {addi(17, 0, 42), kEcall});
  code.resize(8, addi(0, 0, 0));
  code = joined(code, {csr(2, 12, kMcause, 0), csr(2, 13, kMepc, 0)});
  const auto cpu = run_both(joined(code, exit_code(0)));
  EXPECT_EQ(x(*cpu, 12), 11U);
  EXPECT_EQ(x(*cpu, 13), kBase + 16);
  const auto without = cpu_with("sound_core", image_of({addi(17, 0, 42), kEcall}));
  without->run_to_end(1000);
  EXPECT_EQ(without->reason(), "environment_call");
  EXPECT_EQ(without->stop().code, 42U);
}

TEST(RtlCore, FaultsAreDeliveredWhenAskedForAndEndTheRunOtherwise) {
  struct Case {
    const char* name;
    std::uint32_t faulty, cause, value;
    const char* reason;
  };
  // x6 points below the RAM.
  const std::vector<Case> cases{{"illegal", 0xFFFFFFFF, 2, 0xFFFFFFFF, "illegal_instruction"},
                                {"load", load(kW, 9, 6, 0), 5, 0x7FFFF000, "bus_error"},
                                {"store", store(kW, 9, 6, 4), 7, 0x7FFFF004, "bus_error"},
                                {"csr", csr(2, 9, 0x7C0, 0), 2, csr(2, 9, 0x7C0, 0), "illegal_instruction"},
                                {"write of a read-only csr", csr(1, 9, 0xC00, 5), 2, csr(1, 9, 0xC00, 5), "illegal_instruction"}};
  for (const Case& c : cases) {
    auto code = joined(set_handler(8), {lui(6, 0x7FFFF), c.faulty});
    code.resize(8, addi(0, 0, 0));
    code = joined(code, {csr(2, 12, kMcause, 0), csr(2, 13, kMtval, 0), csr(2, 14, kMepc, 0)});
    const mcu::ElfImage image = image_of(joined(code, exit_code(0)));
    const auto delivered = cpu_with("sound_core", image, {.deliver_faults = true});
    delivered->run_to_end(1000);
    EXPECT_EQ(delivered->reason(), "exit") << c.name << ' ' << delivered->why();
    EXPECT_EQ(x(*delivered, 12), c.cause) << c.name;
    EXPECT_EQ(x(*delivered, 13), c.value) << c.name;
    EXPECT_EQ(x(*delivered, 14), kBase + 16) << c.name;
    const auto ended = cpu_with("sound_core", image);
    ended->run_to_end(1000);
    EXPECT_EQ(ended->reason(), c.reason) << c.name;
    EXPECT_EQ(ended->pc(), kBase + 16) << c.name;
    EXPECT_NE(ended->why().find("0x80000010"), std::string::npos) << ended->why();
  }
}

TEST(RtlCore, JumpOutOfMemoryIsAFetchFault) {
  const auto cpu = cpu_with("sound_core", image_of({lui(6, 0x70000), 0x00030067 /* jalr x0, 0(x6) */}));
  cpu->run_to_end(1000);
  EXPECT_EQ(cpu->reason(), "bus_error");
  EXPECT_EQ(cpu->pc(), 0x70000000U);
}

TEST(RtlCore, BytesHalvesAndMisalignedAccessesAreThoseOfTheSimulator) {
  std::vector<std::uint32_t> code{lui(5, 0x80002), lui(6, 0x89ABC), addi(6, 6, 0x7EF)};
  for (int offset = 0; offset < 4; ++offset) {
    for (const unsigned size : {kB, kH, kW}) code.push_back(store(size, 6, 5, 16 * offset + static_cast<int>(8 * size) + offset));
  }
  unsigned rd = 8;
  for (int offset = 0; offset < 4; ++offset) {
    for (const unsigned size : {0U, 1U, 2U, 4U, 5U}) {
      code.push_back(load(size, rd, 5, 16 * offset + offset + 7));
      rd = rd == 29 ? 8 : rd + 1;
    }
  }
  (void)run_both(joined(code, exit_code(0)));
}

TEST(RtlCore, WritesTheSerialPortAndReadsItsStatusByBytes) {
  const auto cpu = run_both(joined({lui(5, kUart), load(4, 6, 5, 5), addi(7, 0, 'o'), store(kB, 7, 5, 0), addi(7, 0, 'k'), store(kB, 7, 5, 0)},
                                   exit_code(3)));
  EXPECT_EQ(cpu->serial_text(), "ok");
  EXPECT_EQ(x(*cpu, 6), 0x60U);
  EXPECT_EQ(cpu->stop().code, 3U);
}

TEST(RtlCore, DivisionHasTheCornersOfTheManual) {
  std::vector<std::uint32_t> code{addi(5, 0, -7), addi(6, 0, 2), lui(7, 0x80000), addi(8, 0, -1)};
  unsigned rd = 10;
  for (const unsigned funct3 : {4U, 5U, 6U, 7U}) {
    for (const auto& [a, b] : {std::pair{5U, 6U}, {5U, 0U}, {7U, 8U}, {6U, 5U}}) code.push_back(op(1, funct3, rd++, a, b));
  }
  const auto cpu = run_both(joined(code, exit_code(0)));
  EXPECT_EQ(x(*cpu, 10), static_cast<std::uint32_t>(-3));
  EXPECT_EQ(x(*cpu, 11), 0xFFFFFFFFU);
  EXPECT_EQ(x(*cpu, 12), 0x80000000U);
  EXPECT_EQ(x(*cpu, 18), static_cast<std::uint32_t>(-1));
  EXPECT_EQ(x(*cpu, 20), 0U);
}

TEST(RtlCore, EachWaitCycleOfTheMemoryCostsOneCycleATransfer) {
  const mcu::ElfImage image = image_of(joined({lui(5, 0x80002), store(kW, 5, 5, 0), load(kW, 6, 5, 0), addi(7, 6, 1)}, exit_code(0)));
  const auto at_once = cpu_with("sound_core", image);
  at_once->run_to_end(1000);
  constexpr std::uint64_t kTransfers = 7 + 3;  // instructions, and loads and stores
  for (const std::uint32_t wait : {1U, 2U, 5U}) {
    mcu::RtlCpuOptions options;
    options.memory.grant_wait = wait;
    const auto slow = cpu_with("sound_core", image, options);
    slow->run_to_end(1000);
    EXPECT_EQ(slow->reason(), "exit");
    EXPECT_EQ(slow->cycles(), at_once->cycles() + kTransfers * wait);
    EXPECT_EQ(slow->registers().at(7).value, at_once->registers().at(7).value);
  }
}

TEST(RtlCore, RunawayProgramEndsAtTheCycleLimitWithThePortState) {
  const auto cpu = cpu_with("sound_core", image_of({jal(0, 0)}));
  cpu->run_to_end(500);
  EXPECT_EQ(cpu->reason(), "cycle_limit");
  EXPECT_EQ(cpu->cycles(), 500U);
  EXPECT_NE(cpu->why().find("mem_valid"), std::string::npos) << cpu->why();
}

TEST(RtlCore, WhatRegistersHoldAtPowerUpDoesNotReachAProgramThatSetsThem) {
  const mcu::ElfImage image = image_of(joined({addi(5, 0, 3), addi(6, 5, 4)}, exit_code(0)));
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{77}, rtl::kAllOnes}) {
    mcu::RtlCpuOptions options;
    options.power_up_seed = seed;
    const auto cpu = cpu_with("sound_core", image, options);
    cpu->run_to_end(1000);
    EXPECT_EQ(cpu->reason(), "exit") << seed;
    EXPECT_EQ(cpu->registers().at(6).value, 7U) << seed;
  }
}

}  // namespace quartet::test
