// 32-bit data processing on registers: shifted second operands, shifts, extensions, reversals. DDI0403E
// A5.3.11, A5.3.12, A5.3.15.
#include <array>

#include "accel/mcu/iss/arm/bit_operations.hpp"
#include "accel/mcu/iss/arm/execute.hpp"
#include "accel/mcu/iss/arm/extension.hpp"

namespace quartet::mcu::arm {

namespace {

// LSR and ASR by 32 are encoded as 0.
u32 amount(u32 raw) {
  const u32 n = shift_amount(raw), type = shift_type(raw);
  return n == 0 && (type == 1 || type == 2) ? 32 : n;
}

Operands three_fields(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 16), reg(raw, 0), amount(raw)};
}
Operands compare_fields(u32 raw, u32) {
  return {0, reg(raw, 16), reg(raw, 0), amount(raw)};
}
Operands move_fields(u32 raw, u32) {
  return {reg(raw, 8), 0, reg(raw, 0), amount(raw)};
}
Operands shift_fields(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 16), reg(raw, 0), 0};
}
// Rm appears twice in encodings of one source.
Operands one_fields(u32 raw, u32) {
  return {reg(raw, 8), 0, reg(raw, 0), 0};
}
// imm: the rotation in bits.
Operands extend_fields(u32 raw, u32) {
  return {reg(raw, 8), 0, reg(raw, 0), bits(raw, 4, 2) * 8};
}

bool is_plain(u32 r) {
  return r != 13 && r != 15;
}
bool plain_three(u32 raw) {
  return is_plain(bits(raw, 8, 4)) && bits(raw, 16, 4) != 15 && is_plain(bits(raw, 0, 4));
}
bool plain_sp(u32 raw) {
  return is_plain(bits(raw, 0, 4)) && shift_type(raw) == 0 && shift_amount(raw) < 4;
}
bool plain_compare(u32 raw) {
  return bits(raw, 16, 4) != 15 && is_plain(bits(raw, 0, 4));
}
bool plain_move(u32 raw) {
  return is_plain(bits(raw, 8, 4)) && is_plain(bits(raw, 0, 4));
}
bool to_sp(u32 raw) {
  return is_plain(bits(raw, 0, 4)) && shift_type(raw) == 0 && shift_amount(raw) == 0;
}
bool from_sp(u32 raw) {
  return bits(raw, 8, 4) != 15 && bits(raw, 8, 4) != 13 && shift_type(raw) == 0 && shift_amount(raw) == 0;
}
bool same_source(u32 raw) {
  return plain_move(raw) && bits(raw, 16, 4) == bits(raw, 0, 4);
}

constexpr Format kThree{three_fields, "%d, %n, %m%S", plain_three},
    kToSp{three_fields, "%d, %n, %m%S", plain_sp}, kCompare{compare_fields, "%n, %m%S", plain_compare},
    kMove{move_fields, "%d, %m%S", plain_move}, kMoveToSp{move_fields, "%d, %m%S", to_sp},
    kMoveFromSp{move_fields, "%d, %m%S", from_sp}, kShift{shift_fields, "%d, %n, %m", plain_three},
    kOne{one_fields, "%d, %m", same_source}, kExtend{extend_fields, "%d, %m%R", plain_move};

template <Shifted (*Shift)(u32, u32, u32), bool S>
Handler choose_wide_shift(const Decoded&, bool quietly) {
  return S && !quietly ? shift_by_register<Shift, true> : shift_by_register<Shift, false>;
}

