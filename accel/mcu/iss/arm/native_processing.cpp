// Recipes for data processing.
#include "accel/mcu/iss/arm/execute.hpp"
#include "accel/mcu/iss/arm/native_recipes.hpp"

namespace quartet::mcu::arm {

namespace {

using native::Alu;
using native::Cond;
using native::Emitter;
using native::Reg;
using native::Shift;
using native::Width;
using Operation = Processing::Operation;
using Operand = Processing::Operand;
using Table = std::unordered_map<Handler, Processing>;

// --- the table
// ------------------------------------------------------------------------------------------------

template <class Does, class Takes>
void add(Table& table, Operation operation, Operand operand) {
  table.emplace(process<Does, Takes, false>, Processing{operation, operand, false});
  table.emplace(process<Does, Takes, true>, Processing{operation, operand, true});
}
template <class Does>
void add_operands(Table& table, Operation operation) {
  add<Does, RegisterOperand>(table, operation, Operand::reg);
  add<Does, Constant>(table, operation, Operand::constant);
  add<Does, LslOperand>(table, operation, Operand::lsl);
  add<Does, LsrOperand>(table, operation, Operand::lsr);
  add<Does, AsrOperand>(table, operation, Operand::asr);
  add<Does, RorOperand>(table, operation, Operand::ror);
  add<Does, RotatedConstant>(table, operation, Operand::rotated_constant);
}
Table all() {
  Table table;
  add_operands<Add>(table, Operation::add);
  add_operands<Sub>(table, Operation::subtract);
  add_operands<Rsb>(table, Operation::subtract_from);
  add_operands<And>(table, Operation::and_);
  add_operands<Bic>(table, Operation::and_not);
  add_operands<Orr>(table, Operation::or_);
  add_operands<Orn>(table, Operation::or_not);
  add_operands<Eor>(table, Operation::xor_);
  add<Mul, RegisterOperand>(table, Operation::multiply, Operand::reg);
  return table;
}

bool is_sum(Operation o) {
  return o == Operation::add || o == Operation::subtract || o == Operation::subtract_from;
}
bool is_constant(Operand o) {
  return o == Operand::constant || o == Operand::rotated_constant;
}
bool is_shifted(Operand o) {
  return !is_constant(o) && o != Operand::reg;
}
Alu alu_of(Operation o) {
  switch (o) {
    case Operation::add:
      return Alu::add;
    case Operation::subtract:
    case Operation::subtract_from:
      return Alu::sub;
    case Operation::and_:
    case Operation::and_not:
      return Alu::and_;
    case Operation::xor_:
      return Alu::xor_;
    default:
      return Alu::or_;
  }
}
Shift shift_of(Operand o) {
  return o == Operand::lsl   ? Shift::shl
         : o == Operand::lsr ? Shift::shr
         : o == Operand::asr ? Shift::sar
                             : Shift::ror;
}
bool inverts(Operation o) {
  return o == Operation::and_not || o == Operation::or_not;
}

// --- the second operand
// ---------------------------------------------------------------------------------------

// In a register of its own where it is changed. The last bit shifted out is the host's carry, and the guest's
// where a logical operation sets flags.
Reg second(Emitter& e, const Op& op, Processing what) {
  const auto& h = e.hart<ArmHart>();
  const bool gives_carry =
      what.sets_flags && !is_sum(what.operation) && what.operation != Operation::multiply;
  if (is_constant(what.operand)) {
    if (gives_carry && what.operand == Operand::rotated_constant) e.a.store(e.field(&h.c), op.imm >> 31);
    const Reg to = e.fresh();
    e.a.move(to, inverts(what.operation) ? ~op.imm : op.imm);
    return to;
  }
  if (!is_shifted(what.operand) && !inverts(what.operation)) return e.read(op.rs2);
  const Reg to = e.copy(op.rs2);
  if (is_shifted(what.operand)) {
    e.a.shift(shift_of(what.operand), to, static_cast<std::uint8_t>(op.imm));
    if (gives_carry) e.a.set(Cond::b, e.field(&h.c));
  }
  if (inverts(what.operation)) e.a.complement(to);
  return to;
}

// rd = rs1 operation second; the host's flags are those of the operation behind it, except for moves.
Reg compute(Emitter& e, const Op& op, Processing what) {
  const bool moves =
      op.rs1 == 0 && (what.operation == Operation::or_ || what.operation == Operation::or_not ||
                      what.operation == Operation::xor_ || what.operation == Operation::add);
  if (moves && !(what.sets_flags && is_sum(what.operation))) {
    const Reg b = second(e, op, what);
    const Reg to = e.fresh();
    e.a.move(to, b);
    return to;
  }
  if (what.operand == Operand::constant && what.operation != Operation::subtract_from) {
    const Reg to = e.copy(op.rs1);
    e.a.alu(alu_of(what.operation), to, inverts(what.operation) ? ~op.imm : op.imm);
    return to;
  }
  const Reg b = second(e, op, what);
  if (what.operation == Operation::subtract_from) {
    const Reg to = e.fresh();
    e.a.move(to, b);
    e.a.alu(Alu::sub, to, e.read(op.rs1));
    return to;
  }
  const Reg to = e.copy(op.rs1);
  if (what.operation == Operation::multiply)
    e.a.multiply(to, b);
  else
    e.a.alu(alu_of(what.operation), to, b);
  return to;
}

}  // namespace

std::optional<Processing> processing_of(Handler own) {
  static const Table kTable = all();
  const auto found = kTable.find(own);
  return found != kTable.end() ? std::optional(found->second) : std::nullopt;
}

// Moves leave the host's flags alone, so that what comes behind may still test them.
bool process(Emitter& e, const Op& op, Processing what) {
  constexpr u32 kFull = 32;  // the host takes counts modulo 32
  if (is_shifted(what.operand) && (op.imm == 0 || op.imm >= kFull)) return false;
  const auto& h = e.hart<ArmHart>();
  const Reg result = compute(e, op, what);
  if (what.sets_flags) {
    if (is_sum(what.operation)) {
      e.a.set(what.operation == Operation::add ? Cond::b : Cond::ae, e.field(&h.c));
      e.a.set(Cond::o, e.field(&h.v));
    } else {
      e.a.test(result, result);
    }
    e.a.sign_extend64(Reg::rax, result);
    e.a.store64(e.field(&h.nz), Reg::rax);
  }
  e.write(op.rd, result);
  return true;
}

std::optional<Cond> condition_behind(Processing what, Condition condition) {
  if (!what.sets_flags) return std::nullopt;
  switch (condition) {
    case Condition::eq:
      return Cond::e;
    case Condition::ne:
      return Cond::ne;
    case Condition::mi:
      return Cond::s;
    case Condition::pl:
      return Cond::ns;
    default:
      break;
  }
  // Logical operations leave V as it was. The host's carry is a borrow, and its opposite behind an addition.
  if (!is_sum(what.operation)) return std::nullopt;
  const bool adds = what.operation == Operation::add;
  switch (condition) {
    case Condition::cs:
      return adds ? Cond::b : Cond::ae;
    case Condition::cc:
      return adds ? Cond::ae : Cond::b;
    case Condition::vs:
      return Cond::o;
    case Condition::vc:
      return Cond::no;
    case Condition::ge:
      return Cond::ge;
    case Condition::lt:
      return Cond::l;
    case Condition::gt:
      return Cond::g;
    case Condition::le:
      return Cond::le;
    case Condition::hi:
      return adds ? std::nullopt : std::optional(Cond::a);
    case Condition::ls:
      return adds ? std::nullopt : std::optional(Cond::be);
    default:
      return std::nullopt;
  }
}

}  // namespace quartet::mcu::arm
