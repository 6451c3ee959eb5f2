#include <gtest/gtest.h>

#include "program.hpp"
#include "xpulp_program.hpp"

namespace quartet::test {
namespace {

using mcu::StopReason;

constexpr std::uint64_t kLimit = 1'000'000;

std::unique_ptr<mcu::Machine> run(const std::string& core, const std::vector<std::uint32_t>& code) {
  auto machine = machine_with(core, joined(code, exit_code(0)));
  machine->run_to_end(kLimit);
  return machine;
}

constexpr std::uint32_t step(unsigned reg, int by) {
  return addi(reg, reg, by);
}

class LoopsInEachDialect : public ::testing::TestWithParam<Dialect> {
 protected:
  /// What the run says of a program that breaks a rule.
  static std::string violation(const std::vector<std::uint32_t>& code) {
    const auto m = run(GetParam().core, code);
    EXPECT_EQ(m->stop().reason, StopReason::hardware_loop) << mcu::describe_stop(*m);
    return mcu::describe_stop(*m);
  }
  static void expect_violation(const char* text, const std::vector<std::uint32_t>& code) {
    const std::string said = violation(code);
    EXPECT_NE(said.find(text), std::string::npos) << said;
  }
};
INSTANTIATE_TEST_SUITE_P(Both, LoopsInEachDialect, ::testing::Values(kPulp, kCorev),
                         [](const auto& made) { return made.param.pulp ? "pulpv2" : "corev"; });

}  // namespace

TEST_P(LoopsInEachDialect, BodyRunsAsOftenAsTheCountSays) {
  const Dialect& d = GetParam();
  for (const int count : {1, 2, 3, 100}) {
    const auto m =
        run(d.core, {addi(6, 0, count), d.loop_set_up(0, 6, 16), step(10, 1), step(11, 2), step(12, 3), step(13, 1)});
    ASSERT_EQ(m->stop().reason, StopReason::exit) << mcu::describe_stop(*m);
    EXPECT_EQ(m->register_value(10), static_cast<std::uint32_t>(count));
    EXPECT_EQ(m->register_value(12), static_cast<std::uint32_t>(3 * count));
    EXPECT_EQ(m->register_value(13), 1U);
  }
}

TEST_P(LoopsInEachDialect, CountOfZeroLeavesTheBodyToRunOnce) {
  const Dialect& d = GetParam();
  const auto m = run(d.core, {d.loop_set_up_constant(0, 0, 16), step(10, 1), step(11, 2), step(12, 3)});
  EXPECT_EQ(m->stop().reason, StopReason::exit);
  EXPECT_EQ(m->register_value(10), 1U);
}

TEST_P(LoopsInEachDialect, LongFormsSetLoopsUpInAnyOrder) {
  const Dialect& d = GetParam();
  const auto m = run(d.core, {addi(6, 0, 5), d.loop_end(1, 24), d.loop_start(1, 8), d.loop_count_register(1, 6),
                              step(10, 1), step(10, 1), step(10, 1), step(11, 1)});
  ASSERT_EQ(m->stop().reason, StopReason::exit) << mcu::describe_stop(*m);
  EXPECT_EQ(m->register_value(10), 15U);
  EXPECT_EQ(m->register_value(11), 1U);
}

// The body has run as ordinary code, in a block that goes on behind it, before it becomes a loop.
TEST_P(LoopsInEachDialect, BodyThatHasRunBeforeItBecameALoopIsCutAnew) {
  const Dialect& d = GetParam();
  const auto m = run(
      d.core, {addi(7, 0, 3), addi(6, 0, 0), jal(0, 8), addi(6, 0, 10), d.loop_set_up(0, 6, 16), step(10, 1),
               step(10, 1), step(10, 1), step(11, 1), step(7, -1), branch(1, 7, 0, -28)});
  ASSERT_EQ(m->stop().reason, StopReason::exit) << mcu::describe_stop(*m);
  EXPECT_EQ(m->register_value(10), 3U + 30U + 30U);
  EXPECT_EQ(m->register_value(11), 3U);
}

TEST_P(LoopsInEachDialect, RulesForTheBodyAreEnforced) {
  const Dialect& d = GetParam();
  const auto with = [&](std::uint32_t odd) {
    return std::vector<std::uint32_t>{d.loop_set_up_constant(0, 3, 20), step(10, 1), odd, step(10, 1), step(10, 1)};
  };
  expect_violation("compressed instruction", with(0x00010001));
  expect_violation("jump or branch", with(branch(0, 0, 0, 4)));
  expect_violation("jump or branch", with(jal(0, 4)));
  expect_violation("jump or branch", with(0x00008067));
  expect_violation("jump or branch", with(d.branch_constant(true, 10, 1, 4)));
  expect_violation("fence", with(0x0FF0000F));
  expect_violation("fence", with(kFenceI));
  expect_violation("mret or wfi", with(kMret));
  expect_violation("mret or wfi", with(kWfi));
  expect_violation("ecall", with(kEcall));
  expect_violation("too few instructions", {d.loop_set_up_constant(0, 3, 12), step(10, 1), step(10, 1)});
  EXPECT_EQ(run(d.core, with(csr(2, 11, 0xB00, 0)))->stop().reason, StopReason::exit);
}

TEST_P(LoopsInEachDialect, RulesAreNotForLoopsWithoutACount) {
  const Dialect& d = GetParam();
  const auto m = run(d.core, {d.loop_set_up_constant(0, 0, 12), step(10, 1), step(10, 1)});
  EXPECT_EQ(m->stop().reason, StopReason::exit);
}

TEST_P(LoopsInEachDialect, OuterLoopMustBeLoopOneAndEndTwoInstructionsLater) {
  const Dialect& d = GetParam();
  const auto nest = [&](unsigned outer, unsigned inner, unsigned tail) {
    std::vector<std::uint32_t> code{d.loop_set_up_constant(outer, 2, 4 + 4 + 12 + 4 * tail),
                                    d.loop_set_up_constant(inner, 3, 16), step(10, 1), step(10, 1), step(10, 1)};
    for (unsigned i = 0; i < tail; ++i) code.push_back(step(11, 1));
    return code;
  };
  const auto good = run(d.core, nest(1, 0, 2));
  ASSERT_EQ(good->stop().reason, StopReason::exit) << mcu::describe_stop(*good);
  EXPECT_EQ(good->register_value(10), 18U);
  EXPECT_EQ(good->register_value(11), 4U);
  expect_violation("too close", nest(1, 0, 1));
  expect_violation("too close", nest(1, 0, 0));
  expect_violation("loop 0 must be the inner loop", nest(0, 1, 2));
}

TEST_P(LoopsInEachDialect, RegistersOfALoopThatRunsMayNotChange) {
  const Dialect& d = GetParam();
  const auto inside = [&](std::uint32_t change) {
    return std::vector<std::uint32_t>{d.loop_set_up_constant(0, 3, 20), step(10, 1), change, step(10, 1), step(10, 1)};
  };
  expect_violation("start changed", inside(d.loop_start(0, 8)));
  expect_violation("end changed", inside(d.loop_end(0, 8)));
  expect_violation("count changed", inside(d.loop_count(0, 8)));
  expect_violation("set up while", inside(d.loop_set_up_constant(0, 2, 8)));
}

TEST_P(LoopsInEachDialect, AddressesMustBeWordAligned) {
  const Dialect& d = GetParam();
  // A compressed nop before the set-up puts it, and what it names, at half-words.
  const auto halves = [](std::uint32_t a) { return std::pair{a & 0xFFFF, a >> 16}; };
  const auto [low, high] = halves(d.loop_set_up_constant(0, 3, 16));
  const auto [s_low, s_high] = halves(step(10, 1));
  expect_violation("aligned", {1U | low << 16, high | s_low << 16, s_high | s_low << 16, s_high | s_low << 16,
                               s_high | 1U << 16});
}

TEST_P(LoopsInEachDialect, ViolationIsReportedWithPcAndInstruction) {
  const Dialect& d = GetParam();
  const std::string said =
      violation({step(10, 1), d.loop_set_up_constant(1, 3, 12), step(10, 1), step(10, 1)});
  EXPECT_NE(said.find("hardware_loop at pc 0x80000004"), std::string::npos) << said;
  EXPECT_NE(said.find(d.pulp ? "lp.setupi" : "cv.setupi"), std::string::npos) << said;
}

TEST_P(LoopsInEachDialect, EndlessBodyOutsideOfMemoryIsNoHang) {
  const Dialect& d = GetParam();
  const auto m = run(d.core, {lui(6, 0x7FFFF), d.loop_set_up(0, 6, 4 * 4095 - (d.pulp ? 8188 : 0)), step(10, 1)});
  EXPECT_NE(m->stop().reason, StopReason::none);
}

TEST_P(LoopsInEachDialect, InterruptInABodyDoesNotCountAPassTwice) {
  const Dialect& d = GetParam();
  // mtvec = handler; mtimecmp = now + some; interrupts on; the loop; the handler counts in x20 and moves mtimecmp on.
  const std::uint32_t clint = 0x2000000;
  std::vector<std::uint32_t> code{
      lui(5, kBase >> 12),     addi(5, 5, 0x200),      csr(1, 0, 0x305, 5),      lui(6, (clint + 0x4000) >> 12),
      addi(7, 0, 90),          store(kW, 7, 6, 0),     store(kW, 0, 6, 4),       addi(8, 0, 0x80),
      csr(1, 0, 0x304, 8),     addi(8, 0, 8),          csr(2, 0, 0x300, 8),      addi(9, 0, 500),
      d.loop_set_up(0, 9, 20), step(10, 1),            step(11, 1),              step(12, 1),
      csr(2, 0, 0x340, 0),     csr(1, 0, 0x304, 0)};
  code = joined(code, exit_code(0));
  code.resize(0x200 / 4, addi(0, 0, 0));
  code = joined(code, {step(20, 1), step(7, 37), store(kW, 7, 6, 0), kMret});
  const auto m = machine_with(d.core, code);
  m->run_to_end(kLimit);
  ASSERT_EQ(m->stop().reason, StopReason::exit) << mcu::describe_stop(*m);
  EXPECT_EQ(m->register_value(10), 500U);
  EXPECT_EQ(m->register_value(12), 500U);
  EXPECT_GT(m->register_value(20), 20U);
}

TEST(HardwareLoops, AreReadAsControlRegisters) {
  const auto corev = run("cv32e40p", {kCorev.loop_end(1, 24), kCorev.loop_start(1, 8), kCorev.loop_count(1, 0),
                                      csr(2, 10, 0xCC4, 0), csr(2, 11, 0xCC5, 0), csr(2, 12, 0xCC6, 0)});
  EXPECT_EQ(corev->register_value(10), kBase + 12);
  EXPECT_EQ(corev->register_value(11), kBase + 24);
  EXPECT_EQ(run("cv32e40p", {csr(1, 0, 0xCC4, 10)})->stop().reason, StopReason::illegal_instruction);
  EXPECT_EQ(run("ibex", {csr(2, 10, 0xCC4, 0)})->stop().reason, StopReason::illegal_instruction);
  const auto pulp = run("ri5cy", {kPulp.loop_end(1, 24), csr(2, 11, 0x7C5, 0)});
  EXPECT_EQ(pulp->register_value(11), kBase + 20);  // the last instruction
}

TEST(HardwareLoops, AreSavedAndRestoredThroughTheControlRegistersOfRi5cy) {
  // The registers are written as a context switch does, with addresses from auipc; the loop then runs.
  const auto m = run("ri5cy", {0x00000297 /* auipc x5, 0 */, addi(6, 5, 28), addi(7, 5, 36), csr(1, 0, 0x7C0, 6),
                               csr(1, 0, 0x7C1, 7), addi(8, 0, 4), csr(1, 0, 0x7C2, 8), step(10, 1), step(10, 1),
                               step(10, 1), csr(2, 11, 0x7C2, 0)});
  ASSERT_EQ(m->stop().reason, StopReason::exit) << mcu::describe_stop(*m);
  EXPECT_EQ(m->register_value(10), 12U);
  EXPECT_EQ(m->register_value(11), 0U);
}

}  // namespace quartet::test
