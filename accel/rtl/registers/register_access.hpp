// Reads and writes of a block's registers as plain calls: each clocks the block until it has answered.
#pragma once

#include "accel/rtl/memory/cycle_loop.hpp"
#include "accel/rtl/registers/register_port.hpp"

namespace quartet::rtl {

class RegisterAccess {
 public:
  /// `port` is one of the ports of `loop`; both must outlive it.
  RegisterAccess(CycleLoop& loop, IRegisterPort& port) : loop_(loop), port_(port) {}

  /// Fails where the block breaks its protocol or does not answer within the watchdog's cycles. An error response is an answer.
  [[nodiscard]] Result<RegisterAnswer> transfer(const RegisterRequest& request);
  [[nodiscard]] Result<RegisterAnswer> read(std::uint64_t address) { return transfer({address}); }
  [[nodiscard]] Result<RegisterAnswer> write(std::uint64_t address, std::uint32_t value) { return transfer({address, true, value}); }
  /// Clocks the block without a transfer up to `cycle`; one that has passed is no matter.
  [[nodiscard]] Result<void> run_until(std::uint64_t cycle);

  [[nodiscard]] CycleLoop& loop() { return loop_; }

 private:
  CycleLoop& loop_;
  IRegisterPort& port_;
};

}  // namespace quartet::rtl
