// The instruction groups of Arm M-profile architectures. A group is one file and one line in extension.cpp.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "accel/mcu/engine/decoded.hpp"

namespace quartet::mcu::arm {

using Group = std::span<const Instruction> (*)();

// ARMv6-M.
[[nodiscard]] std::span<const Instruction> thumb16_data();
[[nodiscard]] std::span<const Instruction> thumb16_memory();
[[nodiscard]] std::span<const Instruction> thumb16_control();
[[nodiscard]] std::span<const Instruction> system();
// ARMv7-M.
[[nodiscard]] std::span<const Instruction> thumb32_control();
[[nodiscard]] std::span<const Instruction> thumb32_constant();
[[nodiscard]] std::span<const Instruction> thumb32_register();
[[nodiscard]] std::span<const Instruction> thumb32_load();
[[nodiscard]] std::span<const Instruction> thumb32_store();
[[nodiscard]] std::span<const Instruction> thumb32_multiple();
[[nodiscard]] std::span<const Instruction> multiply();
// DSP extension.
[[nodiscard]] std::span<const Instruction> dsp_parallel();
[[nodiscard]] std::span<const Instruction> dsp_saturating();
[[nodiscard]] std::span<const Instruction> dsp_multiply();
// FPv4-SP.
[[nodiscard]] std::span<const Instruction> fpv4_arithmetic();
[[nodiscard]] std::span<const Instruction> fpv4_transfer();

struct Extension {
  std::string_view name;  ///< as in the isa text of a core: "armv6-m", "fpv4"
  std::vector<Group> groups;
};
[[nodiscard]] const std::vector<Extension>& extensions();

/// What stands where nothing decodes: stops with the reason, in a block of its own.
[[nodiscard]] const Instruction& undefined_instruction();
[[nodiscard]] const Instruction& fetch_fault();

}  // namespace quartet::mcu::arm
