// AMBA APB as the one initiator: a setup cycle, then access cycles until PREADY.
#pragma once

#include <utility>

#include "accel/rtl/registers/register_port.hpp"

namespace quartet::rtl {

struct ApbSignals {
  RtlPort select, enable, write, address, write_data, strobes, read_data, ready, error;
};

class ApbPort : public IRegisterPort {
 public:
  ApbPort(std::string place, std::string name, ApbSignals signals)
      : place_(std::move(place)), name_(std::move(name)), s_(std::move(signals)) {}

  void begin(const RegisterRequest& request) override { request_ = request; }
  [[nodiscard]] std::optional<RegisterAnswer> take() override { return std::exchange(answer_, std::nullopt); }

  bool present(std::uint64_t now) override;
  bool drive(std::uint64_t) override { return false; }
  [[nodiscard]] Result<void> finish(std::uint64_t now) override;
  [[nodiscard]] std::uint64_t transfers() const override { return transfers_; }
  [[nodiscard]] bool waits() const override { return request_.has_value(); }
  [[nodiscard]] std::string state() const override;

 private:
  enum class Phase { idle, setup, access };

  std::string place_, name_;
  ApbSignals s_;
  Phase phase_ = Phase::idle;
  std::optional<RegisterRequest> request_;
  std::optional<RegisterAnswer> answer_;
  std::uint64_t since_ = 0, transfers_ = 0;
};

}  // namespace quartet::rtl
