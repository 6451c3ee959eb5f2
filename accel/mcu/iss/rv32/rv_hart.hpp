// A RISC-V hart: machine mode with its control registers. No user mode, no protection.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "accel/mcu/engine/hart.hpp"
#include "accel/mcu/iss/rv32/hardware_loops.hpp"
#include "accel/mcu/iss/rv32/mpic_state.hpp"

namespace quartet::mcu::rv32 {

struct CoreOptions {
  bool machine_csrs = true;  ///< false: only the counters of rdcycle, rdtime and rdinstret
  bool misaligned_in_hardware = true;
  bool deliver_faults = false;         ///< to mtvec; else a fault ends the run
  std::uint32_t interrupt_cycles = 0;  ///< from the interrupted instruction to the handler's first
  std::uint32_t trap_cycles = 0;       ///< the same for an exception
  bool custom_extension = false;       ///< bit X of misa
};

/// A counter that software may write or halt.
struct Counter {
  std::uint64_t offset = 0;  ///< counter = source + offset while it runs
  std::uint64_t halted_at = 0;
  bool halted = false;

  [[nodiscard]] std::uint64_t value(std::uint64_t source) const {
    return halted ? halted_at : source + offset;
  }
  void set(std::uint64_t source, std::uint64_t value) {
    offset = value - source;
    halted_at = value;
  }
  void halt(std::uint64_t source, bool halt_it) {
    const std::uint64_t now = value(source);
    halted = halt_it;
    set(source, now);
  }
};

struct RvHart : Hart {
  CoreOptions options;
  std::uint32_t mstatus = 0x1800;  ///< MPP is fixed to machine mode
  std::uint32_t mie = 0, mip = 0;  ///< mip: the lines as devices drive them
  std::uint32_t mtvec = 0, mscratch = 0, mepc = 0, mcause = 0, mtval = 0;
  bool mtvec_set = false;  ///< software has said where its handlers are
  Counter mcycle, minstret;
  HardwareLoops loops;
  const char* loop_violation = nullptr;  ///< by a write to the loop registers
  MpicState mpic;
};

/// Of Hart::x: the six registers of XpulpNN's MAC&LOAD, two of activations before four of weights.
inline constexpr std::size_t kMacLoadRegisters = 40;

inline constexpr std::uint32_t kMie = 1U << 3, kMpie = 1U << 7;
inline constexpr std::uint32_t kInterruptBits = 0x888;  ///< software 3, timer 7, external 11
inline constexpr std::uint32_t kExternalInterrupt = 11, kExternalBit = 1U << kExternalInterrupt;

/// Exception causes of the privileged specification.
inline constexpr std::uint32_t kFetchFault = 1, kIllegal = 2, kBreakpoint = 3, kLoadMisaligned = 4,
                               kLoadFault = 5, kStoreMisaligned = 6, kStoreFault = 7, kEnvironmentCall = 11;

/// Goes to the handler of `cause`; pc and cycles of the hart are those of the trapped instruction.
void enter_trap(RvHart& hart, std::uint32_t cause, std::uint32_t value);

/// An exception at `op`: to the program's handler where faults are delivered, else the run stops.
void raise(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret, Stop stop, std::uint32_t cause,
           std::uint32_t value);

/// False: there is no such register, or it cannot be written.
[[nodiscard]] bool read_csr(RvHart& hart, std::uint32_t number, std::uint32_t& value);
[[nodiscard]] bool write_csr(RvHart& hart, std::uint32_t number, std::uint32_t value);
/// "mcycle", "mepc", …: nullopt: none of this name is for machine mode.
[[nodiscard]] std::optional<std::uint32_t> csr_number(std::string_view name);

}  // namespace quartet::mcu::rv32
