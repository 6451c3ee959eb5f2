// An encoding as manuals write it: "0100001 rs2 rs1 000 rd": fixed bits, and letters where anything may stand.
#pragma once

#include <cstdint>
#include <string_view>

namespace quartet::mcu {

/// A word belongs to the encoding when (word & mask) == match. Spaces do not count.
struct BitPattern {
  std::uint32_t mask = 0, match = 0;
  int width = 0;  ///< bits
};

constexpr BitPattern parse_bit_pattern(std::string_view text) {
  BitPattern p;
  for (const char c : text) {
    if (c == ' ') continue;
    const bool fixed = c == '0' || c == '1';
    p.mask = p.mask << 1 | (fixed ? 1U : 0U);
    p.match = p.match << 1 | (c == '1' ? 1U : 0U);
    ++p.width;
  }
  return p;
}

}  // namespace quartet::mcu
