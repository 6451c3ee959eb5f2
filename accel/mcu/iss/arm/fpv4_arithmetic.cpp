// Floating-point data processing: DDI0403E A6.4.
#include <array>

#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/float_format.hpp"

namespace quartet::mcu::arm {

namespace {

constexpr u32 kSign = 0x80000000;

Operands three_fields(u32 raw, u32) {
  return {float_d(raw), float_n(raw), float_m(raw), 0};
}
Operands two_fields(u32 raw, u32) {
  return {float_d(raw), 0, float_m(raw), 0};
}
Operands compare_fields(u32 raw, u32) {
  return {0, float_d(raw), float_m(raw), 0};
}
Operands compare_zero_fields(u32 raw, u32) {
  return {0, float_d(raw), 0, 0};
}
// VFPExpandImm.
Operands constant_fields(u32 raw, u32) {
  const u32 imm8 = bits(raw, 16, 4) << 4 | bits(raw, 0, 4);
  const u32 exponent = ((imm8 >> 6 & 1) != 0 ? 0x3E000000U : 0x40000000U) | (imm8 & 0x3F) << 19;
  return {float_d(raw), 0, 0, (imm8 >> 7) << 31 | exponent};
}
/// Places behind the point; the operand has 16 or 32 bits.
Operands fixed_fields(u32 raw, u32) {
  const u32 size = bits(raw, 7, 1) != 0 ? 32 : 16;
  return {float_d(raw), 0, float_d(raw), size - (bits(raw, 0, 4) << 1 | bits(raw, 5, 1))};
}
bool has_fraction(u32 raw) {
  return bits(raw, 7, 1) != 0 || (bits(raw, 0, 4) << 1 | bits(raw, 5, 1)) <= 16;
}

constexpr Format kThree{three_fields, "%d, %n, %m"}, kTwo{two_fields, "%d, %m"},
    kCompare{compare_fields, "%n, %m"}, kCompareZero{compare_zero_fields, "%n, #0.0"},
    kConstant{constant_fields, "%d, #%f"}, kFixed{fixed_fields, "%d, %d, %i", has_fraction};

template <u32 (*Compute)(u32, u32, u32&), u32 Negate>
void two_sources(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  single(h, op->rd) = Compute(single(h, op->rs1), single(h, op->rs2), h.fpscr) ^ Negate;
  return next(hart, op, cycles, instret);
}
// d = ±d ± n × m with two roundings.
template <u32 NegateAddend, u32 NegateProduct>
void multiply_accumulate(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  const u32 product = fp::multiply(single(h, op->rs1), single(h, op->rs2), h.fpscr) ^ NegateProduct;
  single(h, op->rd) = fp::add(single(h, op->rd) ^ NegateAddend, product, h.fpscr);
  return next(hart, op, cycles, instret);
}
// The same with one rounding.
template <u32 NegateAddend, u32 NegateFactor>
void fused_multiply_accumulate(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  single(h, op->rd) = fp::multiply_add(single(h, op->rd) ^ NegateAddend, single(h, op->rs1) ^ NegateFactor,
                                       single(h, op->rs2), h.fpscr);
  return next(hart, op, cycles, instret);
}
template <u32 And, u32 Xor>
void change_sign(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  single(h, op->rd) = (single(h, op->rs2) & And) ^ Xor;
  return next(hart, op, cycles, instret);
}
void square_root(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  single(h, op->rd) = fp::square_root(single(h, op->rs2), h.fpscr);
  return next(hart, op, cycles, instret);
}
void set_constant(Hart* hart, Op* op, u64 cycles, u64 instret) {
  single(arm_of(hart), op->rd) = op->imm;
  return next(hart, op, cycles, instret);
}
template <bool WithZero, bool QuietNanIsInvalid>
void compare_values(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  const u32 other = WithZero ? 0 : single(h, op->rs2);
  const u32 flags = fp::compare(single(h, op->rs1), other, QuietNanIsInvalid, h.fpscr);
  h.fpscr = (h.fpscr & 0x0FFFFFFF) | flags;
  return next(hart, op, cycles, instret);
}
template <bool IsSigned, bool TowardsZero>
void to_integer(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  const fp::Rounding rounding = TowardsZero ? fp::Rounding::zero : fp::rounding_of(h.fpscr);
  single(h, op->rd) = fp::to_fixed(single(h, op->rs2), 32, 0, IsSigned, rounding, h.fpscr);
  return next(hart, op, cycles, instret);
}
template <bool IsSigned>
void from_integer(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  single(h, op->rd) = fp::from_fixed(single(h, op->rs2), 0, IsSigned, fp::rounding_of(h.fpscr), h.fpscr);
  return next(hart, op, cycles, instret);
}
template <bool IsSigned, unsigned Size>
void to_fixed_point(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  single(h, op->rd) = fp::to_fixed(single(h, op->rs2), Size, op->imm, IsSigned, fp::Rounding::zero, h.fpscr);
  return next(hart, op, cycles, instret);
}
template <bool IsSigned, unsigned Size>
void from_fixed_point(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  const u32 all = single(h, op->rs2), low = all & 0xFFFF;
  const u32 value = Size == 32 ? all : IsSigned ? sign_extend(low, 16) : low;
  single(h, op->rd) = fp::from_fixed(value, op->imm, IsSigned, fp::Rounding::nearest, h.fpscr);
  return next(hart, op, cycles, instret);
}
template <bool Top>
void from_half(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  single(h, op->rd) = fp::half_to_single(single(h, op->rs2) >> (Top ? 16 : 0) & 0xFFFF, h.fpscr);
  return next(hart, op, cycles, instret);
}
template <bool Top>
void to_half(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  const u32 half = fp::single_to_half(single(h, op->rs2), h.fpscr);
  u32& d = single(h, op->rd);
  d = Top ? (d & 0xFFFF) | half << 16 : (d & 0xFFFF0000) | half;
  return next(hart, op, cycles, instret);
}

constexpr std::uint8_t kOp = of(CostClass::float_op), kAccumulate = of(CostClass::float_accumulate),
                       kDivide = of(CostClass::float_divide), kQuick = of(CostClass::float_compare);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"vmla%c.f32", "11101110 0d00 nnnn dddd 1010 n0m0 mmmm", &kThree,
                with_float<multiply_accumulate<0, 0>>, Flow::next, kAccumulate, kLeaves},
    Instruction{"vmls%c.f32", "11101110 0d00 nnnn dddd 1010 n1m0 mmmm", &kThree,
                with_float<multiply_accumulate<0, kSign>>, Flow::next, kAccumulate, kLeaves},
    Instruction{"vnmls%c.f32", "11101110 0d01 nnnn dddd 1010 n0m0 mmmm", &kThree,
                with_float<multiply_accumulate<kSign, 0>>, Flow::next, kAccumulate, kLeaves},
    Instruction{"vnmla%c.f32", "11101110 0d01 nnnn dddd 1010 n1m0 mmmm", &kThree,
                with_float<multiply_accumulate<kSign, kSign>>, Flow::next, kAccumulate, kLeaves},
    Instruction{"vmul%c.f32", "11101110 0d10 nnnn dddd 1010 n0m0 mmmm", &kThree,
                with_float<two_sources<fp::multiply, 0>>, Flow::next, kOp, kLeaves},
    Instruction{"vnmul%c.f32", "11101110 0d10 nnnn dddd 1010 n1m0 mmmm", &kThree,
                with_float<two_sources<fp::multiply, kSign>>, Flow::next, kOp, kLeaves},
    Instruction{"vadd%c.f32", "11101110 0d11 nnnn dddd 1010 n0m0 mmmm", &kThree,
                with_float<two_sources<fp::add, 0>>, Flow::next, kOp, kLeaves},
    Instruction{"vsub%c.f32", "11101110 0d11 nnnn dddd 1010 n1m0 mmmm", &kThree,
                with_float<two_sources<fp::subtract, 0>>, Flow::next, kOp, kLeaves},
    Instruction{"vdiv%c.f32", "11101110 1d00 nnnn dddd 1010 n0m0 mmmm", &kThree,
                with_float<two_sources<fp::divide, 0>>, Flow::next, kDivide, kLeaves},
    Instruction{"vfnms%c.f32", "11101110 1d01 nnnn dddd 1010 n0m0 mmmm", &kThree,
                with_float<fused_multiply_accumulate<kSign, 0>>, Flow::next, kAccumulate, kLeaves},
    Instruction{"vfnma%c.f32", "11101110 1d01 nnnn dddd 1010 n1m0 mmmm", &kThree,
                with_float<fused_multiply_accumulate<kSign, kSign>>, Flow::next, kAccumulate, kLeaves},
    Instruction{"vfma%c.f32", "11101110 1d10 nnnn dddd 1010 n0m0 mmmm", &kThree,
                with_float<fused_multiply_accumulate<0, 0>>, Flow::next, kAccumulate, kLeaves},
    Instruction{"vfms%c.f32", "11101110 1d10 nnnn dddd 1010 n1m0 mmmm", &kThree,
                with_float<fused_multiply_accumulate<0, kSign>>, Flow::next, kAccumulate, kLeaves},
    Instruction{"vmov%c.f32", "11101110 1d11 iiii dddd 1010 0000 iiii", &kConstant, with_float<set_constant>,
                Flow::next, kQuick, kLeaves},
    Instruction{"vmov%c.f32", "11101110 1d11 0000 dddd 1010 01m0 mmmm", &kTwo,
                with_float<change_sign<0xFFFFFFFF, 0>>, Flow::next, kQuick, kLeaves},
    Instruction{"vabs%c.f32", "11101110 1d11 0000 dddd 1010 11m0 mmmm", &kTwo,
                with_float<change_sign<0x7FFFFFFF, 0>>, Flow::next, kQuick, kLeaves},
    Instruction{"vneg%c.f32", "11101110 1d11 0001 dddd 1010 01m0 mmmm", &kTwo,
                with_float<change_sign<0xFFFFFFFF, kSign>>, Flow::next, kQuick, kLeaves},
    Instruction{"vsqrt%c.f32", "11101110 1d11 0001 dddd 1010 11m0 mmmm", &kTwo, with_float<square_root>,
                Flow::next, kDivide, kLeaves},
    Instruction{"vcvtb%c.f32.f16", "11101110 1d11 0010 dddd 1010 01m0 mmmm", &kTwo,
                with_float<from_half<false>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvtt%c.f32.f16", "11101110 1d11 0010 dddd 1010 11m0 mmmm", &kTwo,
                with_float<from_half<true>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvtb%c.f16.f32", "11101110 1d11 0011 dddd 1010 01m0 mmmm", &kTwo,
                with_float<to_half<false>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvtt%c.f16.f32", "11101110 1d11 0011 dddd 1010 11m0 mmmm", &kTwo, with_float<to_half<true>>,
                Flow::next, kOp, kLeaves},
    Instruction{"vcmp%c.f32", "11101110 1d11 0100 dddd 1010 01m0 mmmm", &kCompare,
                with_float<compare_values<false, false>>, Flow::next, kQuick, kLeaves},
    Instruction{"vcmpe%c.f32", "11101110 1d11 0100 dddd 1010 11m0 mmmm", &kCompare,
                with_float<compare_values<false, true>>, Flow::next, kQuick, kLeaves},
    Instruction{"vcmp%c.f32", "11101110 1d11 0101 dddd 1010 0100 0000", &kCompareZero,
                with_float<compare_values<true, false>>, Flow::next, kQuick, kLeaves},
    Instruction{"vcmpe%c.f32", "11101110 1d11 0101 dddd 1010 1100 0000", &kCompareZero,
                with_float<compare_values<true, true>>, Flow::next, kQuick, kLeaves},
    Instruction{"vcvt%c.f32.u32", "11101110 1d11 1000 dddd 1010 01m0 mmmm", &kTwo,
                with_float<from_integer<false>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.f32.s32", "11101110 1d11 1000 dddd 1010 11m0 mmmm", &kTwo,
                with_float<from_integer<true>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvtr%c.u32.f32", "11101110 1d11 1100 dddd 1010 01m0 mmmm", &kTwo,
                with_float<to_integer<false, false>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.u32.f32", "11101110 1d11 1100 dddd 1010 11m0 mmmm", &kTwo,
                with_float<to_integer<false, true>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvtr%c.s32.f32", "11101110 1d11 1101 dddd 1010 01m0 mmmm", &kTwo,
                with_float<to_integer<true, false>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.s32.f32", "11101110 1d11 1101 dddd 1010 11m0 mmmm", &kTwo,
                with_float<to_integer<true, true>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.f32.s16", "11101110 1d11 1010 dddd 1010 01i0 iiii", &kFixed,
                with_float<from_fixed_point<true, 16>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.f32.s32", "11101110 1d11 1010 dddd 1010 11i0 iiii", &kFixed,
                with_float<from_fixed_point<true, 32>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.f32.u16", "11101110 1d11 1011 dddd 1010 01i0 iiii", &kFixed,
                with_float<from_fixed_point<false, 16>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.f32.u32", "11101110 1d11 1011 dddd 1010 11i0 iiii", &kFixed,
                with_float<from_fixed_point<false, 32>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.s16.f32", "11101110 1d11 1110 dddd 1010 01i0 iiii", &kFixed,
                with_float<to_fixed_point<true, 16>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.s32.f32", "11101110 1d11 1110 dddd 1010 11i0 iiii", &kFixed,
                with_float<to_fixed_point<true, 32>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.u16.f32", "11101110 1d11 1111 dddd 1010 01i0 iiii", &kFixed,
                with_float<to_fixed_point<false, 16>>, Flow::next, kOp, kLeaves},
    Instruction{"vcvt%c.u32.f32", "11101110 1d11 1111 dddd 1010 11i0 iiii", &kFixed,
                with_float<to_fixed_point<false, 32>>, Flow::next, kOp, kLeaves},
};
// clang-format on

}  // namespace

std::span<const Instruction> fpv4_arithmetic() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
