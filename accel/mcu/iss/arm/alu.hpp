// The computations of data-processing instructions and the second operands they take.
#pragma once

#include <bit>

#include "accel/mcu/iss/arm/format.hpp"

namespace quartet::mcu::arm {

// --- operations: `S` sets N, Z, and C and V where the operation defines them; the logical ones leave C to
// the shifter

struct Logical {
  static constexpr bool kShifterCarry = true;
};
struct Arithmetic {
  static constexpr bool kShifterCarry = false;
};

template <bool S>
[[nodiscard]] inline u32 logical(ArmHart& h, u32 result) {
  if constexpr (S) set_nz(h, result);
  return result;
}
template <bool S>
[[nodiscard]] inline u32 sum(ArmHart& h, u32 a, u32 b) {
  const u32 result = a + b;
  if constexpr (S) {
    set_nz(h, result);
    h.c = result < a ? 1 : 0;
    h.v = ((a ^ result) & (b ^ result)) >> 31;
  }
  return result;
}
template <bool S>
[[nodiscard]] inline u32 difference(ArmHart& h, u32 a, u32 b) {
  const u32 result = a - b;
  if constexpr (S) {
    set_nz(h, result);
    h.c = a >= b ? 1 : 0;
    h.v = ((a ^ b) & (a ^ result)) >> 31;
  }
  return result;
}
template <bool S>
[[nodiscard]] inline u32 sum_with_carry(ArmHart& h, u32 a, u32 b) {
  const u64 wide = u64{a} + b + h.c;
  const auto result = static_cast<u32>(wide);
  if constexpr (S) {
    set_nz(h, result);
    h.c = static_cast<u32>(wide >> 32);
    h.v = ((a ^ result) & (b ^ result)) >> 31;
  }
  return result;
}

struct And : Logical {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return logical<S>(h, a & b);
  }
};
struct Bic : Logical {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return logical<S>(h, a & ~b);
  }
};
struct Orr : Logical {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return logical<S>(h, a | b);
  }
};
struct Orn : Logical {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return logical<S>(h, a | ~b);
  }
};
struct Eor : Logical {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return logical<S>(h, a ^ b);
  }
};
struct Add : Arithmetic {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return sum<S>(h, a, b);
  }
};
struct Sub : Arithmetic {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return difference<S>(h, a, b);
  }
};
struct Rsb : Arithmetic {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return difference<S>(h, b, a);
  }
};
struct Adc : Arithmetic {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return sum_with_carry<S>(h, a, b);
  }
};
struct Sbc : Arithmetic {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return sum_with_carry<S>(h, a, ~b);
  }
};
// To the stack pointer, whose low two bits are always zero.
struct SpAdd : Arithmetic {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return sum<S>(h, a, b) & ~3U;
  }
};
struct SpSub : Arithmetic {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return difference<S>(h, a, b) & ~3U;
  }
};
/// Multiplication sets N and Z only.
struct Mul : Arithmetic {
  template <bool S>
  static u32 apply(ArmHart& h, u32 a, u32 b) {
    return logical<S>(h, a * b);
  }
};

// --- second operands: the value and, where a shifter is involved, the carry that leaves it

struct Shifted {
  u32 value, carry;
};

struct RegisterOperand {
  static constexpr bool kCarry = false;
  static Shifted get(const ArmHart& h, const Op* op) { return {h.x[op->rs2], 0}; }
};
struct Constant {
  static constexpr bool kCarry = false;
  static Shifted get(const ArmHart&, const Op* op) { return {op->imm, 0}; }
};
/// A constant that was made by rotation: its highest bit is the carry.
struct RotatedConstant {
  static constexpr bool kCarry = true;
  static Shifted get(const ArmHart&, const Op* op) { return {op->imm, op->imm >> 31}; }
};
// Shifts of rs2 by imm: 1 to 31, LSR and ASR up to 32.
struct LslOperand {
  static constexpr bool kCarry = true;
  static Shifted get(const ArmHart& h, const Op* op) {
    const u32 b = h.x[op->rs2];
    return {b << op->imm, b >> (32 - op->imm) & 1};
  }
};
struct LsrOperand {
  static constexpr bool kCarry = true;
  static Shifted get(const ArmHart& h, const Op* op) {
    const u32 b = h.x[op->rs2];
    return {static_cast<u32>(u64{b} >> op->imm), b >> (op->imm - 1) & 1};
  }
};
struct AsrOperand {
  static constexpr bool kCarry = true;
  static Shifted get(const ArmHart& h, const Op* op) {
    const i64 b = static_cast<i32>(h.x[op->rs2]);
    return {static_cast<u32>(b >> op->imm), static_cast<u32>(b >> (op->imm - 1)) & 1};
  }
};
struct RorOperand {
  static constexpr bool kCarry = true;
  static Shifted get(const ArmHart& h, const Op* op) {
    const u32 value = std::rotr(h.x[op->rs2], static_cast<int>(op->imm));
    return {value, value >> 31};
  }
};
struct RrxOperand {
  static constexpr bool kCarry = true;
  static Shifted get(const ArmHart& h, const Op* op) {
    const u32 b = h.x[op->rs2];
    return {b >> 1 | h.c << 31, b & 1};
  }
};

// --- shifts by a register: the low byte counts; C is unchanged by a shift of 0

[[nodiscard]] inline Shifted lsl(u32 value, u32 by, u32 carry) {
  if (by == 0) return {value, carry};
  if (by > 32) return {0, 0};
  const u64 wide = u64{value} << by;
  return {static_cast<u32>(wide), static_cast<u32>(wide >> 32) & 1};
}
[[nodiscard]] inline Shifted lsr(u32 value, u32 by, u32 carry) {
  if (by == 0) return {value, carry};
  if (by > 32) return {0, 0};
  return {static_cast<u32>(u64{value} >> by), value >> (by - 1) & 1};
}
[[nodiscard]] inline Shifted asr(u32 value, u32 by, u32 carry) {
  if (by == 0) return {value, carry};
  const i64 wide = static_cast<i32>(value);
  const u32 n = by > 32 ? 32 : by;
  return {static_cast<u32>(wide >> n), static_cast<u32>(wide >> (n - 1)) & 1};
}
[[nodiscard]] inline Shifted ror(u32 value, u32 by, u32 carry) {
  if (by == 0) return {value, carry};
  const u32 result = std::rotr(value, static_cast<int>(by & 31));
  return {result, result >> 31};
}

}  // namespace quartet::mcu::arm
