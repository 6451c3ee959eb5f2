// What instructions do: one template a shape, one function a computation.
#pragma once

#include <bit>
#include <cstring>

#include "accel/mcu/engine/hart.hpp"
#include "accel/mcu/engine/memory_map.hpp"
#include "accel/mcu/iss/rv32/rv_hart.hpp"

namespace quartet::mcu::rv32 {

using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i32 = std::int32_t;

template <u32 (*Compute)(u32, u32)>
void register_register(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(hart->x[op->rs1], hart->x[op->rs2]);
  return next(hart, op, cycles, instret);
}

template <u32 (*Compute)(u32, u32)>
void register_immediate(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(hart->x[op->rs1], op->imm);
  return next(hart, op, cycles, instret);
}

/// rd = imm: lui, and auipc, whose operand is absolute.
inline void set_register(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = op->imm;
  return next(hart, op, cycles, instret);
}

inline void do_nothing(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return next(hart, op, cycles, instret);
}

template <bool (*Taken)(u32, u32)>
void branch(Hart* hart, Op* op, u64 cycles, u64 instret) {
  if (Taken(hart->x[op->rs1], hart->x[op->rs2])) return follow(hart, op->link.exits + 1, cycles, instret);
  return follow(hart, op->link.exits, cycles, instret);
}

inline bool is_link(std::uint8_t reg) {
  return reg == 1 || reg == 5;
}

/// `Size`: bytes of the instruction, for the return address.
template <u32 Size>
void jump(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = op->pc + Size;
  if (is_link(op->rd)) hart->calls.call(op->pc);
  return follow(hart, op->link.exits + 1, cycles, instret);
}

template <u32 Size>
void jump_register(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const u32 target = (hart->x[op->rs1] + op->imm) & ~1U;
  hart->x[op->rd] = op->pc + Size;
  if (is_link(op->rd))
    hart->calls.call(op->pc);
  else if (is_link(op->rs1))
    hart->calls.ret();
  return follow_to(hart, op->link.exits + 1, target, cycles, instret);
}

// --- memory
// ---------------------------------------------------------------------------------------------------------

[[nodiscard]] constexpr bool crosses_word(u32 address, u32 size) {
  return (address & 3) + size > 4;
}

/// How an access that the window of its op does not reach went on.
struct Elsewhere {
  enum Way : u32 {
    again,
    done,
    left
  } way;  ///< again: the op has another window now; left: the chain is left
  u32 extra_cycles = 0;
  u32 value = 0;  ///< what was loaded
};
struct Access {
  std::uint16_t size;
  bool is_signed;
};

/// Another region, a device, code, misaligned, nothing at all. The value to store is in rs2. No more than six
/// arguments: what calls them must be able to leave by a tail call.
[[nodiscard]] Elsewhere load_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 address, Access access);
[[nodiscard]] Elsewhere store_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 address, u32 size);

template <class T>
void load(Hart* hart, Op* op, u64 cycles, u64 instret);
template <class T>
void store(Hart* hart, Op* op, u64 cycles, u64 instret);

template <class T>
[[gnu::noinline]] void load_slowly(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const Elsewhere e = load_elsewhere(hart, op, cycles, instret, hart->x[op->rs1] + op->imm,
                                     {sizeof(T), std::is_signed_v<T>});
  if (e.way == Elsewhere::again) return load<T>(hart, op, cycles, instret);
  if (e.way == Elsewhere::left) return;
  hart->x[op->rd] = e.value;
  return next_with_care(hart, op, cycles + e.extra_cycles, instret);
}

template <class T>
[[gnu::noinline]] void store_slowly(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const Elsewhere e = store_elsewhere(hart, op, cycles, instret, hart->x[op->rs1] + op->imm, sizeof(T));
  if (e.way == Elsewhere::again) return store<T>(hart, op, cycles, instret);
  if (e.way == Elsewhere::done) return next_with_care(hart, op, cycles + e.extra_cycles, instret);
}

template <class T>
void load(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr int kLog = std::bit_width(sizeof(T)) - 1;
  const Window* window = op->link.window;
  const u32 offset = hart->x[op->rs1] + op->imm - window->base;
  // The rotation moves the bits of a misaligned address to the top, beyond every span.
  if (std::rotr(offset, kLog) >= window->span[kLog]) [[unlikely]]
    return load_slowly<T>(hart, op, cycles, instret);
  T value;
  std::memcpy(&value, window->host + offset, sizeof(T));
  hart->x[op->rd] = static_cast<u32>(static_cast<i32>(value));
  return next(hart, op, cycles, instret);
}

template <class T>
void store(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr int kLog = std::bit_width(sizeof(T)) - 1;
  const Window* window = op->link.window;
  const u32 offset = hart->x[op->rs1] + op->imm - window->base;
  if (std::rotr(offset, kLog) >= window->span[kLog]) [[unlikely]]
    return store_slowly<T>(hart, op, cycles, instret);
  const T value = static_cast<T>(hart->x[op->rs2]);
  std::memcpy(window->host + offset, &value, sizeof(T));
  return next(hart, op, cycles, instret);
}

}  // namespace quartet::mcu::rv32
