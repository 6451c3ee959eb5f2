// One row of the reference table of RISC-V timing a test: cycles of short sequences on each core.
#include <gtest/gtest.h>

#include "accel/mcu/machine.hpp"

namespace quartet::mcu {
namespace {

constexpr std::uint32_t kBase = 0x80000000;

ElfImage image_of(const std::vector<std::uint16_t>& halves) {
  ElfImage image;
  image.machine = kMachineRiscv;
  image.entry = kBase;
  ElfSegment& segment = image.segments.emplace_back();
  segment.load_address = segment.address = kBase;
  for (const std::uint16_t half : halves) {
    segment.bytes.push_back(static_cast<std::uint8_t>(half));
    segment.bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  return image;
}

/// Cycles of executing `count` instructions from the first; code given as half-words.
std::uint64_t cycles_of(const std::string& core, const std::vector<std::uint16_t>& halves, int count) {
  const auto loaded = load_core(core);
  EXPECT_TRUE(loaded);
  const auto machine = Machine::make(*loaded);
  EXPECT_TRUE(machine && (*machine)->load(image_of(halves), "test"));
  const std::uint64_t start = (*machine)->cycles();
  for (int i = 0; i < count; ++i) (*machine)->step();
  EXPECT_EQ((*machine)->stop().reason, StopReason::none) << describe_stop(**machine);
  return (*machine)->cycles() - start;
}

std::vector<std::uint16_t> words(const std::vector<std::uint32_t>& code) {
  std::vector<std::uint16_t> halves;
  for (const std::uint32_t word : code) {
    halves.push_back(static_cast<std::uint16_t>(word));
    halves.push_back(static_cast<std::uint16_t>(word >> 16));
  }
  return halves;
}

constexpr std::uint32_t kAuipcX5 = 0x00000297;  // auipc x5, 0
constexpr std::uint32_t kLoadX10 = 0x0002A503;  // lw x10, 0(x5)
constexpr std::uint32_t kUseX10 = 0x00A585B3;   // add x11, x11, x10
constexpr std::uint32_t kSetX10 = 0x00100513;   // addi x10, x0, 1
constexpr std::uint32_t kOther = 0x00160613;    // addi x12, x12, 1
constexpr std::uint32_t kMulhX13 = 0x02C616B3;  // mulh x13, x12, x12
constexpr std::uint32_t kJump8 = 0x0080006F;    // jal x0, +8

}  // namespace

TEST(LoadUse, StallsTheNextInstructionOnlyAndOnlyWhereLoadsAreWrittenLate) {
  const auto next = words({kAuipcX5, kLoadX10, kUseX10}),
             spaced = words({kAuipcX5, kLoadX10, kOther, kUseX10});
  EXPECT_EQ(cycles_of("cv32e40p", next, 3), 4U);
  EXPECT_EQ(cycles_of("cv32e40p", spaced, 4), 4U);
  EXPECT_EQ(cycles_of("ibex-max", next, 3), 4U);
  EXPECT_EQ(cycles_of("ibex", next, 3), 4U);  // a load takes two cycles, and no stall
  EXPECT_EQ(cycles_of("picorv32", next, 3), 11U);
}

TEST(LoadUse, OverwritingWhatIsBeingLoadedStallsOnCv32e40p) {
  EXPECT_EQ(cycles_of("cv32e40p", words({kAuipcX5, kLoadX10, kSetX10}), 3), 4U);
  EXPECT_EQ(cycles_of("cv32e40p", words({kAuipcX5, kLoadX10, kLoadX10}), 3), 3U);
}

TEST(Jumps, HideBehindAMultiCycleOperationOnCv32e40p) {
  EXPECT_EQ(cycles_of("cv32e40p", words({kMulhX13, kJump8, kOther, kOther}), 2), 6U);
  EXPECT_EQ(cycles_of("cv32e40p", words({kOther, kJump8, kOther, kOther}), 2), 3U);
  EXPECT_EQ(cycles_of("ibex", words({kMulhX13, kJump8, kOther, kOther}), 2), 6U);
}

TEST(Jumps, ToA32BitInstructionAcrossAWordTakeACycleMore) {
  // jal x0, +6 over a 16-bit instruction, to addi x12, x12, 1 at a half-word address.
  const std::vector<std::uint16_t> across{0x006F, 0x0060, 0x0001, 0x0613, 0x0016};
  EXPECT_EQ(cycles_of("cv32e40p", across, 2), 4U);
  EXPECT_EQ(cycles_of("ibex", across, 2), 4U);
  EXPECT_EQ(cycles_of("picorv32", across, 2), 7U);
  EXPECT_EQ(cycles_of("cv32e40p", words({kJump8, kOther, kOther}), 2), 3U);
}

TEST(Jumps, JalrWaitsForItsRegisterOnCv32e40p) {
  // auipc x5, 0; addi x5, x5, 12; jalr x0, 0(x5); the target.
  const auto next = words({kAuipcX5, 0x00C28293, 0x00028067, kOther});
  const auto spaced = words({kAuipcX5, 0x01028293, kOther, 0x00028067, kOther});
  EXPECT_EQ(cycles_of("cv32e40p", next, 3), 5U);
  EXPECT_EQ(cycles_of("cv32e40p", spaced, 4), 5U);
  EXPECT_EQ(cycles_of("ibex", next, 3), 4U);
}

TEST(Division, TakesCyclesByTheDivisorOnCv32e40pAndAConstantOnIbex) {
  // addi x10, x0, N; divu x11, x12, x10
  const auto divide = [](std::uint32_t n) { return words({n << 20 | 10 << 7 | 0x13, 0x02A655B3}); };
  EXPECT_EQ(cycles_of("cv32e40p", divide(1), 2), 1 + 34U);
  EXPECT_EQ(cycles_of("cv32e40p", divide(7), 2), 1 + 32U);
  EXPECT_EQ(cycles_of("cv32e40p", divide(1000), 2), 1 + 25U);
  EXPECT_EQ(cycles_of("cv32e40p", divide(0xFFF), 2), 1 + 3U);
  EXPECT_EQ(cycles_of("cv32e40p", divide(0), 2), 1 + 35U);
  EXPECT_EQ(cycles_of("ibex", divide(7), 2), 1 + 37U);
  EXPECT_EQ(cycles_of("ibex", divide(0), 2), 1 + 2U);
  EXPECT_EQ(cycles_of("picorv32", divide(0), 2), 3 + 40U);
}

TEST(Multiplication, SerialMultiplierTakesACycleABitOfTheMultiplier) {
  // addi x10, x0, N; mul x11, x12, x10
  const auto multiply = [](std::uint32_t n) { return words({n << 20 | 10 << 7 | 0x13, 0x02A605B3}); };
  EXPECT_EQ(cycles_of("ibex-slow", multiply(0), 2), 1 + 2U);
  EXPECT_EQ(cycles_of("ibex-slow", multiply(1), 2), 1 + 2U);
  EXPECT_EQ(cycles_of("ibex-slow", multiply(255), 2), 1 + 9U);
  EXPECT_EQ(cycles_of("ibex-slow", multiply(0xFFF), 2), 1 + 33U);
  EXPECT_EQ(cycles_of("ibex", multiply(255), 2), 1 + 3U);
  EXPECT_EQ(cycles_of("ibex-max", multiply(255), 2), 1 + 1U);
  EXPECT_EQ(cycles_of("picorv32-small", multiply(255), 2), 3 + 40U);
}

TEST(Shifts, SerialShifterMovesFourPlacesACycleThenOne) {
  const auto shift = [](std::uint32_t n) {
    return words({n << 20 | 10 << 15 | 1 << 12 | 10 << 7 | 0x13});
  };  // slli x10, x10, n
  EXPECT_EQ(cycles_of("picorv32-small", shift(0), 1), 4U);
  EXPECT_EQ(cycles_of("picorv32-small", shift(20), 1), 9U);
  EXPECT_EQ(cycles_of("picorv32-small", shift(31), 1), 14U);
  EXPECT_EQ(cycles_of("picorv32", shift(31), 1), 3U);
}

TEST(Untimed, EveryInstructionTakesOneCycle) {
  const auto core = load_core("cv32e40p");
  ASSERT_TRUE(core);
  const auto machine = Machine::make(*core, {false, false});
  ASSERT_TRUE(machine &&
              (*machine)->load(
                  image_of(words({kMulhX13, kAuipcX5, kLoadX10, kUseX10, kJump8, kOther, kOther})), "test"));
  for (int i = 0; i < 6; ++i) (*machine)->step();
  EXPECT_EQ((*machine)->cycles(), (*machine)->instret());
  EXPECT_EQ((*machine)->cycles(), 6U);
}

}  // namespace quartet::mcu
