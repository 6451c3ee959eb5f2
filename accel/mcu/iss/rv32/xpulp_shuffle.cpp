// Shuffle, pack, extract and insert of elements; complex numbers (CORE-V only).
#include <array>
#include <utility>

#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/mpic.hpp"
#include "accel/mcu/iss/rv32/refuse.hpp"
#include "accel/mcu/iss/rv32/shuffle.hpp"
#include "accel/mcu/iss/rv32/simd_forms.hpp"

namespace quartet::mcu::rv32 {

namespace {

constexpr u32 imm6(u32 raw) {
  return bits(raw, 20, 5) << 1 | bits(raw, 25, 1);
}
Operands registers(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), 0};
}
Operands accumulating(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), 0, reg(raw, 7)};
}
Operands one_register(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, 0};
}
Operands element(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, imm6(raw)};
}
Operands accumulating_element(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, imm6(raw), reg(raw, 7)};
}
// Immediates as the selector of the register form: a bit a half-word, two bits a byte; the code says whence the
// highest byte comes.
Operands half_selector(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, bits(raw, 20, 1) << 16 | bits(raw, 25, 1)};
}
Operands byte_selector(u32 raw, u32) {
  const u32 imm = imm6(raw);
  const u32 select = bits(raw, 27, 2) << 24 | bits(imm, 4, 2) << 16 | bits(imm, 2, 2) << 8 | bits(imm, 0, 2);
  return {reg(raw, 7), reg(raw, 15), 0, select};
}

constexpr Format kR{registers, "d,s,t"}, kSum{accumulating, "d,s,t"}, kOne{one_register, "d,s"},
    kElement{element, "d,s,w"}, kInsert{accumulating_element, "d,s,w"}, kHalves{half_selector, "d,s,w"},
    kBytes{byte_selector, "d,s,w"};

constexpr auto kAlu = static_cast<std::uint8_t>(CostClass::alu);

