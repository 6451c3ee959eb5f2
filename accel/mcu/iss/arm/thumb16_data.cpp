// 16-bit data processing: DDI0419 A5.2.1 to A5.2.3, A5.2.5.
#include <array>

#include "accel/mcu/iss/arm/bit_operations.hpp"
#include "accel/mcu/iss/arm/execute.hpp"
#include "accel/mcu/iss/arm/extension.hpp"

namespace quartet::mcu::arm {

namespace {

constexpr u32 kFull = 32;  // encoded as 0 by lsr and asr

Operands shift_left_fields(u32 raw, u32) {
  return {low_reg(raw, 0), 0, low_reg(raw, 3), bits(raw, 6, 5)};
}
Operands shift_right_fields(u32 raw, u32) {
  const u32 amount = bits(raw, 6, 5);
  return {low_reg(raw, 0), 0, low_reg(raw, 3), amount == 0 ? kFull : amount};
}
Operands three_registers(u32 raw, u32) {
  return {low_reg(raw, 0), low_reg(raw, 3), low_reg(raw, 6), 0};
}
Operands imm3_fields(u32 raw, u32) {
  return {low_reg(raw, 0), low_reg(raw, 3), 0, bits(raw, 6, 3)};
}
Operands move_imm8(u32 raw, u32) {
  return {low_reg(raw, 8), 0, 0, bits(raw, 0, 8)};
}
Operands compare_imm8(u32 raw, u32) {
  return {0, low_reg(raw, 8), 0, bits(raw, 0, 8)};
}
Operands modify_imm8(u32 raw, u32) {
  return {low_reg(raw, 8), low_reg(raw, 8), 0, bits(raw, 0, 8)};
}
Operands two_registers(u32 raw, u32) {
  return {low_reg(raw, 0), low_reg(raw, 0), low_reg(raw, 3), 0};
}
Operands compare_registers(u32 raw, u32) {
  return {0, low_reg(raw, 0), low_reg(raw, 3), 0};
}
// rd = f(rm) alone.
Operands one_register(u32 raw, u32) {
  return {low_reg(raw, 0), 0, low_reg(raw, 3), 0};
}
// rd = 0 - rm.
Operands negate_fields(u32 raw, u32) {
  return {low_reg(raw, 0), low_reg(raw, 3), 0, 0};
}

std::uint8_t high_rd(u32 raw) {
  return core_reg(bits(raw, 7, 1) << 3 | bits(raw, 0, 3));
}
Operands high_registers(u32 raw, u32) {
  return {high_rd(raw), high_rd(raw), reg(raw, 3), 0};
}
Operands high_compare(u32 raw, u32) {
  return {0, high_rd(raw), reg(raw, 3), 0};
}
Operands high_move(u32 raw, u32) {
  return {high_rd(raw), 0, reg(raw, 3), 0};
}
// With PC as the second operand: its value is known.
Operands add_pc(u32 raw, u32 pc) {
  return {high_rd(raw), high_rd(raw), 0, pc + 4};
}
Operands move_pc(u32 raw, u32 pc) {
  return {high_rd(raw), 0, 0, pc + 4};
}
Operands adr_fields(u32 raw, u32 pc) {
  return {low_reg(raw, 8), 0, 0, ((pc + 4) & ~3U) + (bits(raw, 0, 8) << 2)};
}
Operands sp_plus(u32 raw, u32) {
  return {low_reg(raw, 8), kSp, 0, bits(raw, 0, 8) << 2};
}
Operands sp_adjust(u32 raw, u32) {
  return {kSp, kSp, 0, bits(raw, 0, 7) << 2};
}
bool not_to_pc(u32 raw) {
  return high_rd(raw) != kPc;
}
bool compares_high(u32 raw) {
  return high_rd(raw) != kPc && bits(raw, 3, 4) != 15 && (high_rd(raw) > 8 || bits(raw, 6, 1) != 0);
}

constexpr Format kShiftLeft{shift_left_fields, "%d, %m, %i"}, kShiftRight{shift_right_fields, "%d, %m, %i"},
    kThree{three_registers, "%d, %n, %m"}, kImm3{imm3_fields, "%d, %n, %i"}, kMove8{move_imm8, "%d, %i"},
    kCompare8{compare_imm8, "%n, %i"}, kModify8{modify_imm8, "%d, %i"}, kTwo{two_registers, "%d, %m"},
    kCompare{compare_registers, "%n, %m"}, kOne{one_register, "%d, %m"}, kNegate{negate_fields, "%d, %n"},
    kHigh{high_registers, "%d, %m", not_to_pc}, kHighCompare{high_compare, "%n, %m", compares_high},
    kHighMove{high_move, "%d, %m", not_to_pc}, kAddPc{add_pc, "%d, pc", not_to_pc},
    kMovePc{move_pc, "%d, pc", not_to_pc}, kAdr{adr_fields, "%d, pc, #%8"}, kSpPlus{sp_plus, "%d, sp, %i"},
    kSpAdjust{sp_adjust, "sp, %i"};

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"mov%s", "0000000000 mmm ddd", &kOne, nullptr, Flow::next, kAlu, kSetsNz,
                choose_narrow<Orr, RegisterOperand>},
    Instruction{"lsl%s", "00000 iiiii mmm ddd", &kShiftLeft, nullptr, Flow::next, kAlu, kSetsNzc,
                choose_narrow<Orr, LslOperand>},
    Instruction{"lsr%s", "00001 iiiii mmm ddd", &kShiftRight, nullptr, Flow::next, kAlu, kSetsNzc,
                choose_narrow<Orr, LsrOperand>},
    Instruction{"asr%s", "00010 iiiii mmm ddd", &kShiftRight, nullptr, Flow::next, kAlu, kSetsNzc,
                choose_narrow<Orr, AsrOperand>},
    Instruction{"add%s", "0001100 mmm nnn ddd", &kThree, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_narrow<Add, RegisterOperand>},
    Instruction{"sub%s", "0001101 mmm nnn ddd", &kThree, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_narrow<Sub, RegisterOperand>},
    Instruction{"add%s", "0001110 iii nnn ddd", &kImm3, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_narrow<Add, Constant>},
    Instruction{"sub%s", "0001111 iii nnn ddd", &kImm3, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_narrow<Sub, Constant>},
    Instruction{"mov%s", "00100 ddd iiiiiiii", &kMove8, nullptr, Flow::next, kAlu, kSetsNz,
                choose_narrow<Orr, Constant>},
    Instruction{"cmp%c", "00101 nnn iiiiiiii", &kCompare8, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_plain<Sub, Constant, true>},
    Instruction{"add%s", "00110 ddd iiiiiiii", &kModify8, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_narrow<Add, Constant>},
    Instruction{"sub%s", "00111 ddd iiiiiiii", &kModify8, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_narrow<Sub, Constant>},
    Instruction{"and%s", "0100000000 mmm ddd", &kTwo, nullptr, Flow::next, kAlu, kSetsNz,
                choose_narrow<And, RegisterOperand>},
    Instruction{"eor%s", "0100000001 mmm ddd", &kTwo, nullptr, Flow::next, kAlu, kSetsNz,
                choose_narrow<Eor, RegisterOperand>},
    Instruction{"lsl%s", "0100000010 mmm ddd", &kTwo, nullptr, Flow::next, kAlu, kSetsNz | kMaySetC,
                choose_narrow_shift<lsl>},
    Instruction{"lsr%s", "0100000011 mmm ddd", &kTwo, nullptr, Flow::next, kAlu, kSetsNz | kMaySetC,
                choose_narrow_shift<lsr>},
    Instruction{"asr%s", "0100000100 mmm ddd", &kTwo, nullptr, Flow::next, kAlu, kSetsNz | kMaySetC,
                choose_narrow_shift<asr>},
    Instruction{"adc%s", "0100000101 mmm ddd", &kTwo, nullptr, Flow::next, kAlu, kSetsNzcv | kReadsFlags,
                choose_narrow<Adc, RegisterOperand>},
    Instruction{"sbc%s", "0100000110 mmm ddd", &kTwo, nullptr, Flow::next, kAlu, kSetsNzcv | kReadsFlags,
                choose_narrow<Sbc, RegisterOperand>},
    Instruction{"ror%s", "0100000111 mmm ddd", &kTwo, nullptr, Flow::next, kAlu, kSetsNz | kMaySetC,
                choose_narrow_shift<ror>},
    Instruction{"tst%c", "0100001000 mmm nnn", &kCompare, nullptr, Flow::next, kAlu, kSetsNz,
                choose_plain<And, RegisterOperand, true>},
    Instruction{"neg%s", "0100001001 nnn ddd", &kNegate, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_narrow<Rsb, Constant>},
    Instruction{"cmp%c", "0100001010 mmm nnn", &kCompare, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_plain<Sub, RegisterOperand, true>},
    Instruction{"cmn%c", "0100001011 mmm nnn", &kCompare, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_plain<Add, RegisterOperand, true>},
    Instruction{"orr%s", "0100001100 mmm ddd", &kTwo, nullptr, Flow::next, kAlu, kSetsNz,
                choose_narrow<Orr, RegisterOperand>},
    Instruction{"mul%s", "0100001101 mmm ddd", &kTwo, nullptr, Flow::next, kMul, kSetsNz,
                choose_narrow<Mul, RegisterOperand>},
    Instruction{"bic%s", "0100001110 mmm ddd", &kTwo, nullptr, Flow::next, kAlu, kSetsNz,
                choose_narrow<Bic, RegisterOperand>},
    Instruction{"mvn%s", "0100001111 mmm ddd", &kOne, nullptr, Flow::next, kAlu, kSetsNz,
                choose_narrow<Orn, RegisterOperand>},
    Instruction{"add%c", "01000100 d 1111 ddd", &kAddPc, process<Add, Constant, false>, Flow::next, kAlu},
    Instruction{"add%c", "01000100 1 mmmm 101", &kHigh, process<SpAdd, RegisterOperand, false>, Flow::next,
                kAlu},
    Instruction{"add%c", "01000100 d mmmm ddd", &kHigh, process<Add, RegisterOperand, false>, Flow::next,
                kAlu},
    Instruction{"cmp%c", "01000101 n mmmm nnn", &kHighCompare, nullptr, Flow::next, kAlu, kSetsNzcv,
                choose_plain<Sub, RegisterOperand, true>},
    Instruction{"mov%c", "01000110 d 1111 ddd", &kMovePc, process<Add, Constant, false>, Flow::next, kAlu},
    Instruction{"mov%c", "01000110 1 mmmm 101", &kHighMove, process<SpAdd, RegisterOperand, false>,
                Flow::next, kAlu},
    Instruction{"mov%c", "01000110 d mmmm ddd", &kHighMove, compute<moved>, Flow::next, kAlu},
    Instruction{"add%c", "10100 ddd iiiiiiii", &kAdr, process<Add, Constant, false>, Flow::next, kAlu},
    Instruction{"add%c", "10101 ddd iiiiiiii", &kSpPlus, process<Add, Constant, false>, Flow::next, kAlu},
    Instruction{"add%c", "101100000 iiiiiii", &kSpAdjust, process<SpAdd, Constant, false>, Flow::next, kAlu},
    Instruction{"sub%c", "101100001 iiiiiii", &kSpAdjust, process<SpSub, Constant, false>, Flow::next, kAlu},
    Instruction{"sxth%c", "1011001000 mmm ddd", &kOne, compute<sign_extend_half>, Flow::next, kAlu},
    Instruction{"sxtb%c", "1011001001 mmm ddd", &kOne, compute<sign_extend_byte>, Flow::next, kAlu},
    Instruction{"uxth%c", "1011001010 mmm ddd", &kOne, compute<zero_extend_half>, Flow::next, kAlu},
    Instruction{"uxtb%c", "1011001011 mmm ddd", &kOne, compute<zero_extend_byte>, Flow::next, kAlu},
    Instruction{"rev%c", "1011101000 mmm ddd", &kOne, compute<reverse_bytes>, Flow::next, kAlu},
    Instruction{"rev16%c", "1011101001 mmm ddd", &kOne, compute<reverse_bytes_in_halves>, Flow::next, kAlu},
    Instruction{"revsh%c", "1011101011 mmm ddd", &kOne, compute<reverse_signed_half>, Flow::next, kAlu},
};
// clang-format on

}  // namespace

std::span<const Instruction> thumb16_data() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
