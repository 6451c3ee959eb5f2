// What data-processing instructions do: one template a shape, and how a table chooses among its variants.
#pragma once

#include "accel/mcu/iss/arm/alu.hpp"

namespace quartet::mcu::arm {

inline void do_nothing(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return next(hart, op, cycles, instret);
}

/// rd = rs1 operation operand. rd is no register for comparisons; rs1 is none, hence 0, for moves.
template <class Operation, class Operand, bool S>
void process(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  const Shifted b = Operand::get(h, op);
  const u32 result = Operation::template apply<S>(h, h.x[op->rs1], b.value);
  if constexpr (S && Operation::kShifterCarry && Operand::kCarry) h.c = b.carry;
  h.x[op->rd] = result;
  return next(hart, op, cycles, instret);
}

/// Inside an IT block the 16-bit instructions leave the flags alone.
template <class Operation, class Operand>
Handler choose_narrow(const Decoded& d, bool quietly) {
  return d.context != 0 || quietly ? process<Operation, Operand, false> : process<Operation, Operand, true>;
}
/// The same where nothing tells whether the flags are set: comparisons.
template <class Operation, class Operand, bool S>
Handler choose_plain(const Decoded&, bool quietly) {
  return S && !quietly ? process<Operation, Operand, true> : process<Operation, Operand, false>;
}

template <class Operation, bool S>
Handler choose_shift(u32 type, u32 amount) {
  if (amount == 0) {
    return type == 0   ? process<Operation, RegisterOperand, S>
           : type == 3 ? process<Operation, RrxOperand, S>
           : type == 1 ? process<Operation, LsrOperand, S>
                       : process<Operation, AsrOperand, S>;
  }
  return type == 0   ? process<Operation, LslOperand, S>
         : type == 1 ? process<Operation, LsrOperand, S>
         : type == 2 ? process<Operation, AsrOperand, S>
                     : process<Operation, RorOperand, S>;
}
/// imm3:imm2 and type of a 32-bit encoding.
[[nodiscard]] constexpr u32 shift_amount(u32 raw) {
  return bits(raw, 12, 3) << 2 | bits(raw, 6, 2);
}
[[nodiscard]] constexpr u32 shift_type(u32 raw) {
  return bits(raw, 4, 2);
}
template <class Operation, bool S>
Handler choose_shifted(const Decoded& d, bool quietly) {
  const u32 type = shift_type(d.raw), amount = shift_amount(d.raw);
  return S && !quietly ? choose_shift<Operation, true>(type, amount)
                       : choose_shift<Operation, false>(type, amount);
}

/// i:imm3 says whether a modified constant is rotated: then its highest bit is the carry.
template <class Operation, bool S>
Handler choose_constant(const Decoded& d, bool quietly) {
  if (!S || quietly) return process<Operation, Constant, false>;
  const bool rotated = bits(d.raw, 26, 1) != 0 || bits(d.raw, 14, 1) != 0;
  return rotated ? process<Operation, RotatedConstant, true> : process<Operation, Constant, true>;
}

template <Shifted (*Shift)(u32, u32, u32), bool S>
void shift_by_register(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  const Shifted shifted = Shift(h.x[op->rs1], h.x[op->rs2] & 0xFF, h.c);
  if constexpr (S) {
    set_nz(h, shifted.value);
    h.c = shifted.carry;
  }
  h.x[op->rd] = shifted.value;
  return next(hart, op, cycles, instret);
}
template <Shifted (*Shift)(u32, u32, u32)>
Handler choose_narrow_shift(const Decoded& d, bool quietly) {
  return d.context != 0 || quietly ? shift_by_register<Shift, false> : shift_by_register<Shift, true>;
}

/// rd = Compute(rs1, rs2): no flags.
template <u32 (*Compute)(u32, u32)>
void compute(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(hart->x[op->rs1], hart->x[op->rs2]);
  return next(hart, op, cycles, instret);
}
/// rd = Compute(rs1, rs2, imm): imm is a constant of the instruction.
template <u32 (*Compute)(u32, u32, u32)>
void compute_with(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(hart->x[op->rs1], hart->x[op->rs2], op->imm);
  return next(hart, op, cycles, instret);
}
/// rd = Compute(rs1, rs2, register imm).
template <u32 (*Compute)(u32, u32, u32)>
void compute_three(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(hart->x[op->rs1], hart->x[op->rs2], hart->x[op->imm]);
  return next(hart, op, cycles, instret);
}
/// rd = Compute(hart, rs1, rs2): reads or writes Q or GE.
template <u32 (*Compute)(ArmHart&, u32, u32)>
void compute_flags(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(arm_of(hart), hart->x[op->rs1], hart->x[op->rs2]);
  return next(hart, op, cycles, instret);
}
template <u32 (*Compute)(ArmHart&, u32, u32, u32)>
void compute_flags_with(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(arm_of(hart), hart->x[op->rs1], hart->x[op->rs2], op->imm);
  return next(hart, op, cycles, instret);
}
template <u32 (*Compute)(ArmHart&, u32, u32, u32)>
void compute_flags_three(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(arm_of(hart), hart->x[op->rs1], hart->x[op->rs2], hart->x[op->imm]);
  return next(hart, op, cycles, instret);
}

}  // namespace quartet::mcu::arm
