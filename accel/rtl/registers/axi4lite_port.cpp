#include "accel/rtl/registers/axi4lite_port.hpp"

#include <fmt/format.h>

namespace quartet::rtl {

namespace {

bool is_set(const RtlPort& port) { return port.get() != 0; }

bool drive_bit(RtlPort& port, bool value) {
  const bool changed = is_set(port) != value;
  port.set(value ? 1 : 0);
  return changed;
}

}  // namespace

void Axi4LitePort::begin(const RegisterRequest& request) {
  request_ = request;
  begun_ = address_taken_ = data_taken_ = false;
  standing_.reset();
}

bool Axi4LitePort::present(std::uint64_t now) {
  const bool writes = request_ && request_->write, reads = request_ && !request_->write;
  if (request_ && !begun_) {
    begun_ = true;
    since_ = now;
    (writes ? s_.aw_address : s_.ar_address).set(request_->address);
    if (writes) {
      s_.w_data.set(request_->data);
      if (s_.w_strobes) s_.w_strobes.set(request_->strobes);
    }
  }
  const bool takes = standing_ && now >= response_since_ + options_.response_delay;
  const bool early = options_.response_delay == 0;  // ready stands before valid
  bool changed = drive_bit(s_.aw_valid, writes && !address_taken_);
  changed = drive_bit(s_.w_valid, writes && !data_taken_ && now >= since_ + options_.data_delay) || changed;
  changed = drive_bit(s_.ar_valid, reads && !address_taken_) || changed;
  changed = drive_bit(s_.b_ready, writes && (early || takes)) || changed;
  return drive_bit(s_.r_ready, reads && (early || takes)) || changed;
}

Axi4LitePort::Response Axi4LitePort::response(bool write) const {
  const RtlPort& code = write ? s_.b_response : s_.r_response;
  return {write ? 0 : s_.r_data.get(), code ? code.get() : 0};
}

Result<void> Axi4LitePort::check_response(std::uint64_t now, const RtlPort& valid, bool due) {
  if (!is_set(valid) || due) return {};
  return broken(now, valid.name() + " is 1 and no request waits for it: a response without a request, or before all of it was taken");
}

Result<void> Axi4LitePort::check_held(std::uint64_t now, const RtlPort& valid, const Response& seen) {
  if (!standing_) return {};
  if (!is_set(valid)) return broken(now, valid.name() + fmt::format(" fell before it was taken (raised in cycle {})", response_since_));
  if (seen == *standing_) return {};
  return broken(now, fmt::format("the response changed from 0x{:x} (code {}) to 0x{:x} (code {}) while {} was held", standing_->data,
                                 standing_->code, seen.data, seen.code, valid.name()));
}

Result<void> Axi4LitePort::finish(std::uint64_t now) {
  const bool writes = request_ && request_->write, reads = request_ && !request_->write;
  if (auto ok = check_response(now, s_.b_valid, writes && address_taken_ && data_taken_); !ok) return ok;
  if (auto ok = check_response(now, s_.r_valid, reads && address_taken_); !ok) return ok;
  if (!request_) return {};
  const RtlPort& valid = writes ? s_.b_valid : s_.r_valid;
  const Response seen = response(writes);
  if (auto ok = check_held(now, valid, seen); !ok) return ok;
  if (is_set(valid)) {
    if (!standing_) response_since_ = now;
    standing_ = seen;
    if (is_set(writes ? s_.b_ready : s_.r_ready)) {
      answer_ = {static_cast<std::uint32_t>(seen.data), seen.code != 0, now - since_ + 1};
      request_.reset();
      standing_.reset();
      ++transfers_;
      return {};
    }
  }
  address_taken_ = address_taken_ || (writes ? is_set(s_.aw_valid) && is_set(s_.aw_ready) : is_set(s_.ar_valid) && is_set(s_.ar_ready));
  data_taken_ = data_taken_ || (is_set(s_.w_valid) && is_set(s_.w_ready));
  return {};
}

std::string Axi4LitePort::state() const {
  const auto pair = [](const RtlPort& valid, const RtlPort& ready) {
    return fmt::format("{} {}, {} {}", valid.name(), valid.get(), ready.name(), ready.get());
  };
  std::string what = "idle";
  if (request_)
    what = !address_taken_ ? "waits for its address to be taken" : request_->write && !data_taken_ ? "waits for its data to be taken"
                                                                                                     : "waits for a response";
  const bool reads = request_ && !request_->write;
  return fmt::format("{} (axi4lite): {}, {}, {} transfers", name_, what,
                     reads ? pair(s_.ar_valid, s_.ar_ready) + ", " + pair(s_.r_valid, s_.r_ready)
                           : pair(s_.aw_valid, s_.aw_ready) + ", " + pair(s_.w_valid, s_.w_ready) + ", " + pair(s_.b_valid, s_.b_ready),
                     transfers_);
}

Result<void> Axi4LitePort::broken(std::uint64_t now, const std::string& how) const {
  return fail(ErrorCode::check_failed, place_, fmt::format("cycle {}: {}", now, how), "state: " + state());
}

}  // namespace quartet::rtl
