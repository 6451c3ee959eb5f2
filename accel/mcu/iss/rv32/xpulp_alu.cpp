// Bit manipulation, minima and maxima, clipping, extension, branches on a constant.
#include "accel/mcu/iss/rv32/xpulp_alu.hpp"

#include <array>

#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/execute.hpp"
#include "accel/mcu/iss/rv32/simd_forms.hpp"
#include "accel/mcu/iss/rv32/xpulp.hpp"

namespace quartet::mcu::rv32 {

namespace {

Operands registers(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), 0};
}
Operands accumulating(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), 0, reg(raw, 7)};
}
Operands one_register(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, 0};
}
// Width - 1 and position, as in the register forms.
Operands bit_field(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, bits(raw, 20, 10)};
}
Operands accumulating_bit_field(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, bits(raw, 20, 10), reg(raw, 7)};
}
Operands bound(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, clip_bound(bits(raw, 20, 5))};
}
Operands target(u32 raw, u32 pc) {
  const u32 offset =
      bits(raw, 31, 1) << 12 | bits(raw, 7, 1) << 11 | bits(raw, 25, 6) << 5 | bits(raw, 8, 4) << 1;
  return {0, reg(raw, 15), 0, pc + sign_extend(offset, 13)};
}

constexpr Format kR{registers, "d,s,t"}, kSum{accumulating, "d,s,t"}, kOne{one_register, "d,s"},
    kField{bit_field, "d,s,l,b"}, kInsert{accumulating_bit_field, "d,s,l,b"}, kBound{bound, "d,s,b"},
    kTarget{target, "s,m,p"};

template <bool Equal>
void branch_on_constant(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const bool equal = hart->x[op->rs1] == sign_extend(bits(op->raw, 20, 5), 5);
  return follow(hart, op->link.exits + (equal == Equal ? 1 : 0), cycles, instret);
}

constexpr auto kAlu = static_cast<std::uint8_t>(CostClass::alu), kBr = static_cast<std::uint8_t>(CostClass::branch);

