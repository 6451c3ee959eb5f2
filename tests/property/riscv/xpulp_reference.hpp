// What Xpulp instructions compute, written down a second time from the manuals' tables, one element after the other and
// in 64 bit, and how they are encoded, in numbers as for .insn.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace quartet::test {

enum class Dialect { pulpv2, corev };

/// The operands of one case: rs1 = x10, rs2 = x11, rd = x12 before; `imm`: any bits, from which immediates are taken.
struct XpulpInput {
  std::uint32_t a, b, old;
  std::uint32_t imm;
};
struct XpulpCase {
  std::string name;
  std::uint32_t raw;
  std::uint32_t expected;  ///< rd
};

/// Every instruction on registers of the dialect, with these operands.
[[nodiscard]] std::vector<XpulpCase> xpulp_cases(Dialect dialect, const XpulpInput& in);
/// Those of XpulpNN for nibbles and crumbs.
[[nodiscard]] std::vector<XpulpCase> xpulpnn_cases(const XpulpInput& in);

/// Sum of products of elements, `narrow` elements of b from element number `first` on.
[[nodiscard]] std::uint32_t reference_dot(std::uint32_t a, std::uint32_t b, int wide, int narrow, bool a_signed,
                                          bool b_signed, int first);

}  // namespace quartet::test
