// Every Xpulp instruction on registers, in both encodings, against a second writing of the manuals' tables.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <sstream>

#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/decoder.hpp"
#include "accel/mcu/machine.hpp"
#include "xpulp_reference.hpp"

namespace quartet::test {
namespace {

constexpr std::uint32_t kCode = 0x80000000, kData = 0x80100000, kTohost = 0x80200000;
constexpr std::uint64_t kLimit = 1'000'000;

/// lui and addi that put `value` into x`rd`.
void put_constant(std::vector<std::uint32_t>& code, std::uint32_t rd, std::uint32_t value) {
  code.push_back((value + 0x800) >> 12 << 12 | rd << 7 | 0x37);
  code.push_back(value << 20 | rd << 15 | rd << 7 | 0x13);
}

void add_words(mcu::ElfImage& image, std::uint32_t address, const std::vector<std::uint32_t>& words) {
  mcu::ElfSegment& segment = image.segments.emplace_back();
  segment.load_address = segment.address = address;
  for (const std::uint32_t word : words) {
    for (int i = 0; i < 4; ++i) segment.bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
  }
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
}

/// x10, x11, x12 are set, the instruction of the case is executed and x12 stored, for one case after the other; at the
/// end the program exits.
mcu::ElfImage program_of(const std::vector<XpulpCase>& cases, const XpulpInput& in) {
  std::vector<std::uint32_t> code;
  put_constant(code, 5, kData);
  for (const XpulpCase& c : cases) {
    put_constant(code, 10, in.a);
    put_constant(code, 11, in.b);
    put_constant(code, 12, in.old);
    code.push_back(c.raw);
    code.push_back(0x00C2A023);  // sw x12, 0(x5)
    code.push_back(0x00428293);  // addi x5, x5, 4
  }
  put_constant(code, 6, kTohost);
  code.push_back(0x00100393);  // addi x7, x0, 1
  code.push_back(0x00732023);  // sw x7, 0(x6)
  mcu::ElfImage image;
  image.machine = mcu::kMachineRiscv;
  image.entry = kCode;
  image.symbols["tohost"] = kTohost;
  add_words(image, kCode, code);
  return image;
}

std::uint32_t any_operand() {
  // Borders of elements of every width are what goes wrong.
  return *rc::gen::weightedOneOf<std::uint32_t>(
      {{3, rc::gen::arbitrary<std::uint32_t>()},
       {1, rc::gen::map(rc::gen::inRange<std::int64_t>(-(std::int64_t{1} << 31), std::int64_t{1} << 31),
                        [](std::int64_t v) { return static_cast<std::uint32_t>(v); })},
       {1, rc::gen::element<std::uint32_t>(0, 1, 0xFFFFFFFF, 0x80000000, 0x7FFFFFFF, 0x80808080, 0x7F7F7F7F, 0x80008000,
                                           0x7FFF7FFF, 0x88888888, 0xAAAAAAAA, 0x55555555, 31, 0x3FF)}});
}

XpulpInput any_input() {
  return {any_operand(), any_operand(), any_operand(), *rc::gen::inRange<std::uint32_t>(0, 1U << 12)};
}

void check(const std::string& core_name, const std::vector<XpulpCase>& cases, const XpulpInput& in) {
  const auto core = mcu::load_core(core_name);
  RC_ASSERT(core.has_value());
  const auto machine = mcu::Machine::make(*core);
  RC_ASSERT(machine.has_value());
  RC_ASSERT((*machine)->load(program_of(cases, in), "cases").has_value());
  (*machine)->run_to_end(kLimit);
  if ((*machine)->stop().reason != mcu::StopReason::exit) RC_FAIL(mcu::describe_stop(**machine));
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto got = (*machine)->word(kData + 4 * static_cast<std::uint32_t>(i));
    if (got != cases[i].expected) {
      std::ostringstream text;
      text << std::hex << core_name << ' ' << cases[i].name << ' ' << cases[i].raw << ": a " << in.a << " b " << in.b
           << " old " << in.old << " imm " << in.imm << " gives " << got.value_or(0) << ", reference "
           << cases[i].expected;
      RC_FAIL(text.str());
    }
  }
}

}  // namespace

RC_GTEST_PROP(Xpulp, ComputesWhatTheManualsSayInTheEncodingOfRi5cy, ()) {
  const XpulpInput in = any_input();
  check("ri5cy", xpulp_cases(Dialect::pulpv2, in), in);
}

RC_GTEST_PROP(Xpulp, ComputesWhatTheManualsSayInTheEncodingOfCorev, ()) {
  const XpulpInput in = any_input();
  check("cv32e40p", xpulp_cases(Dialect::corev, in), in);
}

RC_GTEST_PROP(Xpulp, ComputesTheSameOnMpicWithoutAFormat, ()) {
  const XpulpInput in = any_input();
  check("mpic", xpulp_cases(Dialect::pulpv2, in), in);
}

RC_GTEST_PROP(XpulpNn, ComputesOnNibblesAndCrumbs, ()) {
  const XpulpInput in = any_input();
  check("ri5cy-nn", xpulpnn_cases(in), in);
}

// The cases above cover the tables: each row that computes on registers is the decoding of one of them.
TEST(XpulpReference, HasACaseForEveryInstructionOnRegisters) {
  const XpulpInput in{1, 2, 3, 0};
  const auto covered = [&](const std::string& isa, const std::vector<XpulpCase>& cases) {
    const auto decoder = mcu::rv32::Decoder::make(isa, "test");
    EXPECT_TRUE(decoder);
    std::set<const mcu::Instruction*> seen;
    for (const XpulpCase& c : cases) seen.insert(decoder->decode_word(c.raw, kCode).what);
    return seen;
  };
  const auto expect_all = [&](std::span<const mcu::Instruction> table, const std::set<const mcu::Instruction*>& seen) {
    std::string missing;
    for (const mcu::Instruction& i : table) {
      const auto cost = static_cast<mcu::rv32::CostClass>(i.cost);
      const bool memory = cost == mcu::rv32::CostClass::load || cost == mcu::rv32::CostClass::store ||
                          i.name.find("mlsdot") != std::string_view::npos;
      if (i.flow == mcu::Flow::next && !memory && seen.count(&i) == 0) missing += ' ' + std::string(i.name);
    }
    EXPECT_EQ(missing, "");
  };
  expect_all(mcu::rv32::xpulpv2(), covered("rv32imc_zicsr_xpulpv2", xpulp_cases(Dialect::pulpv2, in)));
  expect_all(mcu::rv32::xcorev(), covered("rv32imc_zicsr_xcorev", xpulp_cases(Dialect::corev, in)));
  expect_all(mcu::rv32::xpulpnn(), covered("rv32imc_zicsr_xpulpv2_xpulpnn", xpulpnn_cases(in)));
}

}  // namespace quartet::test
