// What a core in RTL shows of the instructions that it completes: the signals retire_* and trap_*, for which the RISC-V formal
// interface (rvfi_*) has a port each.
#pragma once

#include <cstdint>
#include <optional>

#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::mcu {

struct Retired {
  std::uint64_t cycle = 0;
  std::uint32_t pc = 0, instruction = 0;
  std::optional<std::uint32_t> next_pc;
  std::uint32_t rd = 0, value = 0;  ///< rd 0: it writes no register
  bool trap = false;                ///< an exception instead of completing
  bool interrupt = false;           ///< the first instruction of an interrupt's handler
  std::optional<std::uint32_t> cause, trap_value;
};

class RetirePort {
 public:
  /// nullopt: the core shows nothing. Some signals without the necessary ones (valid, pc, instruction, rd, value) are an error.
  [[nodiscard]] static Result<std::optional<RetirePort>> find(const rtl::RtlModel& model);

  /// In a settled cycle: what completes at its edge.
  [[nodiscard]] std::optional<Retired> sample(std::uint64_t cycle) const {
    if (valid_.get() == 0) return std::nullopt;
    return read(cycle);
  }

 private:
  RetirePort() = default;
  [[nodiscard]] Retired read(std::uint64_t cycle) const;

  rtl::RtlPort valid_, pc_, instruction_, rd_, value_;
  rtl::RtlPort next_pc_, trap_, interrupt_, cause_, trap_value_;
};

}  // namespace quartet::mcu
