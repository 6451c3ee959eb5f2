#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/mcu/iss/arm/decoder.hpp"
#include "accel/mcu/iss/arm/disassemble.hpp"
#include "accel/mcu/machine.hpp"

namespace quartet::mcu {
namespace {

constexpr std::uint32_t kMain = 0x100, kHandler = 0x80;

const arm::Decoder& decoder() {
  static const auto made = arm::Decoder::make("armv7e-m_fpv4", "test");
  return *made;
}

}  // namespace

RC_GTEST_PROP(ArmDecoder, DecodesAndWritesAnyEncodingInAnyItBlock,
              (std::uint32_t random, std::uint32_t pc, std::uint8_t context)) {
  const std::uint32_t first = random >> 16;
  const std::uint32_t raw = arm::is_wide(first) ? random : first;
  const Decoded d = decoder().decode_word(raw, pc & ~1U, context);
  RC_ASSERT(d.what != nullptr && d.run != nullptr);
  RC_ASSERT(d.size == (arm::is_wide(first) ? 4 : 2));
  RC_ASSERT(d.operands.rd < 96 && d.operands.rs1 < 96 && d.operands.rs2 < 96);
  RC_ASSERT(!arm::disassemble(d).empty());
}

// Whatever half-words a program is made of, it ends with a reason.
RC_GTEST_PROP(ArmMachine, EndsWithAReasonOnAnyProgram, (std::vector<std::uint16_t> halves)) {
  constexpr std::uint64_t kLimit = 20'000;
  RC_PRE(!halves.empty());
  static const auto m4f = load_core("cortex-m4f"), m0plus = load_core("cortex-m0plus");
  RC_ASSERT(m4f.has_value() && m0plus.has_value());
  ElfImage image;
  image.machine = kMachineArm;
  ElfSegment& segment = image.segments.emplace_back();
  const auto put = [&](std::uint32_t at, std::uint32_t value, unsigned size) {
    if (segment.bytes.size() < at + size) segment.bytes.resize(at + size);
    for (unsigned i = 0; i < size; ++i) segment.bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  };
  put(0, 0x20001000, 4);
  put(4, kMain | 1, 4);
  // Every exception has a handler that may itself be anything.
  const std::uint32_t handler = *rc::gen::element(kHandler | 1, kMain | 1, 0U);
  for (std::uint32_t vector = 2; vector < 16; ++vector) put(4 * vector, handler, 4);
  put(kHandler, 0x4770, 2);
  for (std::uint32_t i = 0; i < halves.size(); ++i) put(kMain + 2 * i, halves[i], 2);
  segment.memory_bytes = static_cast<std::uint32_t>(segment.bytes.size());
  const auto machine = Machine::make(*rc::gen::arbitrary<bool>() ? *m4f : *m0plus,
                                     {true, *rc::gen::arbitrary<bool>(), {}, false});
  RC_ASSERT(machine.has_value());
  RC_ASSERT((*machine)->load(image, "any").has_value());
  (*machine)->run_to_end(kLimit);
  RC_ASSERT((*machine)->stop().reason != StopReason::none);
  RC_ASSERT(!describe_stop(**machine).empty());
  RC_ASSERT((*machine)->register_value(13) % 4 == 0);
}

}  // namespace quartet::mcu
