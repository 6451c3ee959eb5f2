#include "accel/mcu/iss/arm/native_recipes.hpp"

#include <array>

#include "accel/mcu/iss/arm/branch.hpp"
#include "accel/mcu/iss/arm/control.hpp"

namespace quartet::mcu::arm {

namespace {

using native::Alu;
using native::Cond;
using native::Emitter;
using native::Mem;
using native::Reg;

// --- conditions, from the flags in the hart
// ------------------------------------------------------------------

Cond compare_with_zero(Emitter& e, Mem flag, Cond holds) {
  e.a.alu(Alu::cmp, flag, 0U);
  return holds;
}

/// Compares what a condition without `and` or `or` depends on; the host's condition for it.
Cond compare(Emitter& e, Condition condition) {
  const auto& h = e.hart<ArmHart>();
  Mem sign = e.field(&h.nz);
  sign.offset += 4;  // the upper half
  switch (condition) {
    case Condition::eq:
      return compare_with_zero(e, e.field(&h.nz), Cond::e);
    case Condition::ne:
      return compare_with_zero(e, e.field(&h.nz), Cond::ne);
    case Condition::cs:
      return compare_with_zero(e, e.field(&h.c), Cond::ne);
    case Condition::cc:
      return compare_with_zero(e, e.field(&h.c), Cond::e);
    case Condition::mi:
      return compare_with_zero(e, sign, Cond::l);
    case Condition::pl:
      return compare_with_zero(e, sign, Cond::ge);
    case Condition::vs:
      return compare_with_zero(e, e.field(&h.v), Cond::ne);
    case Condition::vc:
      return compare_with_zero(e, e.field(&h.v), Cond::e);
    default:  // ge, lt: N beside V
      e.a.load(Reg::rax, sign);
      e.a.shift(native::Shift::shr, Reg::rax, 31);
      e.a.alu(Alu::cmp, Reg::rax, e.field(&h.v));
      return condition == Condition::ge ? Cond::e : Cond::ne;
  }
}

/// Leaves by `leave(cond)` where the condition holds.
template <class Leave>
void leave_when(Emitter& e, Condition condition, Leave leave) {
  const auto both = [&](Condition first, Condition second) {
    const auto over = e.a.label();
    e.a.jump_if(native::opposite(compare(e, first)), over);
    leave(compare(e, second));
    e.a.bind(over);
  };
  const auto either = [&](Condition first, Condition second) {
    leave(compare(e, first));
    leave(compare(e, second));
  };
  switch (condition) {
    case Condition::hi:
      return both(Condition::cs, Condition::ne);
    case Condition::ls:
      return either(Condition::cc, Condition::eq);
    case Condition::gt:
      return both(Condition::ne, Condition::ge);
    case Condition::le:
      return either(Condition::eq, Condition::lt);
    default:
      return leave(compare(e, condition));
  }
}

constexpr u32 kConditions = 14;

constexpr Condition opposite(Condition c) {
  return static_cast<Condition>(static_cast<u32>(c) ^ 1U);
}

// --- the ends of blocks and the guards in them
// ---------------------------------------------------------------

void branch(Emitter& e, Condition condition) {
  leave_when(e, condition, [&](Cond c) { e.follow_if(c, 1); });
  e.follow(0);
}
// As pass_over().
void guard(Emitter& e, const Op& op, Condition condition) {
  const std::size_t behind = e.index() + op.rd + 1;
  leave_when(e, opposite(condition), [&](Cond c) { e.skip_if(c, behind, op.imm); });
}
template <bool IfZero>
void compare_with_zero_and_branch(Emitter& e, const Op& op) {
  const Reg value = e.read(op.rs1);
  e.a.test(value, value);
  e.follow_if(IfZero ? Cond::e : Cond::ne, 1);
  e.follow(0);
}
void plain_jump(Emitter& e, const Op&) {
  e.follow(1);
}
void call_natively(Emitter& e, const Op& op) {
  e.write(kLr, (op.pc + 4) | 1);
  e.note_call(op.pc);
  e.follow(1);
}
// As leave_to(): returns from exceptions and what is no Thumb code have the op's own handler.
void branch_register_natively(Emitter& e, const Op& op) {
  constexpr u32 kFirstReturn = 0xFFFFFFE0;
  static_assert(is_exception_return(kFirstReturn) && !is_exception_return(kFirstReturn - 1));
  e.a.move(Reg::rax, e.read(op.rs1));
  e.a.alu(Alu::cmp, Reg::rax, kFirstReturn);
  e.own_handler_if(Cond::ae);
  e.a.alu(Alu::sub, Reg::rax, 1U);
  e.a.move(Reg::rsi, Reg::rax);
  e.a.alu(Alu::and_, Reg::rsi, 1U);
  e.own_handler_if(Cond::ne);
  e.note_return();
  e.follow_to();
}
void do_nothing_natively(Emitter&, const Op&) {}

Recipes all_recipes() {
  Recipes r{{jump, plain_jump},
            {call, call_natively},
            {branch_register, branch_register_natively},
            {compare_and_branch<true>, compare_with_zero_and_branch<true>},
            {compare_and_branch<false>, compare_with_zero_and_branch<false>},
            {do_nothing, do_nothing_natively}};
  add_access_recipes(r);
  add_multiply_recipes(r);
  return r;
}

struct Conditional {
  bool guards;  ///< else it branches
  Condition condition;
};
std::unordered_map<Handler, Conditional> all_conditional() {
  std::unordered_map<Handler, Conditional> all;
  for (u32 c = 0; c < kConditions; ++c) {
    all.emplace(guard_of(c), Conditional{true, static_cast<Condition>(c)});
    all.emplace(branch_of(c), Conditional{false, static_cast<Condition>(c)});
  }
  return all;
}

// With the branch behind it.
unsigned process_and_branch(Emitter& e, const Op& op, const WithBranch& both) {
  const auto what = processing_of(both.alone);
  const auto condition = what ? condition_behind(*what, both.condition) : std::nullopt;
  if (!condition || !process(e, op, *what)) return 0;
  e.follow_if(*condition, 1);
  e.follow(0);
  return 2;
}

}  // namespace

unsigned lower(Emitter& e, Handler own, const Op& op) {
  static const Recipes kRecipes = all_recipes();
  static const auto kConditional = all_conditional();
  if (const auto found = kRecipes.find(own); found != kRecipes.end()) {
    found->second(e, op);
    return 1;
  }
  if (const auto found = kConditional.find(own); found != kConditional.end()) {
    found->second.guards ? guard(e, op, found->second.condition) : branch(e, found->second.condition);
    return 1;
  }
  if (const auto what = processing_of(own)) return process(e, op, *what) ? 1 : 0;
  if (const WithBranch both = taken_apart(own); both.alone != nullptr) return process_and_branch(e, op, both);
  return 0;
}

}  // namespace quartet::mcu::arm
