#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/mcu/iss/rv32/decoder.hpp"
#include "accel/mcu/iss/rv32/disassemble.hpp"
#include "accel/mcu/machine.hpp"

namespace quartet::mcu {
namespace {

const rv32::Decoder& decoder() {
  static const auto made = rv32::Decoder::make("rv32imc_zicsr", "test");
  return *made;
}

}  // namespace

RC_GTEST_PROP(Decoder, DecodesAndWritesAnyWord, (std::uint32_t raw, std::uint32_t pc)) {
  const Decoded d = decoder().decode_word(raw, pc);
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
  static const auto core = load_core("cv32e40p");
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
