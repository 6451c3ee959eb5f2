// Recipes for multiplications and for the extensions that prepare their operands.
#include "accel/mcu/iss/arm/bit_operations.hpp"
#include "accel/mcu/iss/arm/execute.hpp"
#include "accel/mcu/iss/arm/native_recipes.hpp"
#include "accel/mcu/iss/arm/products.hpp"

namespace quartet::mcu::arm {

namespace {

using native::Alu;
using native::Cond;
using native::Emitter;
using native::Reg;
using native::Shift;
using native::Width;

constexpr std::uint8_t number(u32 imm) {
  return static_cast<std::uint8_t>(imm);
}

// --- products; the register that is added is in imm
// -----------------------------------------------------------

void product(Emitter& e, const Op& op) {
  const Reg to = e.copy(op.rs1);
  e.a.multiply(to, e.read(op.rs2));
  e.write(op.rd, to);
}
template <Alu How>
void accumulate(Emitter& e, const Op& op) {
  const Reg product = e.copy(op.rs1);
  e.a.multiply(product, e.read(op.rs2));
  const Reg sum = e.copy(number(op.imm));
  e.a.alu(How, sum, product);
  e.write(op.rd, sum);
}

// A half-word of a register, with its sign.
template <bool Top>
Reg half_of(Emitter& e, std::uint8_t guest) {
  const Reg to = e.copy(guest);
  if (Top)
    e.a.shift(Shift::sar, to, 16);
  else
    e.a.extend(to, to, Width::half, true);
  return to;
}
template <bool N, bool M>
void half_product(Emitter& e, const Op& op) {
  const Reg a = half_of<N>(e, op.rs1), b = half_of<M>(e, op.rs2);
  e.a.multiply(a, b);
  e.write(op.rd, a);
}
// What sets Q goes to the op's own handler.
template <bool N, bool M>
void half_accumulate(Emitter& e, const Op& op) {
  const Reg a = half_of<N>(e, op.rs1), b = half_of<M>(e, op.rs2);
  e.a.multiply(a, b);
  e.a.alu(Alu::add, a, e.read(number(op.imm)));
  e.own_handler_if(Cond::o);
  e.write(op.rd, a);
}
// The sum of two products is 2^31 where all four factors are -2^15: the only one that the host's 32 bits do
// not hold.
template <bool X>
void dual_accumulate(Emitter& e, const Op& op) {
  constexpr u32 kTooLarge = 0x80000000;
  const Reg a = e.read(op.rs1);
  Reg b = e.read(op.rs2);
  if (X) {
    b = e.copy(op.rs2);
    e.a.shift(Shift::ror, b, 16);
  }
  e.a.dot_halves(Reg::rax, a, b);
  e.a.alu(Alu::cmp, Reg::rax, kTooLarge);
  e.own_handler_if(Cond::e);
  const Reg sum = e.copy(number(op.imm));
  e.a.alu(Alu::add, sum, Reg::rax);
  e.own_handler_if(Cond::o);
  e.write(op.rd, sum);
}

/// 64 bits into the register of imm and rd.
template <bool IsSigned, bool Accumulates>
void long_product(Emitter& e, const Op& op) {
  const Reg a = e.copy(op.rs1), b = e.copy(op.rs2);
  if (IsSigned) {
    e.a.sign_extend64(a, a);
    e.a.sign_extend64(b, b);
  }
  e.a.multiply64(a, b);
  if (Accumulates) {
    e.a.load(Reg::rax, e.field(&e.hart<ArmHart>().x[op.imm]));
    e.a.shift64(Shift::shl, Reg::rax, 32);
    e.a.load(Reg::rsi, e.field(&e.hart<ArmHart>().x[op.rd]));
    e.a.alu64(Alu::or_, Reg::rax, Reg::rsi);
    e.a.alu64(Alu::add, a, Reg::rax);
  }
  const Reg high = e.fresh();
  e.a.move64(high, a);
  e.a.shift64(Shift::shr, high, 32);
  e.a.move(a, a);  // host registers that hold guest registers are zero above 32 bits
  e.write(op.rd, a);
  e.write(number(op.imm), high);
}

// --- extensions: rs1 is added, and is no register where there is nothing to add
// --------------------------------

template <Width W, bool IsSigned, bool Rotates>
void extend(Emitter& e, const Op& op) {
  const Reg to = e.copy(op.rs2);
  if (Rotates && op.imm != 0) e.a.shift(Shift::ror, to, number(op.imm));
  e.a.extend(to, to, W, IsSigned);
  if (op.rs1 != 0) e.a.alu(Alu::add, to, e.read(op.rs1));
  e.write(op.rd, to);
}
// Bytes 0 and 2 to half-words.
void extend_bytes_signed(Emitter& e, const Op& op) {
  const Reg to = e.copy(op.rs2);
  if (op.imm != 0) e.a.shift(Shift::ror, to, number(op.imm));
  e.a.extend(Reg::rax, to, Width::byte, true);
  e.a.extend(Reg::rax, Reg::rax, Width::half, false);
  e.a.shift(Shift::shl, to, 8);
  e.a.shift(Shift::sar, to, 24);
  e.a.shift(Shift::shl, to, 16);
  e.a.alu(Alu::or_, to, Reg::rax);
  if (op.rs1 != 0) e.a.add_halves(to, e.read(op.rs1));
  e.write(op.rd, to);
}
void extend_bytes_unsigned(Emitter& e, const Op& op) {
  const Reg to = e.copy(op.rs2);
  if (op.imm != 0) e.a.shift(Shift::ror, to, number(op.imm));
  e.a.alu(Alu::and_, to, 0x00FF00FFU);
  if (op.rs1 != 0) e.a.add_halves(to, e.read(op.rs1));
  e.write(op.rd, to);
}
void reverse(Emitter& e, const Op& op) {
  const Reg to = e.copy(op.rs2);
  e.a.swap_bytes(to);
  e.write(op.rd, to);
}
void move_register(Emitter& e, const Op& op) {
  e.write(op.rd, e.copy(op.rs2));
}

template <bool N, bool M>
void add_halves(Recipes& r) {
  r.emplace(compute<smul<N, M>>, half_product<N, M>);
  r.emplace(compute_flags_three<smla<N, M>>, half_accumulate<N, M>);
}

}  // namespace

void add_multiply_recipes(Recipes& r) {
  r.emplace(compute<multiply_low>, product);
  r.emplace(compute_three<multiply_add>, accumulate<Alu::add>);
  r.emplace(compute_three<multiply_subtract>, accumulate<Alu::sub>);
  add_halves<false, false>(r);
  add_halves<false, true>(r);
  add_halves<true, false>(r);
  add_halves<true, true>(r);
  r.emplace(compute_flags_three<smlad<false, 1>>, dual_accumulate<false>);
  r.emplace(compute_flags_three<smlad<true, 1>>, dual_accumulate<true>);
  r.emplace(multiply_long<smull>, long_product<true, false>);
  r.emplace(multiply_long<umull>, long_product<false, false>);
  r.emplace(multiply_long<smlal>, long_product<true, true>);
  r.emplace(multiply_long<umlal>, long_product<false, true>);
  r.emplace(compute<sign_extend_half>, extend<Width::half, true, false>);
  r.emplace(compute<sign_extend_byte>, extend<Width::byte, true, false>);
  r.emplace(compute<zero_extend_half>, extend<Width::half, false, false>);
  r.emplace(compute<zero_extend_byte>, extend<Width::byte, false, false>);
  r.emplace(compute_with<rotated<sign_extend_half>>, extend<Width::half, true, true>);
  r.emplace(compute_with<rotated<sign_extend_byte>>, extend<Width::byte, true, true>);
  r.emplace(compute_with<rotated<zero_extend_half>>, extend<Width::half, false, true>);
  r.emplace(compute_with<rotated<zero_extend_byte>>, extend<Width::byte, false, true>);
  r.emplace(compute_with<rotated<zero_extend_bytes>>, extend_bytes_unsigned);
  r.emplace(compute_with<rotated<sign_extend_bytes>>, extend_bytes_signed);
  r.emplace(compute<reverse_bytes>, reverse);
  r.emplace(compute<moved>, move_register);
}

}  // namespace quartet::mcu::arm
