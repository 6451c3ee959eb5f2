// What branches, calls, hints and requests do.
#pragma once

#include "accel/mcu/iss/arm/branch.hpp"

namespace quartet::mcu::arm {

/// The target of bl and b.w is the immediate.
[[nodiscard]] Operands long_branch_fields(u32 raw, u32 pc);

void jump(Hart* hart, Op* op, u64 cycles, u64 instret);
void call(Hart* hart, Op* op, u64 cycles, u64 instret);
void branch_register(Hart* hart, Op* op, u64 cycles, u64 instret);
void call_register(Hart* hart, Op* op, u64 cycles, u64 instret);
void add_to_pc(Hart* hart, Op* op, u64 cycles, u64 instret);
void move_to_pc(Hart* hart, Op* op, u64 cycles, u64 instret);

void permanently_undefined(Hart* hart, Op* op, u64 cycles, u64 instret);
void supervisor_call(Hart* hart, Op* op, u64 cycles, u64 instret);
void breakpoint(Hart* hart, Op* op, u64 cycles, u64 instret);
void wait_for_event(Hart* hart, Op* op, u64 cycles, u64 instret);
void wait_for_interrupt(Hart* hart, Op* op, u64 cycles, u64 instret);
void send_event(Hart* hart, Op* op, u64 cycles, u64 instret);
/// CPSID where `Disable`; bits 1 and 0 of the immediate: PRIMASK, FAULTMASK.
template <bool Disable>
void change_state(Hart* hart, Op* op, u64 cycles, u64 instret);

/// Goes on behind `op`, the last of its block, after a look at the interrupts.
void follow_with_attention(Hart* hart, Op* op, u64 cycles, u64 instret);

}  // namespace quartet::mcu::arm
