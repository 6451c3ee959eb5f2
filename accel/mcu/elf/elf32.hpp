// Reads 32-bit little-endian ELF executables: what to load, where to begin, what is called how.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet::mcu {

inline constexpr std::uint16_t kMachineRiscv = 243, kMachineArm = 40;

struct ElfSegment {
  std::uint32_t address = 0;       ///< where the program sees it
  std::uint32_t load_address = 0;  ///< where it is stored before start-up code copies it
  std::vector<std::uint8_t> bytes;
  std::uint32_t memory_bytes = 0;  ///< at least bytes.size(); the rest is zero
};

struct ElfImage {
  std::uint16_t machine = 0;
  std::uint32_t entry = 0;
  std::vector<ElfSegment> segments;
  std::map<std::string, std::uint32_t> symbols;    ///< named symbols with an address
  std::map<std::uint32_t, std::string> functions;  ///< code symbols by address, for traces

  [[nodiscard]] std::optional<std::uint32_t> symbol(const std::string& name) const;
  /// "main+0x12", or "" where no function begins at or before `address`.
  [[nodiscard]] std::string function_at(std::uint32_t address) const;
};

/// `file_name` for errors. Any bytes may be given.
[[nodiscard]] Result<ElfImage> read_elf(const std::vector<std::uint8_t>& bytes, const std::string& file_name);

}  // namespace quartet::mcu
