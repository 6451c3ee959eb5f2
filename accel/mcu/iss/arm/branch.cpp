#include "accel/mcu/iss/arm/branch.hpp"

#include <array>
#include <utility>

#include "accel/mcu/iss/arm/exceptions.hpp"

namespace quartet::mcu::arm {

namespace {

struct FaultKind {
  StopReason reason;
  u32 exception, status;
};

FaultKind kind_of(Fault fault) {
  switch (fault) {
    case Fault::undefined:
      return {StopReason::illegal_instruction, kUsageFault, SystemControl::kUndefined};
    case Fault::invalid_state:
      return {StopReason::invalid_state, kUsageFault, SystemControl::kInvalidState};
    case Fault::no_coprocessor:
      return {StopReason::illegal_instruction, kUsageFault, SystemControl::kNoCoprocessor};
    case Fault::unaligned:
      return {StopReason::misaligned, kUsageFault, SystemControl::kUnaligned};
    case Fault::divide_by_zero:
      return {StopReason::divide_by_zero, kUsageFault, SystemControl::kDivideByZero};
    case Fault::bus:
      return {StopReason::bus_error, kBusFault, SystemControl::kPreciseBus};
    case Fault::fetch:
      break;
  }
  return {StopReason::bus_error, kBusFault, SystemControl::kInstructionBus};
}

template <class F, std::size_t... I>
constexpr std::array<Handler, sizeof...(I)> a_handler_a_condition(F of, std::index_sequence<I...>) {
  return {of.template operator()<static_cast<Condition>(I)>()...};
}
constexpr auto kEach = std::make_index_sequence<14>{};

// The branch behind it is the last op of the block and has no op of a dynamic cost before it.
template <class Operation, class Operand, Condition Which>
void process_and_branch(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  const Shifted b = Operand::get(h, op);
  const u32 result = Operation::template apply<true>(h, h.x[op->rs1], b.value);
  if constexpr (Operation::kShifterCarry && Operand::kCarry) h.c = b.carry;
  h.x[op->rd] = result;
  if (holds<Which>(h)) return follow(hart, op[1].link.exits + 1, cycles, instret);
  return follow(hart, op[1].link.exits, cycles, instret);
}

struct Fused {
  Handler alone;
  std::array<Handler, 14> with;
};
template <class Operation, class Operand>
Fused fused() {
  return {process<Operation, Operand, true>,
          a_handler_a_condition(
              []<Condition C>() { return Handler{process_and_branch<Operation, Operand, C>}; }, kEach)};
}

const auto& all_fused() {
  static const std::array kAll{fused<Sub, Constant>(),        fused<Sub, RegisterOperand>(),
                               fused<Add, Constant>(),        fused<Add, RegisterOperand>(),
                               fused<And, Constant>(),        fused<And, RegisterOperand>(),
                               fused<And, RotatedConstant>(), fused<Orr, RegisterOperand>(),
                               fused<Orr, LslOperand>(),      fused<Orr, LsrOperand>()};
  return kAll;
}

}  // namespace

void raise(Hart* hart, Op* op, u64 cycles, u64 instret, Fault fault, u32 address) {
  ArmHart& h = arm_of(hart);
  const FaultKind kind = kind_of(fault);
  stop_at(hart, op, cycles, instret, {kind.reason, op->raw, address});
  if (!h.options.deliver_faults) return;
  SystemControl& control = h.exceptions->control();
  const u32 handler = h.exceptions->escalated(h.options.v7 ? kind.exception : kHardFault);
  if (handler == 0) {
    h.stop.reason = StopReason::lockup;
    return;
  }
  control.record_fault(kind.status, address);
  if (handler == kHardFault) control.record_hard_fault(true);
  h.stop = {};
  h.exceptions->enter(handler);
}

void leave_specially(Hart* hart, Op* op, u64 cycles, u64 instret, u32 target) {
  ArmHart& h = arm_of(hart);
  if (h.exception == 0 || !is_exception_return(target))
    return raise(hart, op, cycles, instret, (target & 1) != 0 ? Fault::fetch : Fault::invalid_state, target);
  const Exit& exit = op->link.exits[1];
  h.cycles = cycles + exit.cycles;
  h.instret = instret + exit.count;
  h.pc = op->pc;
  h.resume = nullptr;
  h.exceptions->leave(target);
}

Handler guard_of(u32 condition) {
  static constexpr auto kGuards =
      a_handler_a_condition([]<Condition C>() { return Handler{guard<C>}; }, kEach);
  return condition < kGuards.size() ? kGuards[condition] : nullptr;
}
Handler branch_of(u32 condition) {
  static constexpr auto kBranches =
      a_handler_a_condition([]<Condition C>() { return Handler{branch_if<C>}; }, kEach);
  return kBranches[condition % kBranches.size()];
}

Handler fused_with_branch(const Decoded& d, u32 condition) {
  for (const Fused& f : all_fused()) {
    if (f.alone == d.run && condition < f.with.size()) return f.with[condition];
  }
  return nullptr;
}

WithBranch taken_apart(Handler both) {
  for (const Fused& f : all_fused()) {
    for (std::size_t c = 0; c < f.with.size(); ++c) {
      if (f.with[c] == both) return {f.alone, static_cast<Condition>(c)};
    }
  }
  return {};
}

}  // namespace quartet::mcu::arm
