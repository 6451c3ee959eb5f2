// A memory port after the Open Bus Interface: requests are granted, responses come later and in order.
#pragma once

#include <deque>
#include <optional>

#include "accel/rtl/memory/memory_port.hpp"
#include "accel/rtl/memory/memory_signals.hpp"

namespace quartet::rtl {

class ObiPort : public IBusPort {
 public:
  ObiPort(MemorySignals signals, RtlPort response_valid, IBusTarget& target, const MemoryPortOptions& options)
      : s_(std::move(signals)), response_valid_(std::move(response_valid)), target_(target), options_(options) {}

  bool present(std::uint64_t now) override;
  bool drive(std::uint64_t now) override;
  [[nodiscard]] Result<void> finish(std::uint64_t now) override;
  [[nodiscard]] std::uint64_t transfers() const override { return transfers_; }
  [[nodiscard]] bool waits() const override { return asked_.has_value() || !responses_.empty(); }
  [[nodiscard]] std::string state() const override;

 private:
  struct Response {
    std::uint64_t due;
    BusAnswer answer;
  };
  [[nodiscard]] Result<void> broken(std::uint64_t now, const std::string& how) const;
  void accept(std::uint64_t now);

  MemorySignals s_;
  RtlPort response_valid_;
  IBusTarget& target_;
  MemoryPortOptions options_;
  std::optional<BusRequest> asked_;  ///< and not granted before this cycle
  std::uint64_t since_ = 0;
  bool grants_ = false, responds_ = false;  ///< in this cycle
  std::deque<Response> responses_;
  std::uint64_t granted_ = 0, transfers_ = 0;
};

}  // namespace quartet::rtl