constexpr std::uint16_t kLogic = kSetsNz | kMaySetC | kShifted, kSum = kSetsNzcv | kShifted,
                        kWithCarry = kSetsNzcv | kReadsFlags, kByRegister = kSetsNz | kMaySetC;

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"tst%c.w", "11101 01 0000 1 nnnn 0 iii 1111 ii tt mmmm", &kCompare, nullptr, Flow::next, kAlu,
                kLogic, choose_shifted<And, true>},
    Instruction{"teq%c", "11101 01 0100 1 nnnn 0 iii 1111 ii tt mmmm", &kCompare, nullptr, Flow::next, kAlu,
                kLogic, choose_shifted<Eor, true>},
    Instruction{"cmn%c.w", "11101 01 1000 1 nnnn 0 iii 1111 ii tt mmmm", &kCompare, nullptr, Flow::next, kAlu,
                kSum, choose_shifted<Add, true>},
    Instruction{"cmp%c.w", "11101 01 1101 1 nnnn 0 iii 1111 ii tt mmmm", &kCompare, nullptr, Flow::next, kAlu,
                kSum, choose_shifted<Sub, true>},
    Instruction{"mov%c.w", "11101 01 0010 0 1111 0 iii 1101 ii tt mmmm", &kMoveToSp,
                process<SpAdd, RegisterOperand, false>, Flow::next, kAlu},
    Instruction{"mov%c.w", "11101 01 0010 0 1111 0 iii dddd ii tt 1101", &kMoveFromSp,
                process<Orr, RegisterOperand, false>, Flow::next, kAlu},
    Instruction{"mov%c.w", "11101 01 0010 0 1111 0 iii dddd ii tt mmmm", &kMove, nullptr, Flow::next, kAlu,
                kShifted, choose_shifted<Orr, false>},
    Instruction{"movs%c.w", "11101 01 0010 1 1111 0 iii dddd ii tt mmmm", &kMove, nullptr, Flow::next, kAlu,
                kLogic, choose_shifted<Orr, true>},
    Instruction{"mvn%c.w", "11101 01 0011 0 1111 0 iii dddd ii tt mmmm", &kMove, nullptr, Flow::next, kAlu,
                kShifted, choose_shifted<Orn, false>},
    Instruction{"mvns%c.w", "11101 01 0011 1 1111 0 iii dddd ii tt mmmm", &kMove, nullptr, Flow::next, kAlu,
                kLogic, choose_shifted<Orn, true>},
    Instruction{"add%c.w", "11101 01 1000 0 1101 0 iii 1101 ii tt mmmm", &kToSp, nullptr, Flow::next, kAlu, 0,
                choose_shifted<SpAdd, false>},
    Instruction{"sub%c.w", "11101 01 1101 0 1101 0 iii 1101 ii tt mmmm", &kToSp, nullptr, Flow::next, kAlu, 0,
                choose_shifted<SpSub, false>},
    Instruction{"and%c.w", "11101 01 0000 0 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kShifted, choose_shifted<And, false>},
    Instruction{"ands%c.w", "11101 01 0000 1 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kLogic, choose_shifted<And, true>},
    Instruction{"bic%c.w", "11101 01 0001 0 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kShifted, choose_shifted<Bic, false>},
    Instruction{"bics%c.w", "11101 01 0001 1 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kLogic, choose_shifted<Bic, true>},
    Instruction{"orr%c.w", "11101 01 0010 0 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kShifted, choose_shifted<Orr, false>},
    Instruction{"orrs%c.w", "11101 01 0010 1 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kLogic, choose_shifted<Orr, true>},
    Instruction{"orn%c", "11101 01 0011 0 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kShifted, choose_shifted<Orn, false>},
    Instruction{"orns%c", "11101 01 0011 1 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kLogic, choose_shifted<Orn, true>},
    Instruction{"eor%c.w", "11101 01 0100 0 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kShifted, choose_shifted<Eor, false>},
    Instruction{"eors%c.w", "11101 01 0100 1 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kLogic, choose_shifted<Eor, true>},
    Instruction{"add%c.w", "11101 01 1000 0 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kShifted, choose_shifted<Add, false>},
    Instruction{"adds%c.w", "11101 01 1000 1 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kSum, choose_shifted<Add, true>},
    Instruction{"adc%c.w", "11101 01 1010 0 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kReadsFlags, choose_shifted<Adc, false>},
    Instruction{"adcs%c.w", "11101 01 1010 1 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kWithCarry, choose_shifted<Adc, true>},
    Instruction{"sbc%c.w", "11101 01 1011 0 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kReadsFlags, choose_shifted<Sbc, false>},
    Instruction{"sbcs%c.w", "11101 01 1011 1 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kWithCarry, choose_shifted<Sbc, true>},
    Instruction{"sub%c.w", "11101 01 1101 0 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kShifted, choose_shifted<Sub, false>},
    Instruction{"subs%c.w", "11101 01 1101 1 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kSum, choose_shifted<Sub, true>},
    Instruction{"rsb%c", "11101 01 1110 0 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kShifted, choose_shifted<Rsb, false>},
    Instruction{"rsbs%c", "11101 01 1110 1 nnnn 0 iii dddd ii tt mmmm", &kThree, nullptr, Flow::next, kAlu,
                kSum, choose_shifted<Rsb, true>},
    Instruction{"lsl%c.w", "11111010000 0 nnnn 1111 dddd 0000 mmmm", &kShift, nullptr, Flow::next, kAlu, 0,
                choose_wide_shift<lsl, false>},
    Instruction{"lsls%c.w", "11111010000 1 nnnn 1111 dddd 0000 mmmm", &kShift, nullptr, Flow::next, kAlu,
                kByRegister, choose_wide_shift<lsl, true>},
    Instruction{"lsr%c.w", "11111010001 0 nnnn 1111 dddd 0000 mmmm", &kShift, nullptr, Flow::next, kAlu, 0,
                choose_wide_shift<lsr, false>},
    Instruction{"lsrs%c.w", "11111010001 1 nnnn 1111 dddd 0000 mmmm", &kShift, nullptr, Flow::next, kAlu,
                kByRegister, choose_wide_shift<lsr, true>},
    Instruction{"asr%c.w", "11111010010 0 nnnn 1111 dddd 0000 mmmm", &kShift, nullptr, Flow::next, kAlu, 0,
                choose_wide_shift<asr, false>},
    Instruction{"asrs%c.w", "11111010010 1 nnnn 1111 dddd 0000 mmmm", &kShift, nullptr, Flow::next, kAlu,
                kByRegister, choose_wide_shift<asr, true>},
    Instruction{"ror%c.w", "11111010011 0 nnnn 1111 dddd 0000 mmmm", &kShift, nullptr, Flow::next, kAlu, 0,
                choose_wide_shift<ror, false>},
    Instruction{"rors%c.w", "11111010011 1 nnnn 1111 dddd 0000 mmmm", &kShift, nullptr, Flow::next, kAlu,
                kByRegister, choose_wide_shift<ror, true>},
    Instruction{"sxth%c.w", "111110100000 1111 1111 dddd 1 0 rr mmmm", &kExtend,
                compute_with<rotated<sign_extend_half>>, Flow::next, kAlu},
    Instruction{"uxth%c.w", "111110100001 1111 1111 dddd 1 0 rr mmmm", &kExtend,
                compute_with<rotated<zero_extend_half>>, Flow::next, kAlu},
    Instruction{"sxtb%c.w", "111110100100 1111 1111 dddd 1 0 rr mmmm", &kExtend,
                compute_with<rotated<sign_extend_byte>>, Flow::next, kAlu},
    Instruction{"uxtb%c.w", "111110100101 1111 1111 dddd 1 0 rr mmmm", &kExtend,
                compute_with<rotated<zero_extend_byte>>, Flow::next, kAlu},
    Instruction{"rev%c.w", "111110101001 nnnn 1111 dddd 1000 mmmm", &kOne, compute<reverse_bytes>, Flow::next,
                kAlu},
    Instruction{"rev16%c.w", "111110101001 nnnn 1111 dddd 1001 mmmm", &kOne, compute<reverse_bytes_in_halves>,
                Flow::next, kAlu},
    Instruction{"rbit%c", "111110101001 nnnn 1111 dddd 1010 mmmm", &kOne, compute<reverse_bits>, Flow::next,
                kAlu},
    Instruction{"revsh%c.w", "111110101001 nnnn 1111 dddd 1011 mmmm", &kOne, compute<reverse_signed_half>,
                Flow::next, kAlu},
    Instruction{"clz%c", "111110101011 nnnn 1111 dddd 1000 mmmm", &kOne, compute<count_leading_zeros>,
                Flow::next, kAlu},
};
// clang-format on

}  // namespace

std::span<const Instruction> thumb32_register() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
