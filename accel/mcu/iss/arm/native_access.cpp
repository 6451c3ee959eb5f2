// Recipes for loads and stores of one register.
#include <type_traits>

#include "accel/mcu/iss/arm/memory_access.hpp"
#include "accel/mcu/iss/arm/native_recipes.hpp"

namespace quartet::mcu::arm {

namespace {

using native::Alu;
using native::Emitter;
using native::Mem;
using native::Reg;
using native::Shift;
using native::Width;

template <class T>
constexpr Width kWidth = sizeof(T) == 1   ? Width::byte
                         : sizeof(T) == 2 ? Width::half
                                          : Width::word;

template <class Mode>
constexpr bool kWritesBack = std::is_same_v<Mode, PreIndexed> || std::is_same_v<Mode, PostIndexed>;

/// Mode::address().
template <class Mode>
Reg address(Emitter& e, const Op& op) {
  if constexpr (std::is_same_v<Mode, Indexed>) {
    const Reg index = e.copy(op.rs2);
    if (op.imm != 0) e.a.shift(Shift::shl, index, static_cast<std::uint8_t>(op.imm));
    e.a.alu(Alu::add, index, e.read(op.rs1));
    return index;
  } else {
    const Reg at = e.copy(op.rs1);
    if (!std::is_same_v<Mode, PostIndexed> && op.imm != 0) e.a.alu(Alu::add, at, op.imm);
    return at;
  }
}
template <class Mode>
void write_back(Emitter& e, const Op& op) {
  if constexpr (kWritesBack<Mode>) {
    const Reg base = e.copy(op.rs1);
    e.a.alu(Alu::add, base, op.imm);
    e.write(op.rs1, base);
  }
}

template <class T, class Mode>
void load_natively(Emitter& e, const Op& op) {
  const Reg at = address<Mode>(e, op);
  const Mem from = e.reach(at, kWidth<T>);
  e.a.load_extended(at, from, kWidth<T>, std::is_signed_v<T>);
  write_back<Mode>(e, op);
  e.write(op.rd, at);
}
template <class T, class Mode>
void store_natively(Emitter& e, const Op& op) {
  const Reg value = e.read(op.rd);
  const Reg at = address<Mode>(e, op);
  const Mem to = e.reach(at, kWidth<T>);
  e.a.store(to, value, kWidth<T>);
  write_back<Mode>(e, op);
}

template <class T, class Mode>
void add_mode(Recipes& r) {
  r.emplace(load<T, Mode>, load_natively<T, Mode>);
  r.emplace(load_as<T, Mode, CoreFile, false>, load_natively<T, Mode>);
  if constexpr (!std::is_signed_v<T>) {
    r.emplace(store<T, Mode>, store_natively<T, Mode>);
    r.emplace(store_as<T, Mode, CoreFile>, store_natively<T, Mode>);
  }
}
template <class T>
void add_modes(Recipes& r) {
  add_mode<T, Offset>(r);
  add_mode<T, Indexed>(r);
  add_mode<T, PreIndexed>(r);
  add_mode<T, PostIndexed>(r);
}

}  // namespace

void add_access_recipes(Recipes& r) {
  add_modes<std::int8_t>(r);
  add_modes<std::uint8_t>(r);
  add_modes<std::int16_t>(r);
  add_modes<std::uint16_t>(r);
  add_modes<u32>(r);
}

}  // namespace quartet::mcu::arm
