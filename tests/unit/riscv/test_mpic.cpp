#include <gtest/gtest.h>

#include "program.hpp"
#include "xpulp_program.hpp"

namespace quartet::test {
namespace {

using mcu::StopReason;

constexpr std::uint64_t kLimit = 1'000'000;
constexpr unsigned kFormat = 0x00D, kPart = 0x00E, kSkip = 0x00F, kLegacy = 0x010;
constexpr std::uint32_t kActivations = 0xF1E2D3C4, kWeights = 0x05B6278D;

/// csrrwi
constexpr std::uint32_t set(unsigned number, unsigned value) {
  return csr(5, 0, number, value);
}
constexpr std::uint32_t constant_high(std::uint32_t value) {
  return lui(0, (value + 0x800) >> 12);
}
std::vector<std::uint32_t> put(unsigned rd, std::uint32_t value) {
  return {constant_high(value) | rd << 7, addi(rd, rd, static_cast<int>(value << 20) >> 20)};
}

/// x10 = activations, x11 = weights, legacy mode off; the code; the exit.
std::unique_ptr<mcu::Machine> run(const std::vector<std::uint32_t>& code, const std::string& core = "mpic") {
  auto all = joined(joined(put(10, kActivations), put(11, kWeights)), {set(kLegacy, 0)});
  all = joined(joined(all, code), exit_code(0));
  auto machine = machine_with(core, all);
  machine->run_to_end(kLimit);
  return machine;
}

/// Elements of `bits` bit of a word, one by one.
int element(std::uint32_t word, int bits, int i, bool with_sign) {
  const int value = static_cast<int>(word >> (i * bits) & ((1U << bits) - 1));
  return with_sign && value >= 1 << (bits - 1) ? value - (1 << bits) : value;
}
int dot(int wide, int narrow, int part, bool a_signed, bool b_signed) {
  int sum = 0;
  for (int i = 0; i < 32 / wide; ++i)
    sum += element(kActivations, wide, i, a_signed) * element(kWeights, narrow, part * (32 / wide) + i, b_signed);
  return sum;
}

struct FormatCode {
  unsigned code;
  int wide, narrow;
};
constexpr FormatCode kFormats[] = {{1, 16, 16}, {2, 8, 8},  {3, 4, 4},  {4, 2, 2},  {5, 4, 2},
                                   {6, 8, 2},   {7, 16, 2}, {8, 8, 4}, {9, 16, 4}, {10, 16, 8}};

constexpr unsigned kSdotup = 0x50, kSdotusp = 0x54, kSdotsp = 0x5C;
std::uint32_t sum_dot(unsigned f7, unsigned rd, unsigned f3 = 1) {
  return kPulp.r(0x57, f3, f7, rd, 10, 11);
}

}  // namespace

TEST(Mpic, MultipliesOperandsInTheFormatOfTheStatusRegister) {
  for (const FormatCode& f : kFormats) {
    const auto m = run({set(kFormat, f.code), set(kSkip, 1), sum_dot(kSdotup, 12), set(kPart, 0), sum_dot(kSdotusp, 13),
                        set(kPart, 0), sum_dot(kSdotsp, 14), set(kPart, 0), sum_dot(kSdotsp, 15, 0)});
    ASSERT_EQ(m->stop().reason, StopReason::exit) << f.code << mcu::describe_stop(*m);
    EXPECT_EQ(static_cast<int>(m->register_value(12)), dot(f.wide, f.narrow, 0, false, false)) << f.code;
    EXPECT_EQ(static_cast<int>(m->register_value(13)), dot(f.wide, f.narrow, 0, false, true)) << f.code;
    EXPECT_EQ(static_cast<int>(m->register_value(14)), dot(f.wide, f.narrow, 0, true, true)) << f.code;
    EXPECT_EQ(m->register_value(15), m->register_value(14)) << "the width of the opcode counted, format " << f.code;
  }
}

TEST(Mpic, StepsThroughTheNarrowOperandAfterAsManyDotProductsAsTheSkipRegisterSays) {
  for (const FormatCode& f : kFormats) {
    const int parts = f.wide / f.narrow;
    if (parts == 1) continue;
    for (const int skip : {0, 1, 3}) {
      const int uses = std::max(1, skip);
      std::vector<std::uint32_t> code{set(kFormat, f.code), set(kSkip, static_cast<unsigned>(skip))};
      int expected = 0;
      for (int part = 0; part < parts + 1; ++part) {
        for (int i = 0; i < uses; ++i) {
          code.push_back(sum_dot(kSdotusp, 12));
          expected += dot(f.wide, f.narrow, part % parts, false, true);
        }
      }
      code.push_back(csr(2, 13, kPart, 0));
      const auto m = run(code);
      ASSERT_EQ(m->stop().reason, StopReason::exit) << mcu::describe_stop(*m);
      EXPECT_EQ(static_cast<int>(m->register_value(12)), expected) << f.code << " skip " << skip;
      EXPECT_EQ(m->register_value(13), static_cast<std::uint32_t>(1 % parts)) << f.code << " skip " << skip;
    }
  }
}

TEST(Mpic, OtherVectorInstructionsFollowAnEqualFormat) {
  // pv.max.b in the format 4x4 is a maximum of nibbles; .sc replicates a nibble.
  const auto m = run({set(kFormat, 3), kPulp.r(0x57, 1, 0x18, 12, 10, 11), kPulp.r(0x57, 5, 0x00, 13, 10, 11)});
  ASSERT_EQ(m->stop().reason, StopReason::exit) << mcu::describe_stop(*m);
  std::uint32_t maxima = 0, sums = 0;
  for (int i = 0; i < 8; ++i) {
    const int a = element(kActivations, 4, i, true), b = element(kWeights, 4, i, true);
    maxima |= (static_cast<std::uint32_t>(std::max(a, b)) & 15) << (4 * i);
    sums |= (static_cast<std::uint32_t>(a + element(kWeights, 4, 0, true)) & 15) << (4 * i);
  }
  EXPECT_EQ(m->register_value(12), maxima);
  EXPECT_EQ(m->register_value(13), sums);
}

TEST(Mpic, OpcodeSaysTheWidthAfterReset) {
  const auto machine = machine_with(
      "mpic", joined(joined(joined(put(10, kActivations), put(11, kWeights)), {sum_dot(kSdotsp, 12), sum_dot(kSdotsp, 13, 0)}),
                     exit_code(0)));
  machine->run_to_end(kLimit);
  EXPECT_EQ(static_cast<int>(machine->register_value(12)), dot(8, 8, 0, true, true));
  EXPECT_EQ(static_cast<int>(machine->register_value(13)), dot(16, 16, 0, true, true));
}

TEST(Mpic, WhatHasNoDefinedFormatIsRefusedWithTheReason) {
  const auto reason = [](const std::vector<std::uint32_t>& code) {
    const auto m = run(code);
    EXPECT_EQ(m->stop().reason, StopReason::unsupported) << mcu::describe_stop(*m);
    return mcu::describe_stop(*m);
  };
  const std::uint32_t add_b = kPulp.r(0x57, 1, 0, 12, 10, 11), sdot_sc = sum_dot(kSdotsp, 12, 5),
                      pack_h = kPulp.r(0x57, 0, 0x68, 12, 10, 11), add_sci = kPulp.r(0x57, 7, 0, 12, 10, 3);
  EXPECT_NE(reason({sum_dot(kSdotsp, 12)}).find("names no vector format"), std::string::npos);
  EXPECT_NE(reason({set(kFormat, 11), sum_dot(kSdotsp, 12)}).find("names no vector format"), std::string::npos);
  EXPECT_NE(reason({set(kFormat, 8), add_b}).find("only dot products"), std::string::npos);
  EXPECT_NE(reason({set(kFormat, 8), sdot_sc}).find("only dot products"), std::string::npos);
  EXPECT_NE(reason({set(kFormat, 2), pack_h}).find("different widths"), std::string::npos);
  EXPECT_NE(reason({set(kFormat, 3), add_sci}).find("different widths"), std::string::npos);
  EXPECT_EQ(run({set(kFormat, 1), pack_h})->stop().reason, StopReason::exit);
  EXPECT_EQ(run({set(kFormat, 3), set(kLegacy, 1), pack_h, add_sci})->stop().reason, StopReason::exit);
}

TEST(Mpic, StatusRegistersAreReadBackAndAreOfThisCoreOnly) {
  const auto m = run({set(kFormat, 8), set(kPart, 1), set(kSkip, 16), csr(2, 12, kFormat, 0), csr(2, 13, kPart, 0),
                      csr(2, 14, kSkip, 0), csr(2, 15, kLegacy, 0)});
  EXPECT_EQ(m->register_value(12), 8U);
  EXPECT_EQ(m->register_value(13), 1U);
  EXPECT_EQ(m->register_value(14), 16U);
  EXPECT_EQ(m->register_value(15), 0U);
  EXPECT_EQ(run({}, "ri5cy")->stop().reason, StopReason::illegal_instruction);
  // The address registers of MAC&LOAD belong to its successor.
  EXPECT_EQ(run({csr(2, 12, 0x100, 0)})->stop().reason, StopReason::illegal_instruction);
}

}  // namespace quartet::test
