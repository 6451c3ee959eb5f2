// How instructions lay out their operands and how they are written.
#pragma once

#include <cstdint>
#include <string_view>

#include "accel/mcu/engine/decoded.hpp"

namespace quartet::mcu {

struct Format {
  Operands (*extract)(std::uint32_t raw, std::uint32_t pc);
  /// As GNU objdump writes operands; the letters are those of the instruction set.
  std::string_view syntax;
  /// Encodings that match the pattern and are reserved; nullptr: none.
  bool (*valid)(std::uint32_t raw) = nullptr;
};

}  // namespace quartet::mcu
