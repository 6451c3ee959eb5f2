#include <gtest/gtest.h>

#include "program.hpp"

namespace quartet::test {
namespace {

constexpr std::uint64_t kLimit = 100'000'000;

/// x12 after `instruction`, an operation on x10 = a and x11 = b.
std::uint32_t compute(std::uint32_t instruction, std::uint32_t a, std::uint32_t b) {
  const auto machine = machine_with(
      "ibex", joined({lui(10, (a + 0x800) >> 12), addi(10, 10, static_cast<int>(a << 20) >> 20),
                      lui(11, (b + 0x800) >> 12), addi(11, 11, static_cast<int>(b << 20) >> 20), instruction},
                     exit_code(0)));
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, mcu::StopReason::exit);
  EXPECT_EQ(machine->register_value(10), a);
  EXPECT_EQ(machine->register_value(11), b);
  return machine->register_value(12);
}

constexpr std::uint32_t kMin = 0x80000000, kMinusOne = 0xFFFFFFFF;

}  // namespace

TEST(Rv32m, DividesByZeroAndOverflowsAsTheManualSays) {
  const auto div = op(1, 4, 12, 10, 11), divu = op(1, 5, 12, 10, 11), rem = op(1, 6, 12, 10, 11),
             remu = op(1, 7, 12, 10, 11);
  EXPECT_EQ(compute(div, 7, 0), kMinusOne);
  EXPECT_EQ(compute(divu, 7, 0), kMinusOne);
  EXPECT_EQ(compute(rem, 7, 0), 7U);
  EXPECT_EQ(compute(remu, 7, 0), 7U);
  EXPECT_EQ(compute(div, kMin, kMinusOne), kMin);
  EXPECT_EQ(compute(rem, kMin, kMinusOne), 0U);
  EXPECT_EQ(compute(div, static_cast<std::uint32_t>(-7), 2), static_cast<std::uint32_t>(-3));
  EXPECT_EQ(compute(rem, static_cast<std::uint32_t>(-7), 2), static_cast<std::uint32_t>(-1));
}

TEST(Rv32m, HighProductsDifferInTheSignsOfTheirOperands) {
  EXPECT_EQ(compute(op(1, 1, 12, 10, 11), kMinusOne, kMinusOne), 0U);
  EXPECT_EQ(compute(op(1, 2, 12, 10, 11), kMinusOne, kMinusOne), kMinusOne);
  EXPECT_EQ(compute(op(1, 3, 12, 10, 11), kMinusOne, kMinusOne), 0xFFFFFFFEU);
}

TEST(Rv32i, ShiftsUseTheLowFiveBitsOfTheirCount) {
  EXPECT_EQ(compute(op(0, 1, 12, 10, 11), 1, 33), 2U);
  EXPECT_EQ(compute(op(0x20, 5, 12, 10, 11), kMin, 31), kMinusOne);
  EXPECT_EQ(compute(op(0, 5, 12, 10, 11), kMin, 31), 1U);
}

TEST(Rv32i, RegisterZeroStaysZero) {
  const auto machine =
      machine_with("cv32e40p", joined({addi(0, 0, 5), lui(0, 0x12345), op(0, 0, 12, 0, 0)}, exit_code(0)));
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->register_value(0), 0U);
  EXPECT_EQ(machine->register_value(12), 0U);
}

TEST(Rv32i, LoadsExtendTheirSign) {
  const auto machine = machine_with(
      "cv32e40p",
      joined({lui(5, (kBase + 0x2000) >> 12), addi(6, 0, -2), store(kW, 6, 5, 0), load(kB, 10, 5, 0),
              load(4, 11, 5, 0), load(kH, 12, 5, 2), load(5, 13, 5, 2), load(kW, 14, 5, 0)},
             exit_code(0)));
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->register_value(10), 0xFFFFFFFEU);
  EXPECT_EQ(machine->register_value(11), 0xFEU);
  EXPECT_EQ(machine->register_value(12), 0xFFFFFFFFU);
  EXPECT_EQ(machine->register_value(13), 0xFFFFU);
  EXPECT_EQ(machine->register_value(14), 0xFFFFFFFEU);
}

TEST(Machine, EndsWithTheProgramsExitCode) {
  const auto machine = machine_with("ibex", exit_code(42));
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, mcu::StopReason::exit);
  EXPECT_EQ(machine->stop().code, 42U);
}

TEST(Machine, SeesCodeThatTheProgramWritesOverItself) {
  // The loop runs twice: the second time its first instruction has been replaced by addi x10, x0, 7.
  const std::uint32_t replacement = addi(10, 0, 7);
  const auto machine = machine_with(
      "cv32e40p",
      joined({lui(5, kBase >> 12), lui(6, (replacement + 0x800) >> 12),
              addi(6, 6, static_cast<int>(replacement << 20) >> 20), addi(10, 0, 1), op(0, 0, 11, 11, 10),
              store(kW, 6, 5, 12), addi(7, 7, 1), addi(8, 0, 2), branch(4, 7, 8, -20)},
             exit_code(0)));
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, mcu::StopReason::exit);
  EXPECT_EQ(machine->register_value(11), 8U);
}

// Data in the same few bytes as code and writes to devices leave the fast path: they must not nest on the
// host's stack.
TEST(Machine, WritesToTheSerialPortAMillionTimes) {
  const auto machine =
      machine_with("cv32e40p", joined({lui(5, 0x10000), addi(6, 0, 'x'), lui(7, 1'000'000 >> 12),
                                       store(kB, 6, 5, 0), addi(7, 7, -1), branch(1, 7, 0, -8)},
                                      exit_code(0)));
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, mcu::StopReason::exit);
  EXPECT_EQ(machine->serial_text().size(), std::size_t{1'000'000 >> 12 << 12});
}

TEST(Machine, WritesToDataBesideItsCodeAMillionTimes) {
  const auto machine =
      machine_with("cv32e40p", joined({lui(5, kBase >> 12), lui(7, 1'000'000 >> 12), store(kW, 7, 5, 36),
                                       addi(7, 7, -1), branch(1, 7, 0, -8)},
                                      exit_code(0)));
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->stop().reason, mcu::StopReason::exit);
  EXPECT_EQ(machine->word(kBase + 36), 1U);
}

TEST(Machine, CountsInstructionsAndCyclesAsItsOwnReportDoes) {
  // mcycle and minstret read just before the exit, both running since reset.
  const auto machine = machine_with(
      "ibex",
      joined({addi(1, 0, 1), addi(2, 0, 2), csr(2, 10, 0xB00, 0), csr(2, 11, 0xB02, 0)}, exit_code(0)));
  const std::uint64_t reset = machine->cycles();
  machine->run_to_end(kLimit);
  EXPECT_EQ(machine->register_value(10), reset + 2);
  EXPECT_EQ(machine->register_value(11), 3U);
  EXPECT_EQ(machine->instret(), 7U);
}

}  // namespace quartet::test
