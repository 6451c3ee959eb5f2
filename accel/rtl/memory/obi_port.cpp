#include "accel/rtl/memory/obi_port.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quartet::rtl {

bool ObiPort::present(std::uint64_t now) {
  const bool before = responds_;
  responds_ = !responses_.empty() && responses_.front().due <= now;
  response_valid_.set(responds_ ? 1 : 0);
  if (responds_) {
    s_.read_data.set(responses_.front().answer.data);
    if (s_.error) s_.error.set(responses_.front().answer.error ? 1 : 0);
  }
  return before || responds_;
}

bool ObiPort::drive(std::uint64_t now) {
  const bool asks = s_.request.get() != 0;
  if (asks && !asked_) {
    asked_ = s_.read();
    since_ = now;
  }
  const std::size_t open = responses_.size() - (responds_ ? 1 : 0);
  grants_ = asks && now >= since_ + options_.grant_wait && open < options_.outstanding;
  const bool changed = (s_.take.get() != 0) != grants_;
  s_.take.set(grants_ ? 1 : 0);
  return changed;
}

void ObiPort::accept(std::uint64_t now) {
  const std::uint64_t due = now + 1 + options_.response_wait + target_.wait_cycles(*asked_, now);
  const std::uint64_t behind = responses_.empty() ? 0 : responses_.back().due + 1;
  responses_.push_back({std::max(due, behind), target_.transfer(*asked_, now)});
  asked_.reset();
  ++granted_;
}

Result<void> ObiPort::finish(std::uint64_t now) {
  if (responds_) {
    responses_.pop_front();
    ++transfers_;
  }
  if (s_.request.get() == 0) {
    if (asked_)
      return broken(now, s_.request.name() + " fell before " + s_.take.name() + fmt::format(" (raised in cycle {})", since_));
    return {};
  }
  if (!asked_) return broken(now, s_.request.name() + " rises with a change of " + s_.take.name() + " in the same cycle");
  if (const BusRequest seen = s_.read(); seen != *asked_)
    return broken(now, s_.difference(*asked_, seen).value_or("the request changed") +
                           fmt::format(" while {} was held (since cycle {})", s_.request.name(), since_));
  if (asked_->address % s_.bytes != 0 && asked_->enables == (1U << s_.bytes) - 1)
    return broken(now, fmt::format("{} 0x{:x} is no multiple of {}, and all bytes are enabled", s_.address.name(), asked_->address, s_.bytes));
  if (s_.never_stall && !grants_) return broken(now, "is declared never_stall, and the memory does not grant at once");
  if (grants_) accept(now);
  return {};
}

std::string ObiPort::state() const {
  return fmt::format("{} (obi): {}, {}, {} {}, {} granted, {} answered", s_.name,
                     asked_ ? "waits for its grant" : !responses_.empty() ? "waits for a response" : "asks for nothing", s_.text(),
                     response_valid_.name(), response_valid_.get(), granted_, transfers_);
}

Result<void> ObiPort::broken(std::uint64_t now, const std::string& how) const {
  return fail(ErrorCode::check_failed, s_.block + "." + s_.name, fmt::format("cycle {}: {}", now, how), "state: " + state());
}

}  // namespace quartet::rtl
