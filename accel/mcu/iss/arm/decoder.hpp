// Finds the Thumb instruction of an encoding among the extensions of a core, and follows IT blocks.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "accel/mcu/engine/engine.hpp"
#include "sim/base/error.hpp"

namespace quartet::mcu::arm {

class Decoder : public IInstructionSet {
 public:
  /// `isa`: "armv6-m", "armv7e-m", "armv7e-m_fpv4": architecture, then names behind underscores. `place` for
  /// errors.
  [[nodiscard]] static Result<Decoder> make(const std::string& isa, const std::string& place);

  [[nodiscard]] Decoded decode(const MemoryMap& memory, std::uint32_t pc) const override {
    return decode_in(memory, pc, 0);
  }
  /// `context`: ITSTATE.
  [[nodiscard]] Decoded decode_in(const MemoryMap& memory, std::uint32_t pc,
                                  std::uint8_t context) const override;
  void tune(std::vector<Decoded>& code) const override;
  [[nodiscard]] unsigned lower(native::Emitter& emitter, Handler own, const Op& op) const override;
  /// `raw`: a 16-bit encoding, or a 32-bit one with its first half-word in the upper half.
  [[nodiscard]] Decoded decode_word(std::uint32_t raw, std::uint32_t pc, std::uint8_t context = 0) const;

 private:
  struct Entry {
    std::uint32_t mask, match;
    const Instruction* what;
  };
  void add(const Instruction& instruction);

  /// Candidates by bits 15 to 10 of a 16-bit encoding, and by bits 12 to 4 of the first half of a 32-bit one,
  /// in order of declaration.
  std::array<std::vector<Entry>, 64> narrow_;
  std::array<std::vector<Entry>, 512> wide_;
};

/// Whether a first half-word begins a 32-bit encoding.
[[nodiscard]] constexpr bool is_wide(std::uint32_t first_half) {
  return first_half >> 11 >= 0x1D;
}

}  // namespace quartet::mcu::arm
