// Random programs: arithmetic, accesses to a buffer, forward branches, calls, the cycle counter.
#pragma once

#include <cstdint>

#include "accel/mcu/elf/elf32.hpp"

namespace quartet::test {

inline constexpr std::uint32_t kAnyBase = 0x80000000,
                               kAnyBuffer = kAnyBase + 0x2000;  ///< of the cores that ship

struct AnyProgram {
  std::uint32_t passes = 1;     ///< how often the whole is gone through
  std::uint32_t longest = 150;  ///< instructions
  bool xpulp = false;           ///< also stepping accesses and dot products, in CORE-V's encoding
};
/// Within a rapidcheck property. Ends by tohost = 1.
[[nodiscard]] mcu::ElfImage any_program(AnyProgram what = {});

}  // namespace quartet::test
