#include "accel/rtl/registers/apb_port.hpp"

#include <fmt/format.h>

namespace quartet::rtl {

bool ApbPort::present(std::uint64_t now) {
  const Phase before = phase_;
  phase_ = !request_ ? Phase::idle : phase_ == Phase::idle ? Phase::setup : Phase::access;
  if (phase_ == Phase::setup) {
    since_ = now;
    s_.address.set(request_->address);
    s_.write.set(request_->write ? 1 : 0);
    s_.write_data.set(request_->write ? request_->data : 0);
    if (s_.strobes) s_.strobes.set(request_->write ? request_->strobes : 0);
  }
  s_.select.set(phase_ != Phase::idle ? 1 : 0);
  s_.enable.set(phase_ == Phase::access ? 1 : 0);
  return phase_ != before;
}

Result<void> ApbPort::finish(std::uint64_t now) {
  if (phase_ != Phase::access) {
    if (s_.error && s_.error.get() != 0)
      return fail(ErrorCode::check_failed, place_,
                  fmt::format("cycle {}: {} is 1 outside the access phase of a transfer: a response without a request", now, s_.error.name()),
                  "state: " + state());
    return {};
  }
  if (s_.ready && s_.ready.get() == 0) return {};
  answer_ = {request_->write ? 0 : static_cast<std::uint32_t>(s_.read_data.get()), s_.error && s_.error.get() != 0, now - since_ + 1};
  request_.reset();
  phase_ = Phase::idle;  // the next transfer, if any, begins with its setup
  ++transfers_;
  return {};
}

std::string ApbPort::state() const {
  const char* const phase = phase_ == Phase::idle ? "idle" : phase_ == Phase::setup ? "setup" : "waits for the end of an access";
  std::string ready = s_.ready ? fmt::format(", {} {}", s_.ready.name(), s_.ready.get()) : "";
  return fmt::format("{} (apb): {}, {} {}, {} {}{}, {} 0x{:x}, {} transfers", name_, phase, s_.select.name(), s_.select.get(),
                     s_.enable.name(), s_.enable.get(), ready, s_.address.name(), s_.address.get(), transfers_);
}

}  // namespace quartet::rtl
