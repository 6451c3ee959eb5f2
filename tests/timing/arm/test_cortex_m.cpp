// One row of the reference table of Cortex-M timing a line: cycles of short sequences on each core, with the
// source of the figure in brackets.
#include <gtest/gtest.h>

#include <vector>

#include "accel/mcu/machine.hpp"

namespace quartet::mcu {
namespace {

using Code = std::vector<std::uint16_t>;

/// Registers before a row: r0 = RAM, r1 = 100, r2 = 7, r5 = 0, r6 = a place with nothing but nop; on
/// Cortex-M4F the floating-point unit is on, s1 = 1, s2 = 2. Rows begin at a word boundary, behind three
/// 16-bit nops.
const Code kSetup0{0x2001, 0x0740, 0x2164, 0x2207, 0x2500, 0x26FF, 0x3602, 0xBF00, 0xBF00, 0xBF00};
constexpr int kSteps0 = 10;
const Code kSetup4{0x2001, 0x0740, 0x2164, 0x2207, 0x2500, 0x26FF, 0x3602, 0xF64E, 0x5388, 0xF2CE, 0x0300,
                   0xF44F, 0x0470, 0x601C, 0xEEF7, 0x0A00, 0xEEB0, 0x1A00, 0xBF00, 0xBF00, 0xBF00, 0xBF00};
constexpr int kSteps4 = 17;
constexpr std::size_t kHalves = 0x180;  // of nop behind everything

ElfImage image_of(const Code& code) {
  Code halves{0x0000, 0x2000, 0x0009, 0x0000};  // stack pointer, set below; reset
  halves[0] = 0x1000;
  halves.insert(halves.end(), code.begin(), code.end());
  halves.resize(kHalves, 0xBF00);
  ElfImage image;
  image.machine = kMachineArm;
  ElfSegment& segment = image.segments.emplace_back();
  for (const std::uint16_t half : halves) {
    segment.bytes.push_back(static_cast<std::uint8_t>(half));
    segment.bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  return image;
}

/// Cycles of `count` instructions behind the setup.
std::uint64_t cycles_of(const Core& core, const Code& code, int count) {
  const bool is_m4 = core.isa != "armv6-m";
  Code all = is_m4 ? kSetup4 : kSetup0;
  all.insert(all.end(), code.begin(), code.end());
  const auto machine = Machine::make(core);
  EXPECT_TRUE(machine && (*machine)->load(image_of(all), "test"));
  for (int i = 0; i < (is_m4 ? kSteps4 : kSteps0); ++i) (*machine)->step();
  const std::uint64_t start = (*machine)->cycles();
  for (int i = 0; i < count; ++i) (*machine)->step();
  EXPECT_EQ((*machine)->stop().reason, StopReason::none) << describe_stop(**machine);
  return (*machine)->cycles() - start;
}

constexpr int kNone = -1;  // not of this core
struct Row {
  const char *group, *what;
  Code code;
  int instructions, m4f, m0plus;
};

// clang-format off: a line a row, its instructions above
const std::vector<Row> kRows{
    // adds r3,r1,r2; eors r3,r1; lsls r3,r1,#3; uxtb r3,r1; cmp r1,r2
    {"Integer", "data processing 1 (TRM)", {0x188B, 0x404B, 0x00CB, 0xB2CB, 0x4291, 0xBF00}, 5, 5, 5},
    // add.w r3,r1,r2,lsl #3; movw r3,#5; movt r3,#5; ubfx r3,r1,#2,#4
    {"Integer",
     "shifted operand, movw, movt, bit field 1 (TRM)",
     {0xEB01, 0x03C2, 0xF240, 0x0305, 0xF2C0, 0x0305, 0xF3C1, 0x0383},
     4,
     4,
     kNone},
    // muls r1,r2,r1
    {"Integer", "muls 1 (TRM); fast multiplier (M0+ TRM)", {0x4351, 0xBF00}, 1, 1, 1},
    // mla r3,r1,r2,r1; mls r3,r1,r2,r1; umull r3,r4,r1,r2; smlal r3,r4,r1,r2
    {"Integer",
     "mla, mls, umull, smlal 1 (TRM, GCC)",
     {0xFB01, 0x1302, 0xFB01, 0x1312, 0xFBA1, 0x3402, 0xFBC1, 0x3402},
     4,
     4,
     kNone},
    // smlad r3,r1,r2,r1; smuad r3,r1,r2; smlald r3,r4,r1,r2; smmul r3,r1,r2
    {"Integer",
     "smlad, smuad, smlald, smmul 1 (GCC)",
     {0xFB21, 0x1302, 0xFB21, 0xF302, 0xFBC1, 0x34C2, 0xFB51, 0xF302},
     4,
     4,
     kNone},
    // sxtb16 r3,r1; pkhbt r3,r1,r2; sel r3,r1,r2; qadd8 r3,r1,r2; ssat r3,#8,r1; rev r3,r1; bfi r3,r1,#2,#3
    {"Integer",
     "sxtb16, pkhbt, sel, qadd8, ssat, rev, bfi 1 (GCC, LLVM)",
     {0xFA2F, 0xF381, 0xEAC1, 0x0302, 0xFAA1, 0xF382, 0xFA81, 0xF312, 0xF301, 0x0307, 0xBA0B, 0xF361, 0x0384,
      0xBF00},
     7,
     7,
     kNone},
    // mrs r3,apsr; msr apsr_nzcvq,r3
    {"Integer", "mrs, msr 2 (assumed); 3 (M0+, JS)", {0xF3EF, 0x8300, 0xF383, 0x8800}, 2, 4, 6},
    // dsb; isb
    {"Integer", "dsb 1, isb a refill (assumed); 3 (M0+, JS)", {0xF3BF, 0x8F4F, 0xF3BF, 0x8F6F}, 2, 4, 6},
    // b.n 1f; nop; 1: nop
    {"Branches", "b 1 + P (TRM), GCC: 3; 2 (M0+, JS)", {0xE000, 0xBF00, 0xBF00, 0xBF00}, 1, 3, 2},
    // cmp r1,r1; bne.n 1f; nop; 1: nop
    {"Branches", "conditional branch not taken 1 (TRM, JS)", {0x4289, 0xD100, 0xBF00, 0xBF00}, 2, 2, 2},
    // cmp r1,r1; beq.n 1f; nop; 1: nop
    {"Branches", "conditional branch taken 1 + P; 2 (M0+, JS)", {0x4289, 0xD000, 0xBF00, 0xBF00}, 2, 4, 3},
    // cbz r5,1f; nop; 1: nop
    {"Branches", "cbz as a branch", {0xB105, 0xBF00, 0xBF00, 0xBF00}, 1, 3, kNone},
    // cbnz r5,1f; nop; 1: nop
    {"Branches", "cbnz not taken", {0xB905, 0xBF00, 0xBF00, 0xBF00}, 1, 1, kNone},
    // bl 1f; nop; 1: nop
    {"Branches", "bl 1 + P; 3 (M0+, JS)", {0xF000, 0xF801, 0xBF00, 0xBF00}, 1, 3, 3},
    // bl 1f; nop; nop; nop; 1: bx lr
    {"Branches", "bl and bx, there and back", {0xF000, 0xF803, 0xBF00, 0xBF00, 0xBF00, 0x4770}, 2, 6, 5},
    // mov pc,r6
    {"Branches", "mov pc 1 + P (TRM); 2 (M0+ TRM)", {0x46B7, 0xBF00}, 1, 3, 2},
    // blx r6
    {"Branches", "blx as bx; 2 (M0+, JS)", {0x47B0, 0xBF00}, 1, 3, 2},
    // tbb [pc,r5]; .byte 1,1; 1: nop
    {"Branches", "tbb 6 (TI)", {0xE8DF, 0xF005, 0x0101, 0xBF00}, 1, 6, kNone},
    // b.n 1f; nop; nop; 1: add.w r3,r1,r2
    {"Branches",
     "to a 32-bit instruction that is not word aligned 1 more (compendium)",
     {0xE001, 0xBF00, 0xBF00, 0xEB01, 0x0302, 0xBF00},
     2,
     5,
     kNone},
    // b.n 1f; nop; 1: add.w r3,r1,r2
    {"Branches", "to an aligned one no more", {0xE000, 0xBF00, 0xEB01, 0x0302}, 2, 4, kNone},
    // ldr r3,[r0,#0]
    {"Memory", "a load alone 2 (TI); 2 (M0+ TRM)", {0x6803, 0xBF00}, 1, 2, 2},
    // ldr r3,[r0,#0]; ldr r4,[r0,#4]
    {"Memory", "two independent loads 3 (TI); no pairing on M0+", {0x6803, 0x6844}, 2, 3, 4},
    // ldr r3,[r0,#0]; ldrb r4,[r0,#4]; ldrh r5,[r0,#8]
    {"Memory", "three loads 4 (TI)", {0x6803, 0x7904, 0x8905, 0xBF00}, 3, 4, 6},
    // ldr r3,[r0,#0]; str r4,[r0,#4]
    {"Memory", "a load then a store 3 (TI)", {0x6803, 0x6044}, 2, 3, 4},
    // str r0,[r0,#0]; nop; ldr r3,[r0,#0]; ldr r4,[r3,#0]
    {"Memory",
     "a load whose address the one before loads does not pipeline",
     {0x6000, 0xBF00, 0x6803, 0x681C},
     4,
     6,
     kNone},
    // str r1,[r0,#0]
    {"Memory", "store at a constant offset 1 (TI, GCC); 2 (M0+ TRM)", {0x6001, 0xBF00}, 1, 1, 2},
    // str r1,[r0,r5]; ldr r3,[r0,#0]
    {"Memory",
     "store at a register offset 2 (TI, GCC); nothing pipelines behind it",
     {0x5141, 0x6803},
     2,
     4,
     4},
    // ldr r3,[pc,#0]; nop; nop
    {"Memory", "literal 2, contention assumed absent", {0x4B00, 0xBF00, 0xBF00, 0xBF00}, 1, 2, 2},
    // adds r0,#4; ldr r3,[r0,#0]
    {"Memory",
     "address from the data processing just before 1 more (TI; GCC bypass 2)",
     {0x3004, 0x6803},
     2,
     4,
     3},
    // adds r0,#4; nop; ldr r3,[r0,#0]
    {"Memory", "an instruction between hides it", {0x3004, 0xBF00, 0x6803, 0xBF00}, 3, 4, 4},
    // stmia r0!,{r1,r2}; stmia r0!,{r1-r3}
    {"Memory", "ldm, stm of N 1 + N (TRM, GCC 3 4 5; JS)", {0xC006, 0xC00E}, 2, 7, 7},
    // push {r1,r2,lr}; pop {r1,r2,r3}
    {"Memory", "push and pop 1 + N; LR counts", {0xB506, 0xBC0E}, 2, 8, 8},
    // push {r4,r6}; pop {r4,pc}
    {"Memory", "pop with pc 1 + N + P; 3 + N (M0+, JS)", {0xB450, 0xBD10}, 2, 8, 7},
    // strd r1,r2,[r0]; ldrd r3,r4,[r0]; ldr r3,[r0]
    {"Memory",
     "ldrd, strd 3, never pipelined (TI, M3)",
     {0xE9C0, 0x1200, 0xE9D0, 0x3400, 0x6803, 0xBF00},
     3,
     8,
     kNone},
    // str r6,[r0]; ldr.w pc,[r0]
    {"Memory", "ldr pc 5 (TI)", {0x6006, 0xF8D0, 0xF000, 0xBF00}, 2, 6, kNone},
    // ldr.w r3,[r0,#2]; nop; ldr.w r3,[r0,#1]
    {"Memory",
     "unaligned word at a half-word address one transaction more, at an odd one two",
     {0xF8D0, 0x3002, 0xBF00, 0xF8D0, 0x3001, 0xBF00},
     3,
     8,
     kNone},
    // cmp r1,r1; it eq; addeq r3,r1,r2
    {"It", "folds behind a 16-bit instruction (LLVM)", {0x4289, 0xBF08, 0x188B, 0xBF00}, 3, 2, kNone},
    // cmp.w r1,r1; it eq; addeq r3,r1,r2
    {"It", "takes a cycle behind a 32-bit one", {0xEBB1, 0x0F01, 0xBF08, 0x188B}, 3, 3, kNone},
    // cmp r1,r1; it ne; ldrne r3,[r0]
    {"It", "a skipped load takes one cycle", {0x4289, 0xBF18, 0x6803, 0xBF00}, 3, 2, kNone},
    // cmp r1,r1; it eq; ldreq r3,[r0]
    {"It", "an executed load takes two", {0x4289, 0xBF08, 0x6803, 0xBF00}, 3, 3, kNone},
    // cmp r1,r1; it ne; bxne r6
    {"It", "a skipped branch takes one cycle", {0x4289, 0xBF18, 0x4730, 0xBF00}, 3, 2, kNone},
    // nop; add.w r3,r1,r2; add.w r3,r1,r2; add.w r3,r1,r2
    {"Fetch",
     "three unaligned 32-bit instructions in a row cost one more (compendium)",
     {0xBF00, 0xEB01, 0x0302, 0xEB01, 0x0302, 0xEB01, 0x0302, 0xBF00},
     4,
     5,
     kNone},
    // nop; add.w r3,r1,r2; add.w r3,r1,r2; nop
    {"Fetch", "two do not", {0xBF00, 0xEB01, 0x0302, 0xEB01, 0x0302, 0xBF00}, 4, 4, kNone},
    // add.w r3,r1,r2; add.w r3,r1,r2; add.w r3,r1,r2
    {"Fetch", "three aligned ones do not", {0xEB01, 0x0302, 0xEB01, 0x0302, 0xEB01, 0x0302}, 3, 3, kNone},
    // nop; str.w r1,[r0]; str.w r1,[r0]; str.w r1,[r0]
    {"Fetch",
     "stores fall behind at the fourth",
     {0xBF00, 0xF8C0, 0x1000, 0xF8C0, 0x1000, 0xF8C0, 0x1000, 0xBF00},
     4,
     4,
     kNone},
    // nop; str.w r1,[r0]; str.w r1,[r0]; str.w r1,[r0]; str.w r1,[r0]
    {"Fetch",
     "and then cost one more",
     {0xBF00, 0xF8C0, 0x1000, 0xF8C0, 0x1000, 0xF8C0, 0x1000, 0xF8C0, 0x1000, 0xBF00},
     5,
     6,
     kNone},
    // vadd.f32 s0,s1,s2; vsub.f32 s3,s1,s2; vmul.f32 s4,s1,s2; vcvt.s32.f32 s5,s1
    {"Float",
     "vadd, vsub, vmul, vcvt 1 (LLVM)",
     {0xEE30, 0x0A81, 0xEE70, 0x1AC1, 0xEE20, 0x2A81, 0xEEFD, 0x2AE0},
     4,
     4,
     kNone},
    // vadd.f32 s0,s1,s2; vadd.f32 s3,s0,s2
    {"Float",
     "a result that the next instruction takes 1 more (GCC: latency 2)",
     {0xEE30, 0x0A81, 0xEE70, 0x1A01},
     2,
     3,
     kNone},
    // vadd.f32 s0,s1,s2; nop; vadd.f32 s3,s0,s2
    {"Float", "with one between it is there", {0xEE30, 0x0A81, 0xBF00, 0xEE70, 0x1A01, 0xBF00}, 3, 3, kNone},
    // vabs.f32 s0,s1; vneg.f32 s3,s0; vcmp.f32 s3,s0
    {"Float", "vcmp, vabs, vneg 1 (LLVM)", {0xEEB0, 0x0AE0, 0xEEF1, 0x1A40, 0xEEF4, 0x1A40}, 3, 3, kNone},
    // vfma.f32 s0,s1,s2; vfma.f32 s0,s1,s2; vfma.f32 s0,s1,s2; vadd.f32 s3,s1,s2
    {"Float",
     "vfma 3 back to back (LLVM, GCC)",
     {0xEEA0, 0x0A81, 0xEEA0, 0x0A81, 0xEEA0, 0x0A81, 0xEE70, 0x1A81},
     4,
     10,
     kNone},
    // vmla.f32 s0,s1,s2; vadd.f32 s3,s0,s2
    {"Float", "latency 4 of vmla (GCC)", {0xEE00, 0x0A81, 0xEE70, 0x1A01}, 2, 5, kNone},
    // vfma.f32 s0,s1,s2; nop; nop; nop
    {"Float",
     "integer instructions go on behind vfma",
     {0xEEA0, 0x0A81, 0xBF00, 0xBF00, 0xBF00, 0xBF00},
     4,
     4,
     kNone},
    // vdiv.f32 s0,s1,s2; vadd.f32 s3,s1,s2
    {"Float", "vdiv 14 (LLVM) until the unit is free", {0xEE80, 0x0A81, 0xEE70, 0x1A81}, 2, 15, kNone},
    // vdiv.f32 s0,s1,s2; vadd.f32 s3,s0,s2
    {"Float", "latency 15 of vdiv (GCC)", {0xEE80, 0x0A81, 0xEE70, 0x1A01}, 2, 16, kNone},
    // vsqrt.f32 s0,s1; nop; nop; nop; nop; vadd.f32 s3,s1,s2
    {"Float",
     "integer instructions hide behind vsqrt",
     {0xEEB1, 0x0AE0, 0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xEE70, 0x1A81},
     6,
     15,
     kNone},
    // vdiv.f32 s0,s1,s2; b.n 1f; 1: nop
    {"Float", "a branch waits for the unit (assumed)", {0xEE80, 0x0A81, 0xE7FF, 0xBF00}, 2, 14, kNone},
    // vldr s0,[r0]; nop; vstr s1,[r0]
    {"Float", "vldr 2, vstr 1 (GCC, LLVM)", {0xED90, 0x0A00, 0xBF00, 0xEDC0, 0x0A00, 0xBF00}, 3, 4, kNone},
    // vstmia r0,{s0-s3}; vldmia r0,{s0-s1}
    {"Float", "vldm, vstm 1 + N", {0xEC80, 0x0A04, 0xEC90, 0x0A02}, 2, 8, kNone},
    // vldr d0,[r0]; vstr d0,[r0]
    {"Float", "double words 3", {0xED90, 0x0B00, 0xED80, 0x0B00}, 2, 6, kNone},
    // vmov s0,r1; vmov r3,s1; vmov s2,s3,r1,r2
    {"Float",
     "vmov of one register 1, of a pair 2 (compendium)",
     {0xEE00, 0x1A10, 0xEE10, 0x3A90, 0xEC42, 0x1A11},
     3,
     4,
     kNone},
};
// clang-format on

class CortexMRow : public ::testing::TestWithParam<std::size_t> {};

}  // namespace

TEST_P(CortexMRow, TakesTheCyclesOfTheReference) {
  static const auto m4f = load_core("cortex-m4f"), m0plus = load_core("cortex-m0plus");
  ASSERT_TRUE(m4f && m0plus);
  const Row& row = kRows[GetParam()];
  if (row.m4f != kNone) {
    EXPECT_EQ(cycles_of(*m4f, row.code, row.instructions), static_cast<std::uint64_t>(row.m4f))
        << row.group << ": " << row.what;
  }
  if (row.m0plus != kNone) {
    EXPECT_EQ(cycles_of(*m0plus, row.code, row.instructions), static_cast<std::uint64_t>(row.m0plus))
        << row.group << ": " << row.what;
  }
}
INSTANTIATE_TEST_SUITE_P(Table, CortexMRow, ::testing::Range(std::size_t{0}, kRows.size()));

// 2 to 12 cycles, operand dependent (TRM of Cortex-M3); the law between the two is assumed.
TEST(CortexMDivision, TakesTwoToTwelveCyclesByTheBitsOfTheQuotient) {
  const auto core = load_core("cortex-m4f");
  ASSERT_TRUE(core);
  const auto divide = [&](std::uint16_t first, const Code& operands) {
    Code code = operands;
    code.insert(code.end(), {first, 0xF3F2});
    return cycles_of(*core, code, 4) - 3;
  };
  constexpr std::uint16_t kUnsigned = 0xFBB1, kSigned = 0xFB91;
  const Code trivial{0x2103, 0x2207, 0xBF00}, equal{0x2107, 0x2207, 0xBF00}, by_zero{0x2107, 0x2200, 0xBF00},
      longest{0xF04F, 0x31FF, 0x2201, 0xBF00}, hundred{0x2164, 0x2207, 0xBF00};
  EXPECT_EQ(divide(kUnsigned, trivial), 2U);
  EXPECT_EQ(divide(kUnsigned, by_zero), 2U);
  EXPECT_EQ(divide(kUnsigned, equal), 5U);
  EXPECT_EQ(divide(kUnsigned, hundred), 6U);
  EXPECT_EQ(divide(kUnsigned, longest), 12U);
  EXPECT_EQ(divide(kSigned, longest), 5U);  // -1 by 1
}

TEST(CortexMMultiplier, SmallOptionTakes32Cycles) {
  auto core = load_core("cortex-m0plus");
  ASSERT_TRUE(core);
  core->arm.timing.multiply = 32;
  EXPECT_EQ(cycles_of(*core, {0x4351}, 1), 32U);  // muls r1, r2
}

TEST(CortexMIoPort, SavesACycleOnCortexM0Plus) {
  auto core = load_core("cortex-m0plus");
  ASSERT_TRUE(core);
  // ldrb r3, [r0, #5], twice, of the serial port; r0 = 0xD0000000 when it is the port, else 0x40004000.
  const Code port{0x20D0, 0x0600, 0x7943, 0x7943}, elsewhere{0x2001, 0x0780, 0x2140, 0x0209, 0x1840, 0x7943};
  EXPECT_EQ(cycles_of(*core, elsewhere, 6), 5 + 2U);
  core->uart_base = core->arm.io_port_base;
  EXPECT_EQ(cycles_of(*core, port, 4), 2 + 2U);
}

TEST(CortexMUntimed, EveryInstructionTakesOneCycle) {
  const auto core = load_core("cortex-m4f");
  ASSERT_TRUE(core);
  const auto machine = Machine::make(*core, {false, false});
  ASSERT_TRUE(machine && (*machine)->load(image_of(kSetup4), "test"));
  for (int i = 0; i < 40; ++i) (*machine)->step();
  EXPECT_EQ((*machine)->cycles(), (*machine)->instret());
  EXPECT_EQ((*machine)->cycles(), 40U);
}

}  // namespace quartet::mcu
