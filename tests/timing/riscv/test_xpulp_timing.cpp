// Cycles of Xpulp on RI5CY, CV32E40P and MPIC: a row of the reference table of RISC-V timing a test.
#include <gtest/gtest.h>

#include "accel/mcu/machine.hpp"
#include "tests/unit/riscv/xpulp_program.hpp"

namespace quartet::test {
namespace {

constexpr std::uint32_t kBase = 0x80000000;
constexpr std::uint32_t kNop = 0x13;
constexpr std::uint32_t kPointer = 0x00000297;  // auipc x5, 0

constexpr std::uint32_t set(unsigned rd, unsigned value) {
  return value << 20 | rd << 7 | 0x13;
}

/// Cycles from the first instruction to the nop behind the last one.
std::uint64_t cycles_of(const std::string& core_name, const std::vector<std::uint32_t>& code) {
  const auto core = mcu::load_core(core_name);
  EXPECT_TRUE(core);
  const auto machine = mcu::Machine::make(*core);
  mcu::ElfImage image;
  image.machine = mcu::kMachineRiscv;
  image.entry = kBase;
  mcu::ElfSegment& segment = image.segments.emplace_back();
  segment.load_address = segment.address = kBase;
  std::vector<std::uint32_t> words = code;
  words.insert(words.end(), 3, kNop);
  for (const std::uint32_t word : words) {
    for (int i = 0; i < 4; ++i) segment.bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
  }
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  EXPECT_TRUE((*machine)->load(image, "test"));
  const std::uint64_t start = (*machine)->cycles();
  const std::uint32_t end = kBase + static_cast<std::uint32_t>(4 * code.size());
  for (int i = 0; i < 100'000 && (*machine)->pc() != end; ++i) (*machine)->step();
  EXPECT_EQ((*machine)->pc(), end) << mcu::describe_stop(**machine);
  return (*machine)->cycles() - start;
}

const Dialect kMpic{true, "mpic"};

class XpulpTiming : public ::testing::TestWithParam<Dialect> {};
INSTANTIATE_TEST_SUITE_P(Cores, XpulpTiming, ::testing::Values(kPulp, kCorev, kMpic),
                         [](const auto& made) { return made.param.core; });

}  // namespace

TEST_P(XpulpTiming, EveryOperationOnRegistersTakesOneCycle) {
  const Dialect& d = GetParam();
  const std::uint32_t clip = d.pulp ? d.r(0x33, 1, 0x0A, 10, 11, 8) : d.r(0x2B, 3, 0x38, 10, 11, 8);
  const std::uint32_t cnt = d.pulp ? d.r(0x33, 3, 0x08, 10, 11, 0) : d.r(0x2B, 3, 0x24, 10, 11, 0);
  for (const std::uint32_t raw : {d.mac(10, 11, 12), d.sdotsp_b(10, 11, 12), clip, cnt}) {
    EXPECT_EQ(cycles_of(d.core, {raw}), 1U) << std::hex << raw;
    EXPECT_EQ(cycles_of(d.core, {raw, raw, raw}), 3U) << std::hex << raw;  // results are forwarded
  }
}

TEST_P(XpulpTiming, LoadsAndStoresWithStepOrRegisterOffsetTakeOneCycle) {
  const Dialect& d = GetParam();
  for (const std::uint32_t raw :
       {d.load_post(2, 10, 5, 4), d.load_post_register(2, 10, 5, 0), d.load_register(2, 10, 5, 0),
        d.store_post(2, 10, 5, 4), d.store_post_register(2, 10, 5, 0), d.store_register(2, 10, 5, 0)})
    EXPECT_EQ(cycles_of(d.core, {kPointer, set(11, 64), raw, raw}), 4U) << std::hex << raw;
}

TEST_P(XpulpTiming, SteppedPointerIsReadyForTheNextInstructionAndLoadedDataIsNot) {
  const Dialect& d = GetParam();
  const std::uint32_t load = d.load_post(2, 10, 5, 4);
  EXPECT_EQ(cycles_of(d.core, {kPointer, load, d.mac(12, 5, 5)}), 3U);
  EXPECT_EQ(cycles_of(d.core, {kPointer, load, d.sdotsp_b(12, 10, 11)}), 4U);
  EXPECT_EQ(cycles_of(d.core, {kPointer, load, d.sdotsp_b(12, 11, 10)}), 4U);
  EXPECT_EQ(cycles_of(d.core, {kPointer, load, kNop, d.sdotsp_b(12, 10, 11)}), 4U);
}

TEST_P(XpulpTiming, LoadedAccumulatorStallsToo) {
  const Dialect& d = GetParam();
  const std::uint32_t load = d.load_post(2, 10, 5, 4);
  EXPECT_EQ(cycles_of(d.core, {kPointer, load, d.sdotsp_b(10, 11, 12)}), 4U);
  EXPECT_EQ(cycles_of(d.core, {kPointer, load, d.mac(10, 11, 12)}), 4U);
}

TEST_P(XpulpTiming, LoadedOffsetOfAStoreStalls) {
  const Dialect& d = GetParam();
  EXPECT_EQ(cycles_of(d.core, {kPointer, d.load_post(4, 10, 5, 4), d.store_register(0, 11, 5, 10)}), 4U);
}

TEST_P(XpulpTiming, MisalignedPostIncrementLoadTakesACycleMore) {
  const Dialect& d = GetParam();
  EXPECT_EQ(cycles_of(d.core, {kPointer, d.load_post(2, 10, 5, 2), d.load_post(2, 11, 5, 4), kNop}), 5U);
}

TEST_P(XpulpTiming, HardwareLoopGoesBackForNothing) {
  const Dialect& d = GetParam();
  std::vector<std::uint32_t> code{set(6, 100), d.loop_set_up(0, 6, 4 + 8 * 4)};
  code.insert(code.end(), 8, kNop);
  EXPECT_EQ(cycles_of(d.core, code), 2 + 100 * 8U);
}

TEST_P(XpulpTiming, NestedHardwareLoopsGoBackForNothing) {
  const Dialect& d = GetParam();
  // Three times: the inner set-up, five times three nops, two nops.
  std::vector<std::uint32_t> code{d.loop_set_up_constant(1, 3, 4 + 4 + 12 + 8), d.loop_set_up_constant(0, 5, 16)};
  code.insert(code.end(), 5, kNop);
  EXPECT_EQ(cycles_of(d.core, code), 1 + 3 * (1 + 5 * 3 + 2U));
}

TEST_P(XpulpTiming, LoadAtTheEndOfABodyStallsItsUseAtTheStart) {
  const Dialect& d = GetParam();
  const std::vector<std::uint32_t> code{kPointer, d.loop_set_up_constant(0, 10, 16), d.mac(12, 10, 10), kNop,
                                        d.load_post(2, 10, 5, 0)};
  EXPECT_EQ(cycles_of(d.core, code), 2 + 10 * 3 + 9U);
}

// The inner loop of PULP-NN for 4 outputs of 2 pixels: 32 products in 14 cycles with operands of 8 bit.
TEST_P(XpulpTiming, FourByTwoKernelTakesFourteenCyclesAPass) {
  const Dialect& d = GetParam();
  std::vector<std::uint32_t> code{kPointer, d.loop_set_up_constant(0, 20, 4 + 14 * 4)};
  for (unsigned i = 0; i < 6; ++i) code.push_back(d.load_post(2, 10 + i, 5, 0));
  for (unsigned i = 0; i < 8; ++i) code.push_back(d.sdotsp_b(20 + i, 10 + i % 4, 14 + i / 4));
  EXPECT_EQ(cycles_of(d.core, code), 2 + 20 * 14U);
}

TEST(MpicTiming, FormatsChangeTheWorkOfADotProductAndNotItsTime) {
  const auto csr_set = [](unsigned number, unsigned value) { return number << 20 | value << 15 | 5U << 12 | 0x73; };
  for (const unsigned format : {1U, 2U, 3U, 4U, 5U, 6U, 8U}) {
    const std::vector<std::uint32_t> code{csr_set(0x010, 0), csr_set(0x00D, format), kPulp.sdotsp_b(10, 11, 12),
                                          kPulp.sdotsp_b(10, 11, 12)};
    EXPECT_EQ(cycles_of("mpic", code), 4U) << format;
  }
}

}  // namespace quartet::test
