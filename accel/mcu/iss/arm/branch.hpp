// Branches, faults and the guards of conditional execution.
#pragma once

#include "accel/mcu/engine/stop.hpp"
#include "accel/mcu/iss/arm/execute.hpp"

namespace quartet::mcu::arm {

/// Kinds of faults, by the status bits that tell them apart on ARMv7-M.
enum class Fault { undefined, invalid_state, no_coprocessor, unaligned, divide_by_zero, bus, fetch };

/// A fault of `op`: to the program's handler where faults are delivered, else the run stops.
void raise(Hart* hart, Op* op, u64 cycles, u64 instret, Fault fault, u32 address);

/// The values that a branch in handler mode takes as a return from the exception.
[[nodiscard]] constexpr bool is_exception_return(u32 target) {
  return target >= 0xFFFFFFE0;
}
/// A branch to an exception return value or to ARM code: leaves the chain.
void leave_specially(Hart* hart, Op* op, u64 cycles, u64 instret, u32 target);

/// A branch by a value whose bit 0 says Thumb; the last op of a block.
[[gnu::always_inline]] inline void leave_to(Hart* hart, Op* op, u32 target, u64 cycles, u64 instret) {
  if ((target & 1) == 0 || is_exception_return(target)) [[unlikely]]
    return leave_specially(hart, op, cycles, instret, target);
  hart->calls.ret();
  return follow_to(hart, op->link.exits + 1, target & ~1U, cycles, instret);
}

template <Condition Which>
void branch_if(Hart* hart, Op* op, u64 cycles, u64 instret) {
  if (holds<Which>(arm_of(hart))) return follow(hart, op->link.exits + 1, cycles, instret);
  return follow(hart, op->link.exits, cycles, instret);
}

template <bool IfZero>
void compare_and_branch(Hart* hart, Op* op, u64 cycles, u64 instret) {
  if ((hart->x[op->rs1] == 0) == IfZero) return follow(hart, op->link.exits + 1, cycles, instret);
  return follow(hart, op->link.exits, cycles, instret);
}

/// Skips the instruction behind it unless the condition holds.
template <Condition Which>
void guard(Hart* hart, Op* op, u64 cycles, u64 instret) {
  if (holds<Which>(arm_of(hart))) [[likely]]
    return next(hart, op, cycles, instret);
  return pass_over(hart, op, cycles, instret);
}
[[nodiscard]] Handler guard_of(u32 condition);
[[nodiscard]] Handler branch_of(u32 condition);

/// A comparison or subtraction and the conditional branch behind it in one handler, for the former's place in
/// the block; nullptr: there is none.
[[nodiscard]] Handler fused_with_branch(const Decoded& d, u32 condition);
/// The other way round: the former's own handler and the condition; alone is nullptr where `both` is no such handler.
struct WithBranch {
  Handler alone = nullptr;
  Condition condition{};
};
[[nodiscard]] WithBranch taken_apart(Handler both);

}  // namespace quartet::mcu::arm
