// 32-bit data processing with a constant: modified constants, 12- and 16-bit ones, bit fields, saturation to
// a width. DDI0403E A5.3.1 to A5.3.3.
#include <algorithm>
#include <array>

#include "accel/mcu/iss/arm/execute.hpp"
#include "accel/mcu/iss/arm/extension.hpp"

namespace quartet::mcu::arm {

namespace {

u32 imm12(u32 raw) {
  return bits(raw, 26, 1) << 11 | bits(raw, 12, 3) << 8 | bits(raw, 0, 8);
}
u32 imm16(u32 raw) {
  return bits(raw, 16, 4) << 12 | imm12(raw);
}
// DDI0403E A5.3.2.
u32 modified(u32 raw) {
  const u32 value = imm12(raw), low = value & 0xFF;
  if (value >> 10 != 0) return std::rotr(0x80 | (value & 0x7F), static_cast<int>(value >> 7));
  return low * (value >> 8 == 0   ? 1U
                : value >> 8 == 1 ? 0x00010001U
                : value >> 8 == 2 ? 0x01000100U
                                  : 0x01010101U);
}

Operands three_fields(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 16), 0, modified(raw)};
}
Operands compare_fields(u32 raw, u32) {
  return {0, reg(raw, 16), 0, modified(raw)};
}
Operands move_fields(u32 raw, u32) {
  return {reg(raw, 8), 0, 0, modified(raw)};
}
Operands plain_fields(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 16), 0, imm12(raw)};
}
Operands adr_up(u32 raw, u32 pc) {
  return {reg(raw, 8), 0, 0, ((pc + 4) & ~3U) + imm12(raw)};
}
Operands adr_down(u32 raw, u32 pc) {
  return {reg(raw, 8), 0, 0, ((pc + 4) & ~3U) - imm12(raw)};
}
Operands wide_move(u32 raw, u32) {
  return {reg(raw, 8), 0, 0, imm16(raw)};
}
Operands top_move(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 8), 0, imm16(raw)};
}
// Bit fields: lsb in bits 4 to 0 of imm, width in bits 13 to 8.
u32 least_bit(u32 raw) {
  return shift_amount(raw);
}
Operands extract_fields(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 16), 0, least_bit(raw) | (bits(raw, 0, 5) + 1) << 8};
}
Operands insert_fields(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 8), reg(raw, 16),
          least_bit(raw) | (bits(raw, 0, 5) + 1 - least_bit(raw)) << 8};
}
Operands clear_fields(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 8), 0, insert_fields(raw, 0).imm};
}
// Saturation: width in bits 5 to 0 of imm, shift in bits 12 to 8, its kind in bit 13.
template <u32 Bias>
Operands saturate_fields(u32 raw, u32) {
  return {reg(raw, 8), 0, reg(raw, 16),
          (bits(raw, 0, 5) + Bias) | least_bit(raw) << 8 | bits(raw, 21, 1) << 13};
}

bool is_plain(u32 r) {
  return r != 13 && r != 15;
}
bool plain_target(u32 raw) {
  return is_plain(bits(raw, 8, 4)) && bits(raw, 16, 4) != 15;
}
bool plain_move(u32 raw) {
  return is_plain(bits(raw, 8, 4));
}
bool not_of_pc(u32 raw) {
  return bits(raw, 16, 4) != 15;
}
bool extractable(u32 raw) {
  return is_plain(bits(raw, 8, 4)) && is_plain(bits(raw, 16, 4)) && least_bit(raw) + bits(raw, 0, 5) < 32;
}
bool insertable(u32 raw) {
  return is_plain(bits(raw, 8, 4)) && bits(raw, 16, 4) != 13 && bits(raw, 0, 5) >= least_bit(raw);
}
bool saturates(u32 raw) {
  const bool by_zero = bits(raw, 21, 1) != 0 && least_bit(raw) == 0;
  return is_plain(bits(raw, 8, 4)) && is_plain(bits(raw, 16, 4)) && !by_zero;
}

