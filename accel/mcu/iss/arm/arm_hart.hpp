// An Arm M-profile hart: registers, flags and special registers. Architecture: ARMv7-M manual DDI0403E and
// ARMv6-M manual DDI0419.
#pragma once

#include <array>
#include <cstdint>

#include "accel/mcu/engine/hart.hpp"

namespace quartet::mcu {
class Semihosting;
}

namespace quartet::mcu::arm {

using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i32 = std::int32_t;
using i64 = std::int64_t;

class Exceptions;

/// Operands name core register n as n + 1, so that 0 is no register, and S register n as kFloat + n.
/// Hart::x[0] is always zero.
[[nodiscard]] constexpr std::uint8_t core_reg(u32 n) {
  return static_cast<std::uint8_t>(n + 1);
}
inline constexpr std::uint8_t kSp = 14, kLr = 15, kPc = 16, kFloat = 64;

struct CoreOptions {
  bool v7 = true;  ///< ARMv7-M: unaligned accesses, BASEPRI, FAULTMASK, configurable faults
  bool fpu = true;
  bool deliver_faults = false;  ///< to the program's handlers; else a fault ends the run
  u32 entry_cycles = 0, exit_cycles = 0, tail_chain_cycles = 0;  ///< of exceptions
  u32 unaligned_cycles = 0;  ///< extra for each further bus transaction of an unaligned access
  u32 io_port_base = 0, io_port_bytes = 0, io_port_saving = 0;  ///< single-cycle I/O port of Cortex-M0+
};

struct ArmHart : Hart {
  /// N is the sign, Z is (low 32 bits == 0): they are independent only after a write to APSR.
  i64 nz = 1;
  u32 c = 0, v = 0;        ///< 0 or 1
  u32 q = 0;               ///< 0 or 1
  u32 ge = 0;              ///< bits 3 to 0
  bool fp_ready = false;   ///< the FPU is on, and this context has used it
  bool exclusive = false;  ///< local monitor of LDREX and STREX
  bool event = false;      ///< event register of WFE
  bool waits_for_event = false;
  std::array<u32, 32> s{};
  u32 fpscr = 0;
  Window* stack_window = nullptr;  ///< where the last pop of PC went
  std::array<u32, 32> words{};     ///< between a multiple access and its slow way

  u32 primask = 0, faultmask = 0, basepri = 0;
  u32 control = 0;    ///< bit 0 unprivileged, 1 process stack, 2 floating-point context active
  u32 exception = 0;  ///< IPSR
  u32 other_sp = 0;   ///< the stack pointer that is not in use
  Exceptions* exceptions = nullptr;
  Semihosting* semihosting = nullptr;
  CoreOptions options;
};

inline constexpr u32 kUnprivileged = 1, kProcessStack = 2, kFloatActive = 4;

[[nodiscard]] inline ArmHart& arm_of(Hart* hart) {
  return static_cast<ArmHart&>(*hart);
}
[[nodiscard]] inline bool is_privileged(const ArmHart& hart) {
  return hart.exception != 0 || (hart.control & kUnprivileged) == 0;
}

// --- flags

inline void set_nz(ArmHart& hart, u32 result) {
  hart.nz = static_cast<i32>(result);
}
inline void set_nzcv(ArmHart& hart, u32 flags) {
  const bool n = flags >> 31 != 0, z = (flags >> 30 & 1) != 0;
  hart.nz = (n ? INT64_MIN : 0) + (z ? 0 : 1);
  hart.c = flags >> 29 & 1;
  hart.v = flags >> 28 & 1;
}
[[nodiscard]] inline bool flag_n(const ArmHart& hart) {
  return hart.nz < 0;
}
[[nodiscard]] inline bool flag_z(const ArmHart& hart) {
  return static_cast<u32>(hart.nz) == 0;
}
[[nodiscard]] inline u32 nzcv(const ArmHart& hart) {
  return (flag_n(hart) ? 1U << 31 : 0) | (flag_z(hart) ? 1U << 30 : 0) | hart.c << 29 | hart.v << 28;
}
/// N, Z, C, V, Q and GE.
[[nodiscard]] inline u32 apsr(const ArmHart& hart) {
  return nzcv(hart) | hart.q << 27 | hart.ge << 16;
}

/// Condition fields: eq, ne, cs, …, le.
enum class Condition : u32 { eq, ne, cs, cc, mi, pl, vs, vc, hi, ls, ge, lt, gt, le };

template <Condition Which>
[[nodiscard]] inline bool holds(const ArmHart& h) {
  using enum Condition;
  if constexpr (Which == eq) return flag_z(h);
  if constexpr (Which == ne) return !flag_z(h);
  if constexpr (Which == cs) return h.c != 0;
  if constexpr (Which == cc) return h.c == 0;
  if constexpr (Which == mi) return flag_n(h);
  if constexpr (Which == pl) return !flag_n(h);
  if constexpr (Which == vs) return h.v != 0;
  if constexpr (Which == vc) return h.v == 0;
  if constexpr (Which == hi) return h.c != 0 && !flag_z(h);
  if constexpr (Which == ls) return h.c == 0 || flag_z(h);
  if constexpr (Which == ge) return flag_n(h) == (h.v != 0);
  if constexpr (Which == lt) return flag_n(h) != (h.v != 0);
  if constexpr (Which == gt) return !flag_z(h) && flag_n(h) == (h.v != 0);
  if constexpr (Which == le) return flag_z(h) || flag_n(h) != (h.v != 0);
}

}  // namespace quartet::mcu::arm
