// Loads and stores that step their pointer, and those with a register as offset.
#pragma once

#include "accel/mcu/iss/rv32/execute.hpp"

namespace quartet::mcu::rv32 {

// --- where an access goes and what its pointer becomes

struct StepImmediate {
  static u32 address(const Hart* hart, const Op* op) { return hart->x[op->rs1]; }
  static void step(Hart* hart, const Op* op) { hart->x[op->rs1] += op->imm; }
};
struct LoadStepRegister {
  static u32 address(const Hart* hart, const Op* op) { return hart->x[op->rs1]; }
  static void step(Hart* hart, const Op* op) { hart->x[op->rs1] += hart->x[op->rs2]; }
};
struct LoadOffsetRegister {
  static u32 address(const Hart* hart, const Op* op) { return hart->x[op->rs1] + hart->x[op->rs2]; }
  static void step(Hart*, const Op*) {}
};
struct StoreStepRegister {
  static u32 address(const Hart* hart, const Op* op) { return hart->x[op->rs1]; }
  static void step(Hart* hart, const Op* op) { hart->x[op->rs1] += hart->x[op->imm]; }
};
struct StoreOffsetRegister {
  static u32 address(const Hart* hart, const Op* op) { return hart->x[op->rs1] + hart->x[op->imm]; }
  static void step(Hart*, const Op*) {}
};

template <class T, class Mode>
void load_by(Hart* hart, Op* op, u64 cycles, u64 instret);
template <class T, class Mode>
void store_by(Hart* hart, Op* op, u64 cycles, u64 instret);

template <class T, class Mode>
[[gnu::noinline]] void load_by_slowly(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const Elsewhere e = load_elsewhere(hart, op, cycles, instret, Mode::address(hart, op),
                                     {sizeof(T), std::is_signed_v<T>});
  if (e.way == Elsewhere::again) return load_by<T, Mode>(hart, op, cycles, instret);
  if (e.way == Elsewhere::left) return;
  Mode::step(hart, op);
  hart->x[op->rd] = e.value;
  return next_with_care(hart, op, cycles + e.extra_cycles, instret);
}

template <class T, class Mode>
[[gnu::noinline]] void store_by_slowly(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const Elsewhere e = store_elsewhere(hart, op, cycles, instret, Mode::address(hart, op), sizeof(T));
  if (e.way == Elsewhere::again) return store_by<T, Mode>(hart, op, cycles, instret);
  if (e.way == Elsewhere::left) return;
  Mode::step(hart, op);
  return next_with_care(hart, op, cycles + e.extra_cycles, instret);
}

template <class T, class Mode>
void load_by(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr int kLog = std::bit_width(sizeof(T)) - 1;
  const Window* window = op->link.window;
  const u32 offset = Mode::address(hart, op) - window->base;
  if (std::rotr(offset, kLog) >= window->span[kLog]) [[unlikely]]
    return load_by_slowly<T, Mode>(hart, op, cycles, instret);
  T value;
  std::memcpy(&value, window->host + offset, sizeof(T));
  // The step may be in the register that is loaded: it is used first.
  Mode::step(hart, op);
  hart->x[op->rd] = static_cast<u32>(static_cast<i32>(value));
  return next(hart, op, cycles, instret);
}

template <class T, class Mode>
void store_by(Hart* hart, Op* op, u64 cycles, u64 instret) {
  constexpr int kLog = std::bit_width(sizeof(T)) - 1;
  const Window* window = op->link.window;
  const u32 offset = Mode::address(hart, op) - window->base;
  if (std::rotr(offset, kLog) >= window->span[kLog]) [[unlikely]]
    return store_by_slowly<T, Mode>(hart, op, cycles, instret);
  const T value = static_cast<T>(hart->x[op->rs2]);
  std::memcpy(window->host + offset, &value, sizeof(T));
  Mode::step(hart, op);
  return next(hart, op, cycles, instret);
}

}  // namespace quartet::mcu::rv32
