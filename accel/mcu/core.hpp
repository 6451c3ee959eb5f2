// A microcontroller core as its file describes it: accel/mcu/cores/NAME.toml.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "accel/mcu/iss/rv32/loop_rules.hpp"
#include "accel/mcu/timing/cortex_m.hpp"
#include "accel/mcu/timing/in_order.hpp"
#include "sim/base/error.hpp"

namespace quartet::mcu {

/// What only Arm cores have.
struct ArmParams {
  int interrupts = 32, priority_bits = 4;
  std::int64_t cpuid = 0, vector_base = 0, clock_hz = 1;
  std::int64_t code_base = 0, code_bytes = 0, timer_base = 0;
  std::int64_t io_port_base = 0, io_port_bytes = 0;
  CortexMParams timing;
};

struct Core {
  std::string name;
  std::string title;
  std::string isa;           ///< "rv32imc_zicsr", "armv7e-m_fpv4"
  bool machine_csrs = true;  ///< false: only rdcycle, rdtime, rdinstret
  bool misaligned_in_hardware = true;
  bool counters_halted = false;  ///< mcountinhibit is set after reset
  std::int64_t ram_base = 0, ram_bytes = 0;
  std::int64_t uart_base = 0, clint_base = 0;
  int cycles_per_tick = 1;
  InOrderParams timing;
  rv32::LoopRules loops;
  ArmParams arm;
};

/// Declares every parameter of a core file, by the family of core.isa; the core must outlive the set.
[[nodiscard]] ParameterSet core_parameters(Core& core);

[[nodiscard]] std::vector<std::string> core_names();
/// A name from core_names(), or a .toml file.
[[nodiscard]] Result<Core> load_core(const std::string& name_or_path);

/// Every instruction takes one cycle: the untimed mode.
[[nodiscard]] InOrderParams untimed();

}  // namespace quartet::mcu
