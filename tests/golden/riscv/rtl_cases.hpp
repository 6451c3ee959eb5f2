// The golden set of RTL measurements: which core of ours stands for which RTL, and how a case is run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "accel/mcu/core.hpp"

namespace quartet::test {

/// A row of rtl_cycles.csv.
struct RtlCase {
  std::string core, program, kind, parameters;
  std::uint64_t cycles = 0, instret = 0, reps = 0;
  std::uint32_t checksum = 0;
};
[[nodiscard]] std::vector<RtlCase> read_rtl_cases(const std::filesystem::path& csv);

/// Our core for an RTL core and its parameters; "" when there is none.
[[nodiscard]] std::string core_for(const RtlCase& c);

/// What the program left in its result words.
struct Measured {
  bool ended = false;
  std::string why;
  std::uint32_t checksum = 0;
  std::uint64_t cycles = 0, instret = 0;
};
[[nodiscard]] Measured run_case(const mcu::Core& core, const std::filesystem::path& elf);

}  // namespace quartet::test
