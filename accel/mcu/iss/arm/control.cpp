#include "accel/mcu/iss/arm/control.hpp"

#include "accel/mcu/iss/arm/exceptions.hpp"
#include "accel/mcu/semihosting/semihosting.hpp"

namespace quartet::mcu::arm {

Operands long_branch_fields(u32 raw, u32 pc) {
  const u32 s = bits(raw, 26, 1), i1 = bits(raw, 13, 1) ^ s ^ 1, i2 = bits(raw, 11, 1) ^ s ^ 1;
  const u32 offset = s << 24 | i1 << 23 | i2 << 22 | bits(raw, 16, 10) << 12 | bits(raw, 0, 11) << 1;
  return {0, 0, 0, pc + 4 + sign_extend(offset, 25)};
}

void follow_with_attention(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const Exit& exit = op->link.exits[0];
  hart->attention = true;
  return pause(hart, exit.next, cycles + exit.cycles, instret + exit.count);
}

void jump(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return follow(hart, op->link.exits + 1, cycles, instret);
}

void call(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[kLr] = (op->pc + 4) | 1;
  hart->calls.call(op->pc);
  return follow(hart, op->link.exits + 1, cycles, instret);
}

void branch_register(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return leave_to(hart, op, hart->x[op->rs1], cycles, instret);
}

void call_register(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const u32 target = hart->x[op->rs1];
  if ((target & 1) == 0) return raise(hart, op, cycles, instret, Fault::invalid_state, target);
  hart->x[kLr] = (op->pc + 2) | 1;
  hart->calls.call(op->pc);
  return follow_to(hart, op->link.exits + 1, target & ~1U, cycles, instret);
}

// A branch that ignores bit 0: to Thumb code, whatever the value.
void add_to_pc(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return follow_to(hart, op->link.exits + 1, (op->pc + 4 + hart->x[op->rs2]) & ~1U, cycles, instret);
}
void move_to_pc(Hart* hart, Op* op, u64 cycles, u64 instret) {
  if (op->rs2 == kLr) hart->calls.ret();
  return follow_to(hart, op->link.exits + 1, hart->x[op->rs2] & ~1U, cycles, instret);
}

void permanently_undefined(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return raise(hart, op, cycles, instret, Fault::undefined, op->pc);
}

void supervisor_call(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  Exceptions& exceptions = *h.exceptions;
  const u32 vector = exceptions.control().vector_table() + 4 * kSupervisorCall;
  u32 handler = 0;
  (void)hart->memory->read(vector, 4, cycles, handler);
  const u32 number = exceptions.escalated(kSupervisorCall);
  if (handler == 0 || number == 0)
    return stop_at(hart, op, cycles, instret, {StopReason::environment_call, op->imm, op->pc});
  if (number == kHardFault) exceptions.control().record_hard_fault(true);
  const Exit& exit = op->link.exits[0];
  h.cycles = cycles + exit.cycles;
  h.instret = instret + exit.count;
  h.pc = exit.target;
  h.context = static_cast<std::uint8_t>(exit.stub.imm);
  exceptions.enter(number);
}

void breakpoint(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr u32 kSemihosting = 0xAB;
  ArmHart& h = arm_of(hart);
  if (op->imm != kSemihosting)
    return stop_at(hart, op, cycles, instret, {StopReason::breakpoint, op->imm, op->pc});
  const Semihosting::Answer answer =
      h.semihosting->call(*hart->memory, cycles, h.x[core_reg(0)], h.x[core_reg(1)]);
  if (answer.stop.reason == StopReason::unsupported) return stop_at(hart, op, cycles, instret, answer.stop);
  h.x[core_reg(0)] = answer.result;
  h.stop = answer.stop;
  return follow_with_attention(hart, op, cycles, instret);
}

void wait_for_event(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  h.asleep = !h.event;
  h.waits_for_event = true;
  h.event = false;
  return follow_with_attention(hart, op, cycles, instret);
}

void wait_for_interrupt(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  h.asleep = true;
  h.waits_for_event = false;
  return follow_with_attention(hart, op, cycles, instret);
}

void send_event(Hart* hart, Op* op, u64 cycles, u64 instret) {
  arm_of(hart).event = true;
  return follow_with_attention(hart, op, cycles, instret);
}

template <bool Disable>
void change_state(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  if (is_privileged(h)) {
    if ((op->imm & 2) != 0) h.primask = Disable ? 1 : 0;
    const bool in_hard_fault = h.exception == 2 || h.exception == kHardFault;
    if ((op->imm & 1) != 0 && h.options.v7 && !in_hard_fault) h.faultmask = Disable ? 1 : 0;
  }
  return follow_with_attention(hart, op, cycles, instret);
}
template void change_state<true>(Hart*, Op*, u64, u64);
template void change_state<false>(Hart*, Op*, u64, u64);

}  // namespace quartet::mcu::arm