constexpr Format kThree{three_fields, "%d, %n, %i", plain_target}, kToSp{three_fields, "%d, %n, %i"},
    kCompare{compare_fields, "%n, %i", not_of_pc}, kMove{move_fields, "%d, %i", plain_move},
    kPlain{plain_fields, "%d, %n, %i", plain_target}, kPlainSp{plain_fields, "%d, %n, %i"},
    kAdrUp{adr_up, "%d, pc, #%9", plain_move}, kAdrDown{adr_down, "%d, pc, #%9", plain_move},
    kWideMove{wide_move, "%d, %i", plain_move}, kTopMove{top_move, "%d, %i", plain_move},
    kExtract{extract_fields, "%d, %n, %h", extractable}, kInsert{insert_fields, "%d, %m, %h", insertable},
    kClear{clear_fields, "%d, %h", insertable}, kSigned{saturate_fields<1>, "%d, %s, %m%u", saturates},
    kUnsigned{saturate_fields<0>, "%d, %s, %m%u", saturates};

u32 insert_top(u32 value, u32, u32 imm) {
  return (value & 0xFFFF) | imm << 16;
}
u32 mask_of(u32 imm) {
  return static_cast<u32>((u64{1} << (imm >> 8)) - 1);
}
u32 extract_unsigned(u32 value, u32, u32 imm) {
  return value >> (imm & 31) & mask_of(imm);
}
u32 extract_signed(u32 value, u32, u32 imm) {
  const u32 unused = 32 - (imm >> 8);
  return static_cast<u32>(static_cast<i32>(value >> (imm & 31) << unused) >> unused);
}
u32 insert(u32 into, u32 value, u32 imm) {
  const u32 mask = mask_of(imm) << (imm & 31);
  return (into & ~mask) | (value << (imm & 31) & mask);
}

i64 shifted(u32 value, u32 imm) {
  const u32 by = imm >> 8 & 31;
  const i32 v = static_cast<i32>(value);
  return (imm >> 13) != 0 ? v >> by : static_cast<i32>(static_cast<u32>(v) << by);
}
u32 clamped(ArmHart& h, i64 value, i64 low, i64 high) {
  const i64 result = std::clamp(value, low, high);
  if (result != value) h.q = 1;
  return static_cast<u32>(result);
}
u32 saturate_signed(ArmHart& h, u32, u32 value, u32 imm) {
  const i64 top = i64{1} << ((imm & 63) - 1);
  return clamped(h, shifted(value, imm), -top, top - 1);
}
u32 saturate_unsigned(ArmHart& h, u32, u32 value, u32 imm) {
  return clamped(h, shifted(value, imm), 0, (i64{1} << (imm & 63)) - 1);
}

