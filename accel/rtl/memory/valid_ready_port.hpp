// A memory port whose request is answered in the cycle in which ready is 1 (PicoRV32 and many small cores).
#pragma once

#include <optional>

#include "accel/rtl/memory/memory_port.hpp"
#include "accel/rtl/memory/memory_signals.hpp"

namespace quartet::rtl {

class ValidReadyPort : public IBusPort {
 public:
  ValidReadyPort(MemorySignals signals, IBusTarget& target, std::uint32_t wait)
      : s_(std::move(signals)), target_(target), wait_option_(wait) {}

  bool present(std::uint64_t) override { return false; }
  bool drive(std::uint64_t now) override;
  [[nodiscard]] Result<void> finish(std::uint64_t now) override;
  [[nodiscard]] std::uint64_t transfers() const override { return transfers_; }
  [[nodiscard]] bool waits() const override { return pending_.has_value(); }
  [[nodiscard]] std::string state() const override;

 private:
  [[nodiscard]] Result<void> broken(std::uint64_t now, const std::string& how) const;

  MemorySignals s_;
  IBusTarget& target_;
  std::uint32_t wait_option_;
  std::optional<BusRequest> pending_;  ///< asked and not yet answered
  std::uint64_t since_ = 0, answer_at_ = 0;
  bool answers_ = false;  ///< in this cycle
  std::uint64_t transfers_ = 0;
};

}  // namespace quartet::rtl
