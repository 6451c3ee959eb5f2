#include "tests/property/riscv/any_program.hpp"

#include <rapidcheck.h>

#include <algorithm>

namespace quartet::test {

namespace {

using u32 = std::uint32_t;

constexpr u32 kTohost = kAnyBase + 0x1000, kFunction = kAnyBase + 0x800;

u32 any_register() {
  return *rc::gen::inRange<u32>(8, 16);
}
u32 jal(u32 rd, u32 offset) {
  return (offset >> 1 & 0x3FF) << 21 | (offset >> 11 & 1) << 20 | (offset >> 12 & 0xFF) << 12 | rd << 7 |
         0x6F;
}

/// x6 steps through the buffer, x17 is 4.
u32 any_xpulp_instruction() {
  const u32 d = any_register(), s = any_register(), t = any_register();
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return *rc::gen::inRange<u32>(0, 9) << 20 | 6U << 15 | *rc::gen::element(0U, 1U, 2U, 4U, 5U) << 12 |
             d << 7 | 0x0B;
    case 1:
      return *rc::gen::element(0U, 1U, 2U, 8U, 9U) << 25 | 17U << 20 | 6U << 15 | 3U << 12 | d << 7 | 0x2B;
    case 2:
      return t << 20 | 6U << 15 | *rc::gen::inRange<u32>(0, 3) << 12 | *rc::gen::inRange<u32>(0, 9) << 7 |
             0x2B;
    default:  // sdotup, sdotusp, sdotsp of half-words or bytes
      return *rc::gen::element(0x26U, 0x28U, 0x2AU) << 26 | t << 20 | s << 15 |
             *rc::gen::inRange<u32>(0, 2) << 12 | d << 7 | 0x7B;
  }
}

u32 any_instruction(u32 address, u32 end) {
  const auto reg = any_register;
  const u32 imm = *rc::gen::inRange<u32>(0, 128), room = end - address;
  switch (*rc::gen::inRange(0, 12)) {
    case 0:
      return imm << 20 | reg() << 15 | *rc::gen::element(0U, 2U, 3U, 4U, 6U, 7U) << 12 | reg() << 7 | 0x13;
    case 1:  // register operations
      return *rc::gen::element(0U, 0x20U << 25) | reg() << 20 | reg() << 15 |
             *rc::gen::element(0U, 5U) << 12 | reg() << 7 | 0x33;
    case 2:
      return reg() << 20 | reg() << 15 | *rc::gen::inRange<u32>(0, 8) << 12 | reg() << 7 | 0x33;
    case 3:  // M
      return 1U << 25 | reg() << 20 | reg() << 15 | *rc::gen::inRange<u32>(0, 8) << 12 | reg() << 7 | 0x33;
    case 4:  // loads, x5 is the buffer
      return imm << 20 | 5U << 15 | *rc::gen::element(0U, 1U, 2U, 4U, 5U) << 12 | reg() << 7 | 0x03;
    case 5:  // stores
      return reg() << 20 | 5U << 15 | *rc::gen::inRange<u32>(0, 3) << 12 | (imm & 31) << 7 | 0x23;
    case 6: {  // a branch forward, within the program
      const u32 offset = std::min(room, *rc::gen::element(4U, 8U, 12U, 28U));
      const u32 funct3 = *rc::gen::element(0U, 1U, 4U, 5U, 6U, 7U);
      return reg() << 20 | reg() << 15 | funct3 << 12 | (offset >> 1 & 15) << 8 | (offset >> 5 & 63) << 25 |
             0x63;
    }
    case 7:  // forward
      return jal(0, std::min(room, 8U));
    case 8:
      return jal(1, kFunction - address);
    case 9:  // mcycle: the time itself becomes state
      return 0xB00U << 20 | 2U << 12 | reg() << 7 | 0x73;
    case 10:  // shifts by a constant
      return *rc::gen::element(0U, 0x20U << 25) | (imm & 31) << 20 | reg() << 15 | 5U << 12 | reg() << 7 |
             0x13;
    default:
      return 0x00010001U | (reg() - 8) << 23 |
             0x40000000U;  // c.nop, then a compressed load-immediate or alike
  }
}

void put(mcu::ElfSegment& segment, u32 address, u32 word) {
  const std::size_t at = address - kAnyBase;
  if (segment.bytes.size() < at + 4) segment.bytes.resize(at + 4);
  for (unsigned i = 0; i < 4; ++i) segment.bytes[at + i] = static_cast<std::uint8_t>(word >> (8 * i));
}

}  // namespace

mcu::ElfImage any_program(AnyProgram what) {
  mcu::ElfImage image;
  image.machine = mcu::kMachineRiscv;
  image.entry = kAnyBase;
  image.symbols["tohost"] = kTohost;
  mcu::ElfSegment& segment = image.segments.emplace_back();
  segment.load_address = segment.address = kAnyBase;
  u32 at = kAnyBase;
  const auto add = [&](u32 word) {
    put(segment, at, word);
    at += 4;
  };
  add(0x800022B7);                           // lui x5, the buffer
  add(0x08028313);                           // addi x6, x5, 128
  add(4U << 20 | 17U << 7 | 0x13);           // addi x17, x0, 4
  add(what.passes << 20 | 16U << 7 | 0x13);  // addi x16, x0, passes
  const u32 first = at, count = *rc::gen::inRange<u32>(1, what.longest), end = first + 4 * count;
  while (at < end)
    add(what.xpulp && *rc::gen::inRange(0, 3) == 0 ? any_xpulp_instruction() : any_instruction(at, end));
  add(0xFFF80813);  // addi x16, x16, -1
  const u32 back = first - at;
  add((back >> 12 & 1) << 31 | (back >> 5 & 63) << 25 | 16U << 15 | 1U << 12 | (back >> 1 & 15) << 8 |
      (back >> 11 & 1) << 7 | 0x63);                                         // bne x16, x0, first
  for (const u32 word : {0x80001FB7U, 0x00100F13U, 0x01EFA023U}) add(word);  // tohost = 1
  put(segment, kFunction, 0x00940433);                                       // add x8, x8, x9
  put(segment, kFunction + 4, 0x00008067);                                   // ret
  segment.memory_bytes = static_cast<u32>(segment.bytes.size());
  return image;
}

}  // namespace quartet::test