constexpr std::uint16_t kLogic = kSetsNz | kMaySetC;

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"tst%c.w", "11110 i 0 0000 1 nnnn 0 iii 1111 iiiiiiii", &kCompare, nullptr, Flow::next, kAlu,
                kLogic, choose_constant<And, true>},
    Instruction{"teq%c", "11110 i 0 0100 1 nnnn 0 iii 1111 iiiiiiii", &kCompare, nullptr, Flow::next, kAlu,
                kLogic, choose_constant<Eor, true>},
    Instruction{"cmn%c.w", "11110 i 0 1000 1 nnnn 0 iii 1111 iiiiiiii", &kCompare, nullptr, Flow::next, kAlu,
                kSetsNzcv, choose_constant<Add, true>},
    Instruction{"cmp%c.w", "11110 i 0 1101 1 nnnn 0 iii 1111 iiiiiiii", &kCompare, nullptr, Flow::next, kAlu,
                kSetsNzcv, choose_constant<Sub, true>},
    Instruction{"mov%c.w", "11110 i 0 0010 0 1111 0 iii dddd iiiiiiii", &kMove, process<Orr, Constant, false>,
                Flow::next, kAlu},
    Instruction{"movs%c.w", "11110 i 0 0010 1 1111 0 iii dddd iiiiiiii", &kMove, nullptr, Flow::next, kAlu,
                kLogic, choose_constant<Orr, true>},
    Instruction{"mvn%c.w", "11110 i 0 0011 0 1111 0 iii dddd iiiiiiii", &kMove, process<Orn, Constant, false>,
                Flow::next, kAlu},
    Instruction{"mvns%c.w", "11110 i 0 0011 1 1111 0 iii dddd iiiiiiii", &kMove, nullptr, Flow::next, kAlu,
                kLogic, choose_constant<Orn, true>},
    Instruction{"add%c.w", "11110 i 0 1000 0 1101 0 iii 1101 iiiiiiii", &kToSp,
                process<SpAdd, Constant, false>, Flow::next, kAlu},
    Instruction{"adds%c.w", "11110 i 0 1000 1 1101 0 iii 1101 iiiiiiii", &kToSp,
                process<SpAdd, Constant, true>, Flow::next, kAlu, kSetsNzcv},
    Instruction{"sub%c.w", "11110 i 0 1101 0 1101 0 iii 1101 iiiiiiii", &kToSp,
                process<SpSub, Constant, false>, Flow::next, kAlu},
    Instruction{"subs%c.w", "11110 i 0 1101 1 1101 0 iii 1101 iiiiiiii", &kToSp,
                process<SpSub, Constant, true>, Flow::next, kAlu, kSetsNzcv},
    Instruction{"and%c.w", "11110 i 0 0000 0 nnnn 0 iii dddd iiiiiiii", &kThree,
                process<And, Constant, false>, Flow::next, kAlu},
    Instruction{"ands%c.w", "11110 i 0 0000 1 nnnn 0 iii dddd iiiiiiii", &kThree, nullptr, Flow::next, kAlu,
                kLogic, choose_constant<And, true>},
    Instruction{"bic%c.w", "11110 i 0 0001 0 nnnn 0 iii dddd iiiiiiii", &kThree,
                process<Bic, Constant, false>, Flow::next, kAlu},
    Instruction{"bics%c.w", "11110 i 0 0001 1 nnnn 0 iii dddd iiiiiiii", &kThree, nullptr, Flow::next, kAlu,
                kLogic, choose_constant<Bic, true>},
    Instruction{"orr%c.w", "11110 i 0 0010 0 nnnn 0 iii dddd iiiiiiii", &kThree,
                process<Orr, Constant, false>, Flow::next, kAlu},
    Instruction{"orrs%c.w", "11110 i 0 0010 1 nnnn 0 iii dddd iiiiiiii", &kThree, nullptr, Flow::next, kAlu,
                kLogic, choose_constant<Orr, true>},
    Instruction{"orn%c", "11110 i 0 0011 0 nnnn 0 iii dddd iiiiiiii", &kThree, process<Orn, Constant, false>,
                Flow::next, kAlu},
    Instruction{"orns%c", "11110 i 0 0011 1 nnnn 0 iii dddd iiiiiiii", &kThree, nullptr, Flow::next, kAlu,
                kLogic, choose_constant<Orn, true>},
    Instruction{"eor%c.w", "11110 i 0 0100 0 nnnn 0 iii dddd iiiiiiii", &kThree,
                process<Eor, Constant, false>, Flow::next, kAlu},
    Instruction{"eors%c.w", "11110 i 0 0100 1 nnnn 0 iii dddd iiiiiiii", &kThree, nullptr, Flow::next, kAlu,
                kLogic, choose_constant<Eor, true>},
    Instruction{"add%c.w", "11110 i 0 1000 0 nnnn 0 iii dddd iiiiiiii", &kThree,
                process<Add, Constant, false>, Flow::next, kAlu},
    Instruction{"adds%c.w", "11110 i 0 1000 1 nnnn 0 iii dddd iiiiiiii", &kThree, nullptr, Flow::next, kAlu,
                kSetsNzcv, choose_constant<Add, true>},
    Instruction{"adc%c.w", "11110 i 0 1010 0 nnnn 0 iii dddd iiiiiiii", &kThree,
                process<Adc, Constant, false>, Flow::next, kAlu, kReadsFlags},
    Instruction{"adcs%c.w", "11110 i 0 1010 1 nnnn 0 iii dddd iiiiiiii", &kThree, nullptr, Flow::next, kAlu,
                kSetsNzcv | kReadsFlags, choose_constant<Adc, true>},
    Instruction{"sbc%c.w", "11110 i 0 1011 0 nnnn 0 iii dddd iiiiiiii", &kThree,
                process<Sbc, Constant, false>, Flow::next, kAlu, kReadsFlags},
    Instruction{"sbcs%c.w", "11110 i 0 1011 1 nnnn 0 iii dddd iiiiiiii", &kThree, nullptr, Flow::next, kAlu,
                kSetsNzcv | kReadsFlags, choose_constant<Sbc, true>},
    Instruction{"sub%c.w", "11110 i 0 1101 0 nnnn 0 iii dddd iiiiiiii", &kThree,
                process<Sub, Constant, false>, Flow::next, kAlu},
    Instruction{"subs%c.w", "11110 i 0 1101 1 nnnn 0 iii dddd iiiiiiii", &kThree, nullptr, Flow::next, kAlu,
                kSetsNzcv, choose_constant<Sub, true>},
    Instruction{"rsb%c", "11110 i 0 1110 0 nnnn 0 iii dddd iiiiiiii", &kThree, process<Rsb, Constant, false>,
                Flow::next, kAlu},
    Instruction{"rsbs%c", "11110 i 0 1110 1 nnnn 0 iii dddd iiiiiiii", &kThree, nullptr, Flow::next, kAlu,
                kSetsNzcv, choose_constant<Rsb, true>},
    Instruction{"addw%c", "11110 i 1 0000 0 1111 0 iii dddd iiiiiiii", &kAdrUp, process<Orr, Constant, false>,
                Flow::next, kAlu},
    Instruction{"subw%c", "11110 i 1 0101 0 1111 0 iii dddd iiiiiiii", &kAdrDown,
                process<Orr, Constant, false>, Flow::next, kAlu},
    Instruction{"addw%c", "11110 i 1 0000 0 1101 0 iii 1101 iiiiiiii", &kPlainSp,
                process<SpAdd, Constant, false>, Flow::next, kAlu},
    Instruction{"subw%c", "11110 i 1 0101 0 1101 0 iii 1101 iiiiiiii", &kPlainSp,
                process<SpSub, Constant, false>, Flow::next, kAlu},
    Instruction{"addw%c", "11110 i 1 0000 0 nnnn 0 iii dddd iiiiiiii", &kPlain, process<Add, Constant, false>,
                Flow::next, kAlu},
    Instruction{"subw%c", "11110 i 1 0101 0 nnnn 0 iii dddd iiiiiiii", &kPlain, process<Sub, Constant, false>,
                Flow::next, kAlu},
    Instruction{"movw%c", "11110 i 1 0010 0 iiii 0 iii dddd iiiiiiii", &kWideMove,
                process<Orr, Constant, false>, Flow::next, kAlu},
    Instruction{"movt%c", "11110 i 1 0110 0 iiii 0 iii dddd iiiiiiii", &kTopMove, compute_with<insert_top>,
                Flow::next, kAlu},
    Instruction{"ssat%c", "11110 0 1 1000 0 nnnn 0 iii dddd ii 0 wwwww", &kSigned,
                compute_flags_with<saturate_signed>, Flow::next, kAlu},
    Instruction{"ssat%c", "11110 0 1 1001 0 nnnn 0 iii dddd ii 0 wwwww", &kSigned,
                compute_flags_with<saturate_signed>, Flow::next, kAlu},
    Instruction{"usat%c", "11110 0 1 1100 0 nnnn 0 iii dddd ii 0 wwwww", &kUnsigned,
                compute_flags_with<saturate_unsigned>, Flow::next, kAlu},
    Instruction{"usat%c", "11110 0 1 1101 0 nnnn 0 iii dddd ii 0 wwwww", &kUnsigned,
                compute_flags_with<saturate_unsigned>, Flow::next, kAlu},
    Instruction{"sbfx%c", "11110 0 1 1010 0 nnnn 0 iii dddd ii 0 wwwww", &kExtract,
                compute_with<extract_signed>, Flow::next, kAlu},
    Instruction{"ubfx%c", "11110 0 1 1110 0 nnnn 0 iii dddd ii 0 wwwww", &kExtract,
                compute_with<extract_unsigned>, Flow::next, kAlu},
    Instruction{"bfc%c", "11110 0 1 1011 0 1111 0 iii dddd ii 0 wwwww", &kClear, compute_with<insert>,
                Flow::next, kAlu},
    Instruction{"bfi%c", "11110 0 1 1011 0 nnnn 0 iii dddd ii 0 wwwww", &kInsert, compute_with<insert>,
                Flow::next, kAlu},
};
// clang-format on

}  // namespace

std::span<const Instruction> thumb32_constant() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
