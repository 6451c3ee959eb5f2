#include <gtest/gtest.h>

#include "accel/mcu/iss/rv32/decoder.hpp"
#include "accel/mcu/iss/rv32/disassemble.hpp"
#include "program.hpp"
#include "xpulp_program.hpp"

namespace quartet::test {
namespace {

using mcu::StopReason;

constexpr std::uint64_t kLimit = 1'000'000;
constexpr std::uint32_t kBuffer = kBase + 0x2000;

/// x5 = buffer, whose words are 0xF1E2D3C4 and 0x05162738; then the code, then the exit.
std::unique_ptr<mcu::Machine> run(const std::string& core, const std::vector<std::uint32_t>& code) {
  std::vector<std::uint32_t> all{lui(5, kBuffer >> 12), lui(6, 0xF1E2D), addi(6, 6, 0x3C4), store(kW, 6, 5, 0),
                                 lui(6, 0x05162),       addi(6, 6, 0x738), store(kW, 6, 5, 4)};
  all = joined(joined(all, code), exit_code(0));
  auto machine = machine_with(core, all);
  machine->run_to_end(kLimit);
  return machine;
}

std::string text(const std::string& isa, std::uint32_t raw) {
  return mcu::rv32::disassemble(mcu::rv32::Decoder::make(isa, "test")->decode_word(raw, kBase));
}

class XpulpInEachDialect : public ::testing::TestWithParam<Dialect> {};
INSTANTIATE_TEST_SUITE_P(Both, XpulpInEachDialect, ::testing::Values(kPulp, kCorev),
                         [](const auto& made) { return made.param.pulp ? "pulpv2" : "corev"; });

}  // namespace

TEST_P(XpulpInEachDialect, LoadsStepTheirPointerByAConstantAfterTheAccess) {
  const Dialect& d = GetParam();
  const auto m = run(d.core, {addi(7, 5, 0), d.load_post(0, 10, 7, 1), d.load_post(4, 11, 7, 1), d.load_post(1, 12, 7, 2),
                              d.load_post(5, 13, 7, -2), d.load_post(2, 14, 7, 4)});
  ASSERT_EQ(m->stop().reason, StopReason::exit) << mcu::describe_stop(*m);
  EXPECT_EQ(m->register_value(10), 0xFFFFFFC4U);
  EXPECT_EQ(m->register_value(11), 0x000000D3U);
  EXPECT_EQ(m->register_value(12), 0xFFFFF1E2U);
  EXPECT_EQ(m->register_value(13), 0x00002738U);
  EXPECT_EQ(m->register_value(14), 0x2738F1E2U);  // the pointer is at buffer + 2: a misaligned word
  EXPECT_EQ(m->register_value(7), kBuffer + 6);
}

TEST_P(XpulpInEachDialect, LoadsStepTheirPointerByARegister) {
  const Dialect& d = GetParam();
  const auto m =
      run(d.core, {addi(7, 5, 0), addi(8, 0, 3), d.load_post_register(4, 10, 7, 8), d.load_post_register(0, 11, 7, 8),
                   addi(7, 5, 0), d.load_post_register(1, 12, 7, 8), addi(7, 5, 4), d.load_post_register(5, 13, 7, 8),
                   addi(7, 5, 0), d.load_post_register(2, 8, 7, 8)});
  EXPECT_EQ(m->register_value(10), 0xC4U);
  EXPECT_EQ(m->register_value(11), 0xFFFFFFF1U);
  EXPECT_EQ(m->register_value(12), 0xFFFFD3C4U);
  EXPECT_EQ(m->register_value(13), 0x2738U);
  EXPECT_EQ(m->register_value(8), 0xF1E2D3C4U);  // loaded over its own step, which was used before
  EXPECT_EQ(m->register_value(7), kBuffer + 3);
}

TEST_P(XpulpInEachDialect, LoadsAndStoresTakeARegisterAsOffset) {
  const Dialect& d = GetParam();
  const auto m = run(d.core, {addi(8, 0, 4), addi(9, 0, -1), addi(14, 0, 2), d.load_register(2, 10, 5, 8),
                              d.load_register(0, 11, 5, 14), d.load_register(4, 12, 5, 14),
                              d.load_register(1, 13, 5, 14), d.load_register(5, 15, 5, 14),
                              d.store_register(0, 9, 5, 8), d.store_register(1, 9, 5, 14)});
  EXPECT_EQ(m->register_value(10), 0x05162738U);
  EXPECT_EQ(m->register_value(11), 0xFFFFFFE2U);
  EXPECT_EQ(m->register_value(12), 0xE2U);
  EXPECT_EQ(m->register_value(13), 0xFFFFF1E2U);
  EXPECT_EQ(m->register_value(15), 0xF1E2U);
  EXPECT_EQ(m->register_value(5), kBuffer);
  EXPECT_EQ(m->word(kBuffer), 0xFFFFD3C4U);
  EXPECT_EQ(m->word(kBuffer + 4), 0x051627FFU);
}

TEST_P(XpulpInEachDialect, StoresStepTheirPointer) {
  const Dialect& d = GetParam();
  const auto m = run(d.core, {addi(7, 5, 0), addi(8, 0, 5), addi(9, 0, -1), d.store_post(0, 9, 7, 2),
                              d.store_post(1, 9, 7, 2), d.store_post(2, 7, 7, 8),
                              d.store_post_register(0, 9, 7, 8), d.store_post_register(1, 9, 7, 8),
                              addi(7, 5, 16), d.store_post_register(2, 9, 7, 8)});
  EXPECT_EQ(m->word(kBuffer), 0xFFFFD3FFU);
  EXPECT_EQ(m->word(kBuffer + 4), kBuffer + 4);  // a pointer stored through itself: the old one
  EXPECT_EQ(m->word(kBuffer + 12), 0xFFU);
  EXPECT_EQ(m->word(kBuffer + 16), 0xFFFFFFFFU);
  EXPECT_EQ(m->register_value(7), kBuffer + 21);
}

TEST_P(XpulpInEachDialect, PointersAndDataStayWhenAnAccessFails) {
  const Dialect& d = GetParam();
  for (const std::uint32_t access : {d.load_post(2, 10, 7, 4), d.store_post(2, 10, 7, 4)}) {
    const auto m = run(d.core, {lui(7, 0x40000), addi(10, 0, 9), access});
    EXPECT_EQ(m->stop().reason, StopReason::bus_error);
    EXPECT_EQ(m->stop().address, 0x40000000U);
    EXPECT_EQ(m->register_value(7), 0x40000000U);
    EXPECT_EQ(m->register_value(10), 9U);
  }
}

TEST_P(XpulpInEachDialect, PostIncrementReachesDevicesAndTheirEffect) {
  const Dialect& d = GetParam();
  const auto m = run(d.core, {lui(7, 0x10000), addi(8, 0, 'x'), d.store_post(0, 8, 7, 0), d.store_post(0, 8, 7, 4)});
  EXPECT_EQ(m->serial_text(), "xx");
  EXPECT_EQ(m->register_value(7), 0x10000004U);
}

TEST_P(XpulpInEachDialect, WhatTheManualsLeaveOpenIsRefusedWithTheReason) {
  const Dialect& d = GetParam();
  const auto reason = [&](std::uint32_t raw) {
    const auto m = run(d.core, {addi(7, 5, 0), raw});
    EXPECT_EQ(m->stop().reason, StopReason::unsupported);
    EXPECT_EQ(m->register_value(7), kBuffer);
    return mcu::describe_stop(*m);
  };
  EXPECT_NE(reason(d.load_post(2, 7, 7, 4)).find("which of data and stepped pointer"), std::string::npos);
  EXPECT_NE(reason(d.load_post_register(2, 7, 7, 5)).find("which of data and stepped pointer"), std::string::npos);
  EXPECT_NE(reason(d.load_post(2, 7, 0, 4)).find("stepping x0"), std::string::npos);
  EXPECT_NE(reason(d.store_post(2, 7, 0, 4)).find("stepping x0"), std::string::npos);
  const std::uint32_t event_load = d.pulp ? load(6, 10, 7, 0) : d.load_post(3, 10, 7, 0);
  EXPECT_NE(reason(event_load).find("event unit"), std::string::npos);
}

TEST_P(XpulpInEachDialect, BranchesCompareWithASignedConstant) {
  const Dialect& d = GetParam();
  const auto m = run(d.core, {addi(7, 0, -16), addi(8, 0, 15), d.branch_constant(true, 7, -16, 8), addi(10, 10, 1),
                              d.branch_constant(true, 8, 15, 8), addi(10, 10, 2), d.branch_constant(true, 7, 15, 8),
                              addi(10, 10, 4), d.branch_constant(false, 7, -15, 8), addi(10, 10, 8),
                              d.branch_constant(false, 8, 15, 8), addi(10, 10, 16)});
  EXPECT_EQ(m->stop().reason, StopReason::exit);
  EXPECT_EQ(m->register_value(10), 4U + 16U);
}

TEST_P(XpulpInEachDialect, ResultsForRegisterZeroAreDropped) {
  const Dialect& d = GetParam();
  const auto m = run(d.core, {addi(7, 5, 0), d.mac(0, 7, 7), d.sdotsp_b(0, 7, 7), d.load_post(2, 0, 7, 4)});
  EXPECT_EQ(m->stop().reason, StopReason::exit);
  EXPECT_EQ(m->register_value(0), 0U);
  EXPECT_EQ(m->register_value(7), kBuffer + 4);
}

TEST_P(XpulpInEachDialect, InstructionsAreIllegalOnCoresWithoutTheExtension) {
  const Dialect& d = GetParam();
  for (const std::uint32_t raw : {d.mac(10, 11, 12), d.sdotsp_b(10, 11, 12), d.load_post(2, 10, 5, 4),
                                  d.load_post_register(2, 10, 5, 6), d.store_post(2, 10, 5, 4),
                                  d.loop_set_up_constant(0, 4, 20), d.branch_constant(true, 10, 1, 8)}) {
    for (const char* core : {"ibex", "picorv32"}) {
      const auto m = run(core, {raw});
      EXPECT_EQ(m->stop().reason, StopReason::illegal_instruction) << core << ' ' << std::hex << raw;
    }
  }
}

TEST(Xpulp, ACoreHasOneEncoding) {
  for (const char* isa : {"rv32imc_xpulpv2_xcorev", "rv32imc_xcorev_xpulpv2", "rv32imc_xpulpv2_xmpic",
                          "rv32imc_xcorev_xpulpnn_xmpic", "rv32imc_xpulpv2_xpulpv2"}) {
    const auto decoder = mcu::rv32::Decoder::make(isa, "core");
    ASSERT_FALSE(decoder) << isa;
    EXPECT_NE(decoder.error().text().find("has the encoding of"), std::string::npos) << decoder.error().text();
  }
  EXPECT_TRUE(mcu::rv32::Decoder::make("rv32imc_zicsr_xpulpv2_xpulpnn", "core"));
}

TEST(Xpulp, IsWrittenAsItsManualsWriteIt) {
  const std::string pulp = "rv32imc_zicsr_xpulpv2_xpulpnn", corev = "rv32imc_zicsr_xcorev";
  EXPECT_EQ(text(pulp, kPulp.load_post(2, 15, 13, 4)), "p.lw\ta5,4(a3!)");
  EXPECT_EQ(text(corev, kCorev.load_post(2, 15, 13, -4)), "cv.lw\ta5,(a3),-4");
  EXPECT_EQ(text(pulp, kPulp.load_post_register(5, 15, 13, 14)), "p.lhu\ta5,a4(a3!)");
  EXPECT_EQ(text(corev, kCorev.load_register(0, 15, 13, 14)), "cv.lb\ta5,a4(a3)");
  EXPECT_EQ(text(pulp, kPulp.store_register(1, 15, 13, 14)), "p.sh\ta5,a4(a3)");
  EXPECT_EQ(text(corev, kCorev.store_post_register(2, 15, 13, 14)), "cv.sw\ta5,(a3),a4");
  EXPECT_EQ(text(pulp, kPulp.sdotsp_b(10, 11, 12)), "pv.sdotsp.b\ta0,a1,a2");
  EXPECT_EQ(text(corev, kCorev.sdotsp_b(10, 11, 12)), "cv.sdotsp.b\ta0,a1,a2");
  EXPECT_EQ(text(pulp, kPulp.r(0x57, 2, 0x5D, 10, 11, 12)), "pv.sdotsp.c\ta0,a1,a2");
  EXPECT_EQ(text(pulp, kPulp.r(0x57, 3, 0x00, 10, 11, 12)), "pv.add.sc.n\ta0,a1,a2");
  EXPECT_EQ(text(pulp, kPulp.r(0x57, 6, 0x01, 10, 11, 0x1F)), "pv.add.sci.h\ta0,a1,-1");
  EXPECT_EQ(text(corev, kCorev.r(0x7B, 7, 0x0C, 10, 11, 0x1F)), "cv.avgu.sci.b\ta0,a1,62");
  EXPECT_EQ(text(pulp, kPulp.r(0x33, 1, 0x63, 10, 11, 8)), "p.extractu\ta0,a1,3,8");
  EXPECT_EQ(text(corev, kCorev.r(0x5B, 0, 0x43, 10, 11, 8)), "cv.insert\ta0,a1,3,8");
  EXPECT_EQ(text(pulp, kPulp.branch_constant(false, 10, -3, 16)), "p.bneimm\ta0,-3,0x80000010");
  EXPECT_EQ(text(pulp, kPulp.loop_set_up(1, 10, 20)), "lp.setup\t1,a0,0x80000010");
  EXPECT_EQ(text(corev, kCorev.loop_set_up_constant(0, 100, 20)), "cv.setupi\t0,100,0x80000014");
  EXPECT_EQ(text(corev, kCorev.loop_count_register(1, 10)), "cv.count\t1,a0");
  EXPECT_EQ(text(pulp, kPulp.r(0x77, 2, 0x6C, 10, 11, 9)), "pv.mlsdotsup.n\ta0,a1,9");
}

TEST(XpulpNn, MacAndLoadMultipliesOldValuesAndLoadsNewOnes) {
  // Registers: activation 1 and weight 2 are loaded; then the product of both, which loads the next activation.
  const auto ml = [](unsigned f3, unsigned f7, unsigned rd, unsigned control) {
    return kPulp.r(0x77, f3, f7, rd, 7, control);
  };
  const auto m = run("ri5cy-nn", {addi(7, 5, 0), addi(10, 0, 100), ml(1, 0x7C, 0, 8 | 1), ml(1, 0x7C, 0, 16 | 2 << 1),
                                  addi(7, 5, 4), ml(1, 0x6C, 10, 8 | 2 << 1 | 1), addi(11, 0, 0),
                                  ml(1, 0x6C, 11, 2 << 1 | 1)});
  ASSERT_EQ(m->stop().reason, StopReason::exit) << mcu::describe_stop(*m);
  const int first = 0xC4 * 0x38 + 0xD3 * 0x27 + 0xE2 * 0x16 + 0xF1 * 0x05;
  EXPECT_EQ(m->register_value(10), static_cast<std::uint32_t>(100 + first));
  EXPECT_EQ(m->register_value(11), static_cast<std::uint32_t>(0x38 * 0x38 + 0x27 * 0x27 + 0x16 * 0x16 + 5 * 5));
  EXPECT_EQ(m->register_value(7), kBuffer + 8);
}

TEST(XpulpNn, SignsOfMacAndLoadGoWithTheOperandThatTheNameSays) {
  // One activation 0x80000000 and one weight 0x80000000, elements of 8 bit: the top element is 128 or -128.
  const auto product = [](unsigned f7) {
    const auto m = run("ri5cy-nn", {lui(8, 0x80000), store(kW, 8, 5, 0), addi(7, 5, 0), addi(10, 0, 0),
                                    kPulp.r(0x77, 1, 0x7C, 0, 7, 8), addi(7, 5, 0), kPulp.r(0x77, 1, 0x7C, 0, 7, 16),
                                    kPulp.r(0x77, 1, f7, 10, 7, 0)});
    EXPECT_EQ(m->register_value(7), kBuffer + 4);
    return static_cast<std::int32_t>(m->register_value(10));
  };
  EXPECT_EQ(product(0x70), 128 * 128);
  EXPECT_EQ(product(0x74), -128 * 128);
  EXPECT_EQ(product(0x6C), -128 * 128);
  EXPECT_EQ(product(0x7C), 128 * 128);
}

TEST(XpulpNn, ThresholdQuantizationIsRefusedWithTheReason) {
  const auto m = run("ri5cy-nn", {kPulp.r(0x57, 2, 0x70, 10, 11, 12)});
  EXPECT_EQ(m->stop().reason, StopReason::unsupported);
  EXPECT_NE(mcu::describe_stop(*m).find("not published"), std::string::npos);
  EXPECT_NE(mcu::describe_stop(*m).find("pv.qnt.n"), std::string::npos);
  EXPECT_EQ(run("ri5cy", {kPulp.r(0x57, 2, 0x5C, 10, 11, 12)})->stop().reason, StopReason::illegal_instruction);
}

}  // namespace quartet::test
