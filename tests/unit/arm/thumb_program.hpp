// Small Thumb programs in memory, for tests: half-words in, machine out.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "accel/mcu/machine.hpp"

namespace quartet::test {

using Code = std::vector<std::uint16_t>;

inline constexpr std::uint32_t kMain = 0x100, kStack = 0x20001000;
inline constexpr std::uint64_t kLimit = 1'000'000;

/// `main` at kMain and a vector table: each handler, by exception number, 0x100 behind the one before.
[[nodiscard]] mcu::ElfImage thumb_image(const Code& main, const std::map<std::uint32_t, Code>& handlers = {});
/// A machine of `core` with the image loaded; the test fails when that is not possible.
[[nodiscard]] std::unique_ptr<mcu::Machine> thumb_machine(const std::string& core, const Code& main,
                                                          const std::map<std::uint32_t, Code>& handlers = {},
                                                          mcu::MachineOptions options = {});
/// The same, run to its end.
[[nodiscard]] std::unique_ptr<mcu::Machine> thumb_run(const std::string& core, const Code& main,
                                                      const std::map<std::uint32_t, Code>& handlers = {},
                                                      mcu::MachineOptions options = {});

}  // namespace quartet::test