// clang-format off: a line an instruction
constexpr std::array kRows{
    XpulpRow{"p.extract", "11 lllll iiiii sssss 000 ddddd 0110011", "cv.extract", "00 lllll iiiii sssss 000 ddddd 1011011", &kField, register_immediate<extract>, Flow::next, kAlu},
    XpulpRow{"p.extractu", "11 lllll iiiii sssss 001 ddddd 0110011", "cv.extractu", "01 lllll iiiii sssss 000 ddddd 1011011", &kField, register_immediate<extractu>, Flow::next, kAlu},
    XpulpRow{"p.insert", "11 lllll iiiii sssss 010 ddddd 0110011", "cv.insert", "10 lllll iiiii sssss 000 ddddd 1011011", &kInsert, accumulate_immediate<insert>, Flow::next, kAlu},
    XpulpRow{"p.bclr", "11 lllll iiiii sssss 011 ddddd 0110011", "cv.bclr", "00 lllll iiiii sssss 001 ddddd 1011011", &kField, register_immediate<bit_clear>, Flow::next, kAlu},
    XpulpRow{"p.bset", "11 lllll iiiii sssss 100 ddddd 0110011", "cv.bset", "01 lllll iiiii sssss 001 ddddd 1011011", &kField, register_immediate<bit_set>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.bitrev", "11 000ll iiiii sssss 001 ddddd 1011011", &kField, register_immediate<bit_reverse>, Flow::next, kAlu},
    XpulpRow{"p.extractr", "1000000 ttttt sssss 000 ddddd 0110011", "cv.extractr", "0011000 ttttt sssss 011 ddddd 0101011", &kR, register_register<extract>, Flow::next, kAlu},
    XpulpRow{"p.extractur", "1000000 ttttt sssss 001 ddddd 0110011", "cv.extractur", "0011001 ttttt sssss 011 ddddd 0101011", &kR, register_register<extractu>, Flow::next, kAlu},
    XpulpRow{"p.insertr", "1000000 ttttt sssss 010 ddddd 0110011", "cv.insertr", "0011010 ttttt sssss 011 ddddd 0101011", &kSum, accumulate_register<insert>, Flow::next, kAlu},
    XpulpRow{"p.bclrr", "1000000 ttttt sssss 011 ddddd 0110011", "cv.bclrr", "0011100 ttttt sssss 011 ddddd 0101011", &kR, register_register<bit_clear>, Flow::next, kAlu},
    XpulpRow{"p.bsetr", "1000000 ttttt sssss 100 ddddd 0110011", "cv.bsetr", "0011101 ttttt sssss 011 ddddd 0101011", &kR, register_register<bit_set>, Flow::next, kAlu},
    XpulpRow{"p.ror", "0000100 ttttt sssss 101 ddddd 0110011", "cv.ror", "0100000 ttttt sssss 011 ddddd 0101011", &kR, register_register<rotate_right>, Flow::next, kAlu},
    XpulpRow{"p.ff1", "0001000 00000 sssss 000 ddddd 0110011", "cv.ff1", "0100001 00000 sssss 011 ddddd 0101011", &kOne, register_register<find_first_one>, Flow::next, kAlu},
    XpulpRow{"p.fl1", "0001000 00000 sssss 001 ddddd 0110011", "cv.fl1", "0100010 00000 sssss 011 ddddd 0101011", &kOne, register_register<find_last_one>, Flow::next, kAlu},
    XpulpRow{"p.clb", "0001000 00000 sssss 010 ddddd 0110011", "cv.clb", "0100011 00000 sssss 011 ddddd 0101011", &kOne, register_register<count_leading_bits>, Flow::next, kAlu},
    XpulpRow{"p.cnt", "0001000 00000 sssss 011 ddddd 0110011", "cv.cnt", "0100100 00000 sssss 011 ddddd 0101011", &kOne, register_register<count_ones>, Flow::next, kAlu},
    XpulpRow{"p.abs", "0000010 00000 sssss 000 ddddd 0110011", "cv.abs", "0101000 00000 sssss 011 ddddd 0101011", &kOne, register_register<absolute>, Flow::next, kAlu},
    XpulpRow{"p.slet", "0000010 ttttt sssss 010 ddddd 0110011", "cv.sle", "0101001 ttttt sssss 011 ddddd 0101011", &kR, register_register<set_le>, Flow::next, kAlu},
    XpulpRow{"p.sletu", "0000010 ttttt sssss 011 ddddd 0110011", "cv.sleu", "0101010 ttttt sssss 011 ddddd 0101011", &kR, register_register<set_leu>, Flow::next, kAlu},
    XpulpRow{"p.min", "0000010 ttttt sssss 100 ddddd 0110011", "cv.min", "0101011 ttttt sssss 011 ddddd 0101011", &kR, register_register<minimum>, Flow::next, kAlu},
    XpulpRow{"p.minu", "0000010 ttttt sssss 101 ddddd 0110011", "cv.minu", "0101100 ttttt sssss 011 ddddd 0101011", &kR, register_register<minimum_unsigned>, Flow::next, kAlu},
    XpulpRow{"p.max", "0000010 ttttt sssss 110 ddddd 0110011", "cv.max", "0101101 ttttt sssss 011 ddddd 0101011", &kR, register_register<maximum>, Flow::next, kAlu},
    XpulpRow{"p.maxu", "0000010 ttttt sssss 111 ddddd 0110011", "cv.maxu", "0101110 ttttt sssss 011 ddddd 0101011", &kR, register_register<maximum_unsigned>, Flow::next, kAlu},
    XpulpRow{"p.exths", "0001000 00000 sssss 100 ddddd 0110011", "cv.exths", "0110000 00000 sssss 011 ddddd 0101011", &kOne, register_register<extend<16, true>>, Flow::next, kAlu},
    XpulpRow{"p.exthz", "0001000 00000 sssss 101 ddddd 0110011", "cv.exthz", "0110001 00000 sssss 011 ddddd 0101011", &kOne, register_register<extend<16, false>>, Flow::next, kAlu},
    XpulpRow{"p.extbs", "0001000 00000 sssss 110 ddddd 0110011", "cv.extbs", "0110010 00000 sssss 011 ddddd 0101011", &kOne, register_register<extend<8, true>>, Flow::next, kAlu},
    XpulpRow{"p.extbz", "0001000 00000 sssss 111 ddddd 0110011", "cv.extbz", "0110011 00000 sssss 011 ddddd 0101011", &kOne, register_register<extend<8, false>>, Flow::next, kAlu},
    XpulpRow{"p.clip", "0001010 iiiii sssss 001 ddddd 0110011", "cv.clip", "0111000 iiiii sssss 011 ddddd 0101011", &kBound, register_immediate<clip>, Flow::next, kAlu},
    XpulpRow{"p.clipu", "0001010 iiiii sssss 010 ddddd 0110011", "cv.clipu", "0111001 iiiii sssss 011 ddddd 0101011", &kBound, register_immediate<clip_unsigned>, Flow::next, kAlu},
    XpulpRow{"p.clipr", "0001010 ttttt sssss 101 ddddd 0110011", "cv.clipr", "0111010 ttttt sssss 011 ddddd 0101011", &kR, register_register<clip>, Flow::next, kAlu},
    XpulpRow{"p.clipur", "0001010 ttttt sssss 110 ddddd 0110011", "cv.clipur", "0111011 ttttt sssss 011 ddddd 0101011", &kR, register_register<clip_unsigned>, Flow::next, kAlu},
    XpulpRow{"p.beqimm", "iiiiiii mmmmm sssss 010 iiiii 1100011", "cv.beqimm", "iiiiiii mmmmm sssss 110 iiiii 0001011", &kTarget, branch_on_constant<true>, Flow::branch, kBr},
    XpulpRow{"p.bneimm", "iiiiiii mmmmm sssss 011 iiiii 1100011", "cv.bneimm", "iiiiiii mmmmm sssss 111 iiiii 0001011", &kTarget, branch_on_constant<false>, Flow::branch, kBr},
};
// clang-format on

}  // namespace

void add_xpulp_alu(InstructionTable& table, Encoding encoding) {
  add_rows(table, encoding, kRows);
}

}  // namespace quartet::mcu::rv32
