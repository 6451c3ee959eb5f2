#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/mcu/iss/rv32/decoder.hpp"
#include "accel/mcu/iss/rv32/disassemble.hpp"
#include "accel/mcu/machine.hpp"

namespace quartet::mcu {
namespace {

/// Of every set of extensions that a core has.
const rv32::Decoder& any_decoder() {
  static const std::vector<rv32::Decoder> made{*rv32::Decoder::make("rv32imc_zicsr", "test"),
                                               *rv32::Decoder::make("rv32imc_zicsr_xpulpv2_xpulpnn", "test"),
                                               *rv32::Decoder::make("rv32imc_zicsr_xcorev", "test"),
                                               *rv32::Decoder::make("rv32imc_zicsr_xmpic", "test")};
  return made[*rc::gen::inRange<std::size_t>(0, made.size())];
}

/// Half of them with an opcode of Xpulp.
std::uint32_t any_word() {
  const auto raw = *rc::gen::arbitrary<std::uint32_t>();
  const auto opcode = *rc::gen::element(0x0BU, 0x2BU, 0x33U, 0x57U, 0x5BU, 0x63U, 0x77U, 0x7BU);
  return *rc::gen::arbitrary<bool>() ? (raw & ~0x7FU) | opcode : raw;
}

}  // namespace

RC_GTEST_PROP(Decoder, DecodesAndWritesAnyWord, (std::uint32_t pc)) {
  const std::uint32_t raw = any_word();
  const Decoded d = any_decoder().decode_word(raw, pc);
  RC_ASSERT(d.what != nullptr);
  RC_ASSERT(d.size == ((raw & 3) == 3 ? 4 : 2));
  RC_ASSERT(d.operands.rd < 32 && d.operands.rs1 < 32 && d.operands.rs2 < 32);
  RC_ASSERT(!rv32::disassemble(d).empty());
}

// Whatever bytes a program is made of, it ends with a reason, and its state is that of a hart.
RC_GTEST_PROP(Machine, EndsWithAReasonOnAnyProgram, (std::vector<std::uint32_t> words)) {
  constexpr std::uint32_t kBase = 0x80000000;
  constexpr std::uint64_t kLimit = 20'000;
  RC_PRE(!words.empty());
  if (*rc::gen::arbitrary<bool>()) {
    for (std::uint32_t& word : words) word = any_word();
  }
  const auto core = load_core(*rc::gen::element<std::string>("ibex", "cv32e40p", "ri5cy-nn", "mpic"));
  RC_ASSERT(core.has_value());
  ElfImage image;
  image.machine = kMachineRiscv;
  image.entry = kBase;
  ElfSegment& segment = image.segments.emplace_back();
  segment.load_address = segment.address = kBase;
  for (const std::uint32_t word : words) {
    for (int i = 0; i < 4; ++i) segment.bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
  }
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  const auto machine = Machine::make(*core, {true, *rc::gen::arbitrary<bool>()});
  RC_ASSERT(machine.has_value());
  RC_ASSERT((*machine)->load(image, "any").has_value());
  (*machine)->run_to_end(kLimit);
  RC_ASSERT((*machine)->stop().reason != StopReason::none);
  RC_ASSERT((*machine)->register_value(0) == 0U);
  RC_ASSERT(!describe_stop(**machine).empty());
}

}  // namespace quartet::mcu
