// Register interfaces of blocks: quartet asks, the block answers.
//
//   apb        sel, enable, write, addr, wdata[, strb] ─▶        ◀─ rdata[, ready, error]
//   axi4lite   aw*, w*, ar* ─▶ ◀─ awready, wready, arready       ◀─ b*, r* ─▶ bready, rready
//
// Checked every cycle, transfers under way or not: a response comes to a request, only behind all of it, and only once; once
// given it is held, unchanged, until it is taken.
#pragma once

#include <memory>
#include <optional>

#include "accel/rtl/memory/bus_port.hpp"
#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::rtl {

struct RegisterRequest {
  std::uint64_t address = 0;  ///< bytes from the start of the block
  bool write = false;
  std::uint32_t data = 0;
  std::uint8_t strobes = 15;  ///< bytes to write, where the interface has strobes
};

struct RegisterAnswer {
  std::uint32_t data = 0;
  bool error = false;        ///< pslverr, or a response other than OKAY
  std::uint64_t cycles = 0;  ///< from the first cycle of the request to the last of the response
};

struct RegisterPortOptions {
  std::uint32_t data_delay = 0;      ///< axi4lite: cycles from the address of a write to its data
  std::uint32_t response_delay = 0;  ///< axi4lite: cycles for which a response waits before it is taken
};

class IRegisterPort : public IBusPort {
 public:
  /// Begins a transfer in the coming cycle; only when none is under way.
  virtual void begin(const RegisterRequest& request) = 0;
  /// The answer, once, when the transfer has ended.
  [[nodiscard]] virtual std::optional<RegisterAnswer> take() = 0;
};

/// The register interface `name` of the block; the model must outlive it. Data is 32 bits wide.
[[nodiscard]] Result<std::unique_ptr<IRegisterPort>> make_register_port(const RtlModel& model, const std::string& name,
                                                                        const RegisterPortOptions& options = {});

}  // namespace quartet::rtl
