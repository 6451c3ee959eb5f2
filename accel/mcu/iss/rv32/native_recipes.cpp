#include "accel/mcu/iss/rv32/native_recipes.hpp"

#include <type_traits>
#include <unordered_map>

#include "accel/mcu/iss/rv32/alu.hpp"
#include "accel/mcu/iss/rv32/rv_hart.hpp"
#include "accel/mcu/iss/rv32/simd_forms.hpp"
#include "accel/mcu/iss/rv32/stepping_access.hpp"

namespace quartet::mcu::rv32 {

namespace {

using native::Alu;
using native::Cond;
using native::Emitter;
using native::Mem;
using native::Reg;
using native::Shift;
using native::Width;

using Recipe = void (*)(Emitter& e, const Op& op);
using Recipes = std::unordered_map<Handler, Recipe>;

template <class T>
constexpr Width kWidth = sizeof(T) == 1   ? Width::byte
                         : sizeof(T) == 2 ? Width::half
                                          : Width::word;

// --- arithmetic -------------------------------------------------------------------------------------------

template <Alu What>
void registers(Emitter& e, const Op& op) {
  const Reg b = e.read(op.rs2), to = e.copy(op.rs1);
  e.a.alu(What, to, b);
  e.write(op.rd, to);
}
template <Alu What>
void immediate(Emitter& e, const Op& op) {
  const Reg to = e.copy(op.rs1);
  e.a.alu(What, to, op.imm);
  e.write(op.rd, to);
}
// x0 as a source makes a move or a constant of it.
void add_registers(Emitter& e, const Op& op) {
  if (op.rs1 != 0) return registers<Alu::add>(e, op);
  e.write(op.rd, e.copy(op.rs2));
}
void add_immediate(Emitter& e, const Op& op) {
  if (op.rs1 == 0) return e.write(op.rd, op.imm);
  if (op.imm == 0) return e.write(op.rd, e.copy(op.rs1));
  return immediate<Alu::add>(e, op);
}
void constant(Emitter& e, const Op& op) {
  e.write(op.rd, op.imm);
}
void nothing(Emitter&, const Op&) {}

void multiply(Emitter& e, const Op& op) {
  const Reg b = e.read(op.rs2), to = e.copy(op.rs1);
  e.a.multiply(to, b);
  e.write(op.rd, to);
}

template <Shift What>
void shift_immediate(Emitter& e, const Op& op) {
  const Reg to = e.copy(op.rs1);
  e.a.shift(What, to, static_cast<std::uint8_t>(op.imm & 31));
  e.write(op.rd, to);
}
// The host counts in cl, where instret is; it takes the count modulo 32 as well.
template <Shift What>
void shift_register(Emitter& e, const Op& op) {
  const Reg by = e.read(op.rs2), to = e.copy(op.rs1);
  e.a.move64(Reg::rsi, Reg::rcx);
  e.a.move(Reg::rcx, by);
  e.a.shift_by_cl(What, to);
  e.a.move64(Reg::rcx, Reg::rsi);
  e.write(op.rd, to);
}

template <Cond When>
void set_registers(Emitter& e, const Op& op) {
  e.a.alu(Alu::cmp, e.read(op.rs1), e.read(op.rs2));
  const Reg to = e.fresh();
  e.a.set(When, to);
  e.a.extend(to, to, Width::byte, false);
  e.write(op.rd, to);
}
template <Cond When>
void set_immediate(Emitter& e, const Op& op) {
  e.a.alu(Alu::cmp, e.read(op.rs1), op.imm);
  const Reg to = e.fresh();
  e.a.set(When, to);
  e.a.extend(to, to, Width::byte, false);
  e.write(op.rd, to);
}

// --- the ends of blocks -----------------------------------------------------------------------------------

template <Cond When>
void branch_if(Emitter& e, const Op& op) {
  const Reg a = e.read(op.rs1);
  if (op.rs2 == 0 && (When == Cond::e || When == Cond::ne))
    e.a.test(a, a);
  else
    e.a.alu(Alu::cmp, a, e.read(op.rs2));
  e.follow_if(When, 1);
  e.follow(0);
}

template <u32 Size>
void jump_natively(Emitter& e, const Op& op) {
  e.write(op.rd, op.pc + Size);
  if (is_link(op.rd)) e.note_call(op.pc);
  e.follow(1);
}
template <u32 Size>
void jump_register_natively(Emitter& e, const Op& op) {
  e.a.move(Reg::rax, e.read(op.rs1));
  if (op.imm != 0) e.a.alu(Alu::add, Reg::rax, op.imm);
  e.a.alu(Alu::and_, Reg::rax, ~1U);
  e.write(op.rd, op.pc + Size);
  if (is_link(op.rd))
    e.note_call(op.pc);
  else if (is_link(op.rs1))
    e.note_return();
  e.follow_to();
}

// As HardwareLoops::go_back().
void loop_back(Emitter& e, const Op& op) {
  for (const HardwareLoops::Level& level : e.hart<RvHart>().loops.levels()) {
    const auto other = e.a.label();
    e.a.alu(Alu::cmp, e.field(&level.end), op.pc);
    e.a.jump_if(Cond::ne, other);
    e.a.load(Reg::rax, e.field(&level.count));
    e.a.test(Reg::rax, Reg::rax);
    e.a.jump_if(Cond::e, other);
    e.a.alu(Alu::sub, Reg::rax, 1U);
    e.a.store(e.field(&level.count), Reg::rax);
    e.a.test(Reg::rax, Reg::rax);
    e.follow_if(Cond::ne, 1);
    e.a.bind(other);
  }
  e.follow(0);
}

// --- memory -----------------------------------------------------------------------------------------------

template <class T>
void load_offset(Emitter& e, const Op& op) {
  const Reg at = e.copy(op.rs1);
  if (op.imm != 0) e.a.alu(Alu::add, at, op.imm);
  const Mem from = e.reach(at, kWidth<T>);
  e.a.load_extended(at, from, kWidth<T>, std::is_signed_v<T>);
  e.write(op.rd, at);
}
template <class T>
void store_offset(Emitter& e, const Op& op) {
  const Reg value = e.read(op.rs2), at = e.copy(op.rs1);
  if (op.imm != 0) e.a.alu(Alu::add, at, op.imm);
  const Mem to = e.reach(at, kWidth<T>);
  e.a.store(to, value, kWidth<T>);
}

// The pointer steps by a register or the immediate: `step` says which.
void move_pointer(Emitter& e, const Op& op, std::uint8_t step) {
  const Reg pointer = e.copy(op.rs1);
  if (step == 0)
    e.a.alu(Alu::add, pointer, op.imm);
  else
    e.a.alu(Alu::add, pointer, e.read(step));
  e.write(op.rs1, pointer);
}
// The step may be in the register that is loaded: it is used first.
template <class T, bool ByRegister>
void load_step(Emitter& e, const Op& op) {
  const Reg at = e.copy(op.rs1);
  const Mem from = e.reach(at, kWidth<T>);
  e.a.load_extended(at, from, kWidth<T>, std::is_signed_v<T>);
  move_pointer(e, op, ByRegister ? op.rs2 : std::uint8_t{0});
  e.write(op.rd, at);
}
template <class T>
void load_indexed(Emitter& e, const Op& op) {
  const Reg index = e.read(op.rs2), at = e.copy(op.rs1);
  e.a.alu(Alu::add, at, index);
  const Mem from = e.reach(at, kWidth<T>);
  e.a.load_extended(at, from, kWidth<T>, std::is_signed_v<T>);
  e.write(op.rd, at);
}
template <class T>
void store_step(Emitter& e, const Op& op) {
  const Reg value = e.read(op.rs2), at = e.copy(op.rs1);
  const Mem to = e.reach(at, kWidth<T>);
  e.a.store(to, value, kWidth<T>);
  move_pointer(e, op, 0);
}

// --- dot products -----------------------------------------------------------------------------------------

template <unsigned Bits, Signs S>
void dot_product(Emitter& e, const Op& op) {
  const Reg a = e.read(op.rs1), b = e.read(op.rs2);
  const Reg sum = e.copy(op.rd);
  if (Bits == 16)
    e.a.dot_halves(Reg::rax, a, b);
  else
    e.a.dot_bytes(Reg::rax, a, S == Signs::both, b, S != Signs::none);
  e.a.alu(Alu::add, sum, Reg::rax);
  e.write(op.rd, sum);
}

// --- the table --------------------------------------------------------------------------------------------

template <class T>
void add_loads(Recipes& r) {
  r.emplace(load<T>, load_offset<T>);
  r.emplace(load_by<T, StepImmediate>, load_step<T, false>);
  r.emplace(load_by<T, LoadStepRegister>, load_step<T, true>);
  r.emplace(load_by<T, LoadOffsetRegister>, load_indexed<T>);
}
template <class T>
void add_stores(Recipes& r) {
  r.emplace(store<T>, store_offset<T>);
  r.emplace(store_by<T, StepImmediate>, store_step<T>);
}

Recipes all_recipes() {
  Recipes r{
      {register_register<add>, add_registers},
      {register_register<sub>, registers<Alu::sub>},
      {register_register<xor_>, registers<Alu::xor_>},
      {register_register<or_>, registers<Alu::or_>},
      {register_register<and_>, registers<Alu::and_>},
      {register_register<mul>, multiply},
      {register_register<sll>, shift_register<Shift::shl>},
      {register_register<srl>, shift_register<Shift::shr>},
      {register_register<sra>, shift_register<Shift::sar>},
      {register_register<slt>, set_registers<Cond::l>},
      {register_register<sltu>, set_registers<Cond::b>},
      {register_immediate<add>, add_immediate},
      {register_immediate<xor_>, immediate<Alu::xor_>},
      {register_immediate<or_>, immediate<Alu::or_>},
      {register_immediate<and_>, immediate<Alu::and_>},
      {register_immediate<sll>, shift_immediate<Shift::shl>},
      {register_immediate<srl>, shift_immediate<Shift::shr>},
      {register_immediate<sra>, shift_immediate<Shift::sar>},
      {register_immediate<slt>, set_immediate<Cond::l>},
      {register_immediate<sltu>, set_immediate<Cond::b>},
      {set_register, constant},
      {do_nothing, nothing},
      {branch<eq>, branch_if<Cond::e>},
      {branch<ne>, branch_if<Cond::ne>},
      {branch<lt>, branch_if<Cond::l>},
      {branch<ge>, branch_if<Cond::ge>},
      {branch<ltu>, branch_if<Cond::b>},
      {branch<geu>, branch_if<Cond::ae>},
      {jump<2>, jump_natively<2>},
      {jump<4>, jump_natively<4>},
      {jump_register<2>, jump_register_natively<2>},
      {jump_register<4>, jump_register_natively<4>},
      {loop_end().run, loop_back},
  };
  add_loads<std::int8_t>(r);
  add_loads<std::uint8_t>(r);
  add_loads<std::int16_t>(r);
  add_loads<std::uint16_t>(r);
  add_loads<i32>(r);
  add_stores<std::uint8_t>(r);
  add_stores<std::uint16_t>(r);
  add_stores<u32>(r);
  if (native::has_dot_products()) {
    r.emplace(accumulate_register<sum_dot<8, Signs::both>>, dot_product<8, Signs::both>);
    r.emplace(accumulate_register<sum_dot<8, Signs::second>>, dot_product<8, Signs::second>);
    r.emplace(accumulate_register<sum_dot<8, Signs::none>>, dot_product<8, Signs::none>);
    r.emplace(accumulate_register<sum_dot<16, Signs::both>>, dot_product<16, Signs::both>);
  }
  return r;
}

}  // namespace

unsigned lower(Emitter& e, Handler own, const Op& op) {
  static const Recipes kRecipes = all_recipes();
  const auto found = kRecipes.find(own);
  if (found == kRecipes.end()) return 0;
  found->second(e, op);
  return 1;
}

}  // namespace quartet::mcu::rv32
