// AMBA AXI4-Lite as the one initiator, one transfer at a time.
#pragma once

#include <utility>

#include "accel/rtl/registers/register_port.hpp"

namespace quartet::rtl {

struct Axi4LiteSignals {
  RtlPort aw_valid, aw_ready, aw_address, w_valid, w_ready, w_data, w_strobes, b_valid, b_ready, b_response;
  RtlPort ar_valid, ar_ready, ar_address, r_valid, r_ready, r_data, r_response;
};

class Axi4LitePort : public IRegisterPort {
 public:
  Axi4LitePort(std::string place, std::string name, Axi4LiteSignals signals, const RegisterPortOptions& options)
      : place_(std::move(place)), name_(std::move(name)), s_(std::move(signals)), options_(options) {}

  void begin(const RegisterRequest& request) override;
  [[nodiscard]] std::optional<RegisterAnswer> take() override { return std::exchange(answer_, std::nullopt); }

  bool present(std::uint64_t now) override;
  bool drive(std::uint64_t) override { return false; }
  [[nodiscard]] Result<void> finish(std::uint64_t now) override;
  [[nodiscard]] std::uint64_t transfers() const override { return transfers_; }
  [[nodiscard]] bool waits() const override { return request_.has_value(); }
  [[nodiscard]] std::string state() const override;

 private:
  /// A response that stands: what it was when it came.
  struct Response {
    std::uint64_t data = 0, code = 0;
    bool operator==(const Response&) const = default;
  };
  [[nodiscard]] Result<void> check_response(std::uint64_t now, const RtlPort& valid, bool due);
  [[nodiscard]] Result<void> check_held(std::uint64_t now, const RtlPort& valid, const Response& seen);
  [[nodiscard]] Response response(bool write) const;
  [[nodiscard]] Result<void> broken(std::uint64_t now, const std::string& how) const;

  std::string place_, name_;
  Axi4LiteSignals s_;
  RegisterPortOptions options_;
  std::optional<RegisterRequest> request_;
  bool begun_ = false;
  bool address_taken_ = false, data_taken_ = false;
  std::optional<Response> standing_;
  std::uint64_t since_ = 0, response_since_ = 0, transfers_ = 0;
  std::optional<RegisterAnswer> answer_;
};

}  // namespace quartet::rtl
