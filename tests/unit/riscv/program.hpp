// Small RISC-V programs in memory, for tests: words in, machine out.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "accel/mcu/machine.hpp"

namespace quartet::test {

inline constexpr std::uint32_t kBase = 0x80000000;  ///< of the RAM of every core that ships
inline constexpr std::uint32_t kTohost = kBase + 0x1000;

/// Code at kBase, the symbol tohost at kTohost.
[[nodiscard]] mcu::ElfImage image_of(const std::vector<std::uint32_t>& code);
/// A machine of `core` with the code loaded; the test fails when that is not possible.
[[nodiscard]] std::unique_ptr<mcu::Machine> machine_with(const std::string& core,
                                                         const std::vector<std::uint32_t>& code,
                                                         mcu::MachineOptions options = {});

// Encodings, as the manual lays them out.
[[nodiscard]] constexpr std::uint32_t addi(unsigned rd, unsigned rs1, int imm) {
  return static_cast<std::uint32_t>(imm) << 20 | rs1 << 15 | rd << 7 | 0x13;
}
[[nodiscard]] constexpr std::uint32_t lui(unsigned rd, std::uint32_t upper) {
  return upper << 12 | rd << 7 | 0x37;
}
[[nodiscard]] constexpr std::uint32_t load(unsigned funct3, unsigned rd, unsigned rs1, int imm) {
  return static_cast<std::uint32_t>(imm) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x03;
}
[[nodiscard]] constexpr std::uint32_t store(unsigned funct3, unsigned rs2, unsigned rs1, int imm) {
  const auto i = static_cast<std::uint32_t>(imm);
  return (i >> 5 & 0x7F) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (i & 31) << 7 | 0x23;
}
[[nodiscard]] constexpr std::uint32_t branch(unsigned funct3, unsigned rs1, unsigned rs2, int offset) {
  const auto o = static_cast<std::uint32_t>(offset);
  return (o >> 12 & 1) << 31 | (o >> 5 & 0x3F) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 |
         (o >> 1 & 15) << 8 | (o >> 11 & 1) << 7 | 0x63;
}
[[nodiscard]] constexpr std::uint32_t op(unsigned funct7, unsigned funct3, unsigned rd, unsigned rs1,
                                         unsigned rs2) {
  return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x33;
}
[[nodiscard]] constexpr std::uint32_t csr(unsigned funct3, unsigned rd, unsigned number, unsigned rs1) {
  return number << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x73;
}
[[nodiscard]] constexpr std::uint32_t jal(unsigned rd, int offset) {
  const auto o = static_cast<std::uint32_t>(offset);
  return (o >> 20 & 1) << 31 | (o >> 1 & 0x3FF) << 21 | (o >> 11 & 1) << 20 | (o >> 12 & 0xFF) << 12 |
         rd << 7 | 0x6F;
}
inline constexpr std::uint32_t kWfi = 0x10500073, kMret = 0x30200073, kEcall = 0x00000073,
                               kFenceI = 0x0000100F;
inline constexpr unsigned kB = 0, kH = 1, kW = 2;  ///< funct3 of signed loads and of stores
/// tohost = 1: exit code 0. Uses x30 and x31.
[[nodiscard]] std::vector<std::uint32_t> exit_code(std::uint32_t code);
[[nodiscard]] std::vector<std::uint32_t> joined(std::vector<std::uint32_t> code,
                                                const std::vector<std::uint32_t>& more);

}  // namespace quartet::test
