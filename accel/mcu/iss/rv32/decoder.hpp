// Finds the instruction of an encoding among the extensions of a core.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "accel/mcu/engine/engine.hpp"
#include "accel/mcu/iss/rv32/extension.hpp"
#include "accel/mcu/iss/rv32/hardware_loops.hpp"
#include "sim/base/error.hpp"

namespace quartet::mcu::rv32 {

class Decoder : public IInstructionSet {
 public:
  /// `isa`: "rv32imc_zicsr": single letters, then names behind underscores. `place` for errors.
  [[nodiscard]] static Result<Decoder> make(const std::string& isa, const std::string& place);

  [[nodiscard]] Decoded decode(const MemoryMap& memory, std::uint32_t pc) const override;
  /// Context 1: the last instruction before `pc` was the last one of a hardware loop's body.
  [[nodiscard]] Decoded decode_in(const MemoryMap& memory, std::uint32_t pc, std::uint8_t context) const override;
  [[nodiscard]] Handler fused(Handler first, Handler second) const override;
  [[nodiscard]] unsigned lower(native::Emitter& emitter, Handler own, const Op& op) const override;
  /// `raw`: the encoding; the upper half is ignored for a 16-bit one.
  [[nodiscard]] Decoded decode_word(std::uint32_t raw, std::uint32_t pc) const;

  [[nodiscard]] bool has(std::string_view extension) const;
  /// The bodies of these loops end blocks; must outlive the decoder.
  void use_loops(const HardwareLoops& loops) { loops_ = &loops; }

 private:
  struct Entry {
    std::uint32_t mask, match;
    const Instruction* what;
  };
  [[nodiscard]] Result<void> add(const Extension& extension, const std::string& place);
  void add(const Instruction& instruction);
  [[nodiscard]] static std::size_t bucket(std::uint32_t raw, bool compressed);

  /// Candidates by opcode and funct3 (32 bit) or quadrant and funct3 (16 bit), in order of declaration.
  std::array<std::vector<Entry>, 256> wide_;
  std::array<std::vector<Entry>, 32> narrow_;
  std::vector<std::string> extensions_;
  bool compressed_ = false;
  const HardwareLoops* loops_ = nullptr;
};

}  // namespace quartet::mcu::rv32
