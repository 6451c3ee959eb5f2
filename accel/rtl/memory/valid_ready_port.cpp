#include "accel/rtl/memory/valid_ready_port.hpp"

#include <fmt/format.h>

namespace quartet::rtl {

bool ValidReadyPort::drive(std::uint64_t now) {
  if (!pending_) {
    if (s_.request.get() == 0) {
      const bool was = s_.take.get() != 0;
      if (was) s_.take.set(0);
      return was;
    }
    pending_ = s_.read();
    since_ = now;
    answer_at_ = now + wait_option_ + target_.wait_cycles(*pending_, now);
  }
  answers_ = now >= answer_at_;
  if (answers_) {
    const BusAnswer answer = target_.transfer(*pending_, now);
    s_.read_data.set(answer.data);
    if (s_.error) s_.error.set(answer.error ? 1 : 0);
  }
  s_.take.set(answers_ ? 1 : 0);
  return true;
}

Result<void> ValidReadyPort::finish(std::uint64_t now) {
  if (!pending_) {
    if (s_.request.get() != 0) return broken(now, s_.request.name() + " rises with a change of " + s_.take.name() + " in the same cycle");
    return {};
  }
  if (s_.request.get() == 0)
    return broken(now, s_.request.name() + " fell before " + s_.take.name() + fmt::format(" (raised in cycle {})", since_));
  if (const BusRequest seen = s_.read(); seen != *pending_)
    return broken(now, s_.difference(*pending_, seen).value_or("the request changed") + fmt::format(" while {} was held (since cycle {})",
                                                                                                  s_.request.name(), since_));
  if (pending_->address % s_.bytes != 0)
    return broken(now, fmt::format("{} 0x{:x} is no multiple of {}", s_.address.name(), pending_->address, s_.bytes));
  if (s_.never_stall && !answers_)
    return broken(now, "is declared never_stall, and the memory withholds its answer for " + std::to_string(answer_at_ - since_) + " cycles");
  if (answers_) {
    pending_.reset();
    answers_ = false;
    ++transfers_;
  }
  return {};
}

std::string ValidReadyPort::state() const {
  return fmt::format("{} (valid_ready): {}, {}, {} transfers", s_.name, pending_ ? "waits for the memory" : "asks for nothing", s_.text(),
                     transfers_);
}

Result<void> ValidReadyPort::broken(std::uint64_t now, const std::string& how) const {
  return fail(ErrorCode::check_failed, s_.block + "." + s_.name, fmt::format("cycle {}: {}", now, how), "state: " + state());
}

}  // namespace quartet::rtl