// clang-format off: a line an instruction
constexpr std::array kRows{
    XpulpRow{"pv.extract.h", "011110 i iiiii sssss 110 ddddd 1010111", "cv.extract.h", "101110 i iiiii sssss 000 ddddd 1111011", &kElement, register_immediate<extract_element<16, true>>, Flow::next, kAlu},
    XpulpRow{"pv.extract.b", "011110 i iiiii sssss 111 ddddd 1010111", "cv.extract.b", "101110 i iiiii sssss 001 ddddd 1111011", &kElement, register_immediate<extract_element<8, true>>, Flow::next, kAlu},
    XpulpRow{"pv.extractu.h", "100100 i iiiii sssss 110 ddddd 1010111", "cv.extractu.h", "101110 i iiiii sssss 010 ddddd 1111011", &kElement, register_immediate<extract_element<16, false>>, Flow::next, kAlu},
    XpulpRow{"pv.extractu.b", "100100 i iiiii sssss 111 ddddd 1010111", "cv.extractu.b", "101110 i iiiii sssss 011 ddddd 1111011", &kElement, register_immediate<extract_element<8, false>>, Flow::next, kAlu},
    XpulpRow{"pv.insert.h", "101100 i iiiii sssss 110 ddddd 1010111", "cv.insert.h", "101110 i iiiii sssss 100 ddddd 1111011", &kInsert, accumulate_immediate<insert_element<16>>, Flow::next, kAlu},
    XpulpRow{"pv.insert.b", "101100 i iiiii sssss 111 ddddd 1010111", "cv.insert.b", "101110 i iiiii sssss 101 ddddd 1111011", &kInsert, accumulate_immediate<insert_element<8>>, Flow::next, kAlu},
    XpulpRow{"pv.shuffle.h", "110000 x ttttt sssss 000 ddddd 1010111", "cv.shuffle.h", "110000 0 ttttt sssss 000 ddddd 1111011", &kR, register_register<shuffle<16>>, Flow::next, kAlu},
    XpulpRow{"pv.shuffle.b", "110000 x ttttt sssss 001 ddddd 1010111", "cv.shuffle.b", "110000 0 ttttt sssss 001 ddddd 1111011", &kR, register_register<shuffle<8>>, Flow::next, kAlu},
    XpulpRow{"pv.shuffle.sci.h", "110000 i iiiii sssss 110 ddddd 1010111", "cv.shuffle.sci.h", "110000 i iiiii sssss 110 ddddd 1111011", &kHalves, register_immediate<shuffle<16>>, Flow::next, kAlu},
    XpulpRow{"pv.shuffleI0.sci.b", "110000 i iiiii sssss 111 ddddd 1010111", "cv.shuffleI0.sci.b", "110000 i iiiii sssss 111 ddddd 1111011", &kBytes, register_immediate<shuffle<8>>, Flow::next, kAlu},
    XpulpRow{"pv.shuffleI1.sci.b", "111010 i iiiii sssss 111 ddddd 1010111", "cv.shuffleI1.sci.b", "110010 i iiiii sssss 111 ddddd 1111011", &kBytes, register_immediate<shuffle<8>>, Flow::next, kAlu},
    XpulpRow{"pv.shuffleI2.sci.b", "111100 i iiiii sssss 111 ddddd 1010111", "cv.shuffleI2.sci.b", "110100 i iiiii sssss 111 ddddd 1111011", &kBytes, register_immediate<shuffle<8>>, Flow::next, kAlu},
    XpulpRow{"pv.shuffleI3.sci.b", "111110 i iiiii sssss 111 ddddd 1010111", "cv.shuffleI3.sci.b", "110110 i iiiii sssss 111 ddddd 1111011", &kBytes, register_immediate<shuffle<8>>, Flow::next, kAlu},
    XpulpRow{"pv.shuffle2.h", "110010 x ttttt sssss 000 ddddd 1010111", "cv.shuffle2.h", "111000 0 ttttt sssss 000 ddddd 1111011", &kSum, accumulate_register<shuffle2<16>>, Flow::next, kAlu},
    XpulpRow{"pv.shuffle2.b", "110010 x ttttt sssss 001 ddddd 1010111", "cv.shuffle2.b", "111000 0 ttttt sssss 001 ddddd 1111011", &kSum, accumulate_register<shuffle2<8>>, Flow::next, kAlu},
    XpulpRow{"pv.pack.h", "1101000 ttttt sssss 000 ddddd 1010111", "cv.pack", "1111000 ttttt sssss 000 ddddd 1111011", &kR, register_register<pack_low_halves>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.pack.h", "1111001 ttttt sssss 000 ddddd 1111011", &kR, register_register<pack_high_halves>, Flow::next, kAlu},
    XpulpRow{"pv.packhi.b", "110110 x ttttt sssss 001 ddddd 1010111", "cv.packhi.b", "1111101 ttttt sssss 001 ddddd 1111011", &kSum, accumulate_register<pack_high_bytes>, Flow::next, kAlu},
    XpulpRow{"pv.packlo.b", "111000 x ttttt sssss 001 ddddd 1010111", "cv.packlo.b", "1111100 ttttt sssss 001 ddddd 1111011", &kSum, accumulate_register<pack_low_bytes>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.cplxmul.r", "010101 0 ttttt sssss 000 ddddd 1111011", &kSum, accumulate_register<multiply_real<0>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.cplxmul.r.div2", "010101 0 ttttt sssss 010 ddddd 1111011", &kSum, accumulate_register<multiply_real<1>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.cplxmul.r.div4", "010101 0 ttttt sssss 100 ddddd 1111011", &kSum, accumulate_register<multiply_real<2>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.cplxmul.r.div8", "010101 0 ttttt sssss 110 ddddd 1111011", &kSum, accumulate_register<multiply_real<3>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.cplxmul.i", "010101 1 ttttt sssss 000 ddddd 1111011", &kSum, accumulate_register<multiply_imaginary<0>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.cplxmul.i.div2", "010101 1 ttttt sssss 010 ddddd 1111011", &kSum, accumulate_register<multiply_imaginary<1>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.cplxmul.i.div4", "010101 1 ttttt sssss 100 ddddd 1111011", &kSum, accumulate_register<multiply_imaginary<2>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.cplxmul.i.div8", "010101 1 ttttt sssss 110 ddddd 1111011", &kSum, accumulate_register<multiply_imaginary<3>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.cplxconj", "010111 0 00000 sssss 000 ddddd 1111011", &kOne, register_register<conjugate>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.subrotmj", "011001 0 ttttt sssss 000 ddddd 1111011", &kR, register_register<subtract_rotate<0>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.subrotmj.div2", "011001 0 ttttt sssss 010 ddddd 1111011", &kR, register_register<subtract_rotate<1>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.subrotmj.div4", "011001 0 ttttt sssss 100 ddddd 1111011", &kR, register_register<subtract_rotate<2>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.subrotmj.div8", "011001 0 ttttt sssss 110 ddddd 1111011", &kR, register_register<subtract_rotate<3>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.add.div2", "011011 0 ttttt sssss 010 ddddd 1111011", &kR, register_register<complex_add<1>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.add.div4", "011011 0 ttttt sssss 100 ddddd 1111011", &kR, register_register<complex_add<2>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.add.div8", "011011 0 ttttt sssss 110 ddddd 1111011", &kR, register_register<complex_add<3>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.sub.div2", "011101 0 ttttt sssss 010 ddddd 1111011", &kR, register_register<complex_subtract<1>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.sub.div4", "011101 0 ttttt sssss 100 ddddd 1111011", &kR, register_register<complex_subtract<2>>, Flow::next, kAlu},
    XpulpRow{"", "", "cv.sub.div8", "011101 0 ttttt sssss 110 ddddd 1111011", &kR, register_register<complex_subtract<3>>, Flow::next, kAlu},
};
// clang-format on

/// On MPIC: only where the width of the opcode is in force.
template <std::size_t I>
void at_own_width(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr unsigned kOwn = kRows[I].pulp_name.ends_with(".h") ? kHalf : kByte;
  if (!width_is_in_force(hart, kOwn)) return refuse(hart, op, cycles, instret, Refusal::other_width);
  return kRows[I].run(hart, op, cycles, instret);
}

template <std::size_t... I>
constexpr std::array<XpulpRow, sizeof...(I)> guarded(std::index_sequence<I...>) {
  std::array<XpulpRow, sizeof...(I)> rows = kRows;
  ((rows[I].run = at_own_width<I>), ...);
  return rows;
}
constexpr auto kMpicRows = guarded(std::make_index_sequence<kRows.size()>());

}  // namespace

void add_xpulp_shuffle(InstructionTable& table, Encoding encoding) {
  add_rows(table, encoding, kRows);
}

void add_mpic_shuffle(InstructionTable& table) {
  add_rows(table, Encoding::pulpv2, kMpicRows);
}

}  // namespace quartet::mcu::rv32
