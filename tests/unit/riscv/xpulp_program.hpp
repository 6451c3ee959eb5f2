// Encodings of Xpulp in its two dialects, for tests that set programs together.
#pragma once

#include <cstdint>
#include <string>

namespace quartet::test {

/// One encoding and the core that has it.
struct Dialect {
  bool pulp;
  std::string core;

  [[nodiscard]] std::uint32_t r(unsigned opcode, unsigned f3, unsigned f7, unsigned rd, unsigned rs1, unsigned rs2) const {
    return f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | opcode;
  }
  [[nodiscard]] std::uint32_t load_post(unsigned f3, unsigned rd, unsigned rs1, int step) const {
    return static_cast<std::uint32_t>(step) << 20 | rs1 << 15 | f3 << 12 | rd << 7 | 0x0B;
  }
  [[nodiscard]] std::uint32_t store_post(unsigned f3, unsigned rs2, unsigned rs1, int step) const {
    const auto i = static_cast<std::uint32_t>(step);
    return (i >> 5 & 0x7F) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (i & 31) << 7 | 0x2B;
  }
  // Widths: 0 b, 1 h, 2 w, 4 bu, 5 hu.
  [[nodiscard]] std::uint32_t load_post_register(unsigned width, unsigned rd, unsigned rs1, unsigned rs2) const {
    return pulp ? r(0x0B, 7, pulp7(width), rd, rs1, rs2) : r(0x2B, 3, corev7(width), rd, rs1, rs2);
  }
  [[nodiscard]] std::uint32_t load_register(unsigned width, unsigned rd, unsigned rs1, unsigned rs2) const {
    return pulp ? r(0x03, 7, pulp7(width), rd, rs1, rs2) : r(0x2B, 3, corev7(width) + 4, rd, rs1, rs2);
  }
  [[nodiscard]] std::uint32_t store_post_register(unsigned width, unsigned rs2, unsigned rs1, unsigned rs3) const {
    return pulp ? r(0x2B, 4 + width, 0, rs3, rs1, rs2) : r(0x2B, 3, 0x10 + width, rs3, rs1, rs2);
  }
  [[nodiscard]] std::uint32_t store_register(unsigned width, unsigned rs2, unsigned rs1, unsigned rs3) const {
    return pulp ? r(0x23, 4 + width, 0, rs3, rs1, rs2) : r(0x2B, 3, 0x14 + width, rs3, rs1, rs2);
  }
  [[nodiscard]] std::uint32_t branch_constant(bool equal, unsigned rs1, int constant, int offset) const {
    const auto o = static_cast<std::uint32_t>(offset);
    const std::uint32_t f3 = pulp ? (equal ? 2 : 3) : (equal ? 6 : 7);
    return (o >> 12 & 1) << 31 | (o >> 5 & 0x3F) << 25 | (static_cast<std::uint32_t>(constant) & 31) << 20 | rs1 << 15 |
           f3 << 12 | (o >> 1 & 15) << 8 | (o >> 11 & 1) << 7 | (pulp ? 0x63U : 0x0BU);
  }
  [[nodiscard]] std::uint32_t sdotsp_b(unsigned rd, unsigned rs1, unsigned rs2) const {
    return pulp ? r(0x57, 1, 0x5C, rd, rs1, rs2) : r(0x7B, 1, 0x54, rd, rs1, rs2);
  }
  [[nodiscard]] std::uint32_t mac(unsigned rd, unsigned rs1, unsigned rs2) const {
    return pulp ? r(0x33, 0, 0x21, rd, rs1, rs2) : r(0x2B, 3, 0x48, rd, rs1, rs2);
  }
  // Loops: distances in bytes from the instruction; the end is behind the last instruction of the body.
  [[nodiscard]] std::uint32_t loop_start(unsigned level, unsigned distance) const {
    return pulp ? loop(0, level, distance / 2, 0) : loop(0, level, distance / 4, 0);
  }
  [[nodiscard]] std::uint32_t loop_end(unsigned level, unsigned distance) const {
    return pulp ? loop(1, level, (distance - 4) / 2, 0) : loop(2, level, distance / 4, 0);
  }
  [[nodiscard]] std::uint32_t loop_count(unsigned level, unsigned count) const {
    return loop(pulp ? 3 : 4, level, count, 0);
  }
  [[nodiscard]] std::uint32_t loop_count_register(unsigned level, unsigned rs1) const {
    return loop(pulp ? 2 : 5, level, 0, rs1);
  }
  [[nodiscard]] std::uint32_t loop_set_up(unsigned level, unsigned rs1, unsigned distance) const {
    return pulp ? loop(4, level, (distance - 4) / 2, rs1) : loop(7, level, distance / 4, rs1);
  }
  [[nodiscard]] std::uint32_t loop_set_up_constant(unsigned level, unsigned count, unsigned distance) const {
    return pulp ? loop(5, level, count, (distance - 4) / 2) : loop(6, level, count, distance / 4);
  }

 private:
  static unsigned pulp7(unsigned width) { return (width & 3) << 3 | (width & 4) << 3; }
  static unsigned corev7(unsigned width) { return (width & 3) | (width & 4) << 1; }
  [[nodiscard]] std::uint32_t loop(unsigned funct, unsigned level, unsigned imm12, unsigned rs1) const {
    if (pulp) return imm12 << 20 | rs1 << 15 | funct << 12 | level << 7 | 0x7B;
    return imm12 << 20 | rs1 << 15 | 4U << 12 | funct << 8 | level << 7 | 0x2B;
  }
};

inline const Dialect kPulp{true, "ri5cy"}, kCorev{false, "cv32e40p"};

}  // namespace quartet::test
