// The extensions of RV32. An extension is one file and one line in extension.cpp.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "accel/mcu/engine/decoded.hpp"

namespace quartet::mcu::rv32 {

[[nodiscard]] std::span<const Instruction> rv32i();
[[nodiscard]] std::span<const Instruction> rv32m();
[[nodiscard]] std::span<const Instruction> rv32c();
[[nodiscard]] std::span<const Instruction> zicsr();
[[nodiscard]] std::span<const Instruction> xpulpv2();  ///< Xpulp in RI5CY's encoding
[[nodiscard]] std::span<const Instruction> xcorev();   ///< Xpulp in CV32E40P's encoding
[[nodiscard]] std::span<const Instruction> xpulpnn();  ///< nibbles, crumbs, MAC&LOAD; beside xpulpv2
[[nodiscard]] std::span<const Instruction> xmpic();    ///< Xpulp of MPIC: formats by status register

struct Extension {
  std::string_view name;  ///< as in the isa text of a core: "i", "m", "zicsr", "xpulpv2"
  std::span<const Instruction> (*instructions)();
};
[[nodiscard]] const std::vector<Extension>& extensions();

/// What stands where nothing decodes: stops with the reason, in a block of its own.
[[nodiscard]] const Instruction& illegal_instruction();
[[nodiscard]] const Instruction& fetch_fault();
[[nodiscard]] const Instruction& misaligned_fetch();

}  // namespace quartet::mcu::rv32
