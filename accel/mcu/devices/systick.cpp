#include "accel/mcu/devices/systick.hpp"

namespace quartet::mcu {

namespace {

constexpr std::uint32_t kControl = 0, kReload = 4, kCurrent = 8, kCalibration = 12;
constexpr std::uint32_t kEnable = 1, kInterrupt = 2, kControlMask = 7, kCountFlag = 1U << 16, kMax = 0xFFFFFF;
/// No reference clock, no calibration value.
constexpr std::uint32_t kNoReference = 1U << 31;

}  // namespace

std::uint32_t SysTick::value(std::uint64_t now) const {
  if (next_zero_ == UINT64_MAX) return held_;
  const std::uint64_t left = next_zero_ - now;
  return left > reload_ ? 0 : static_cast<std::uint32_t>(left);
}

void SysTick::advance(std::uint64_t now) {
  if (next_zero_ > now) return;
  reached_zero_ = true;
  tick_ = tick_ || (control_ & kInterrupt) != 0;
  const std::uint64_t period = std::uint64_t{reload_} + 1;
  if (reload_ == 0) {
    next_zero_ = UINT64_MAX;
    held_ = 0;
    return;
  }
  next_zero_ += ((now - next_zero_) / period + 1) * period;
}

void SysTick::start(std::uint64_t now) {
  if ((control_ & kEnable) == 0) {
    next_zero_ = UINT64_MAX;
  } else if (held_ != 0) {
    next_zero_ = now + held_;
  } else {
    next_zero_ = reload_ == 0 ? UINT64_MAX : now + 1 + reload_;
  }
}

bool SysTick::read(std::uint32_t offset, std::uint64_t now, std::uint32_t& value_out) {
  advance(now);
  switch (offset) {
    case kControl:
      value_out = control_ | (reached_zero_ ? kCountFlag : 0);
      reached_zero_ = false;
      return true;
    case kReload:
      value_out = reload_;
      return true;
    case kCurrent:
      value_out = value(now);
      return true;
    case kCalibration:
      value_out = kNoReference;
      return true;
    default:
      return false;
  }
}

bool SysTick::write(std::uint32_t offset, std::uint64_t now, std::uint32_t value_in) {
  advance(now);
  const bool runs = next_zero_ != UINT64_MAX;
  switch (offset) {
    case kControl:
      held_ = value(now);
      control_ = value_in & kControlMask;
      start(now);
      return true;
    case kReload:
      reload_ = value_in & kMax;
      if (!runs) start(now);
      return true;
    case kCurrent:
      held_ = 0;
      reached_zero_ = false;
      start(now);
      return true;
    default:
      return offset == kCalibration;
  }
}

bool SysTick::take_tick(std::uint64_t now) {
  advance(now);
  const bool ticked = tick_;
  tick_ = false;
  return ticked;
}

std::uint64_t SysTick::next_event() const {
  return (control_ & kInterrupt) != 0 ? next_zero_ : UINT64_MAX;
}

}  // namespace quartet::mcu
