#include "accel/mcu/devices/apb_timer.hpp"

namespace quartet::mcu {

namespace {

constexpr std::uint32_t kControl = 0, kValue = 4, kReload = 8, kStatus = 12;

}  // namespace

std::uint32_t ApbTimer::value(std::uint64_t now) const {
  if (!runs()) return start_value_;
  const std::uint64_t passed = now - start_;
  if (passed <= start_value_) return static_cast<std::uint32_t>(start_value_ - passed);
  const std::uint64_t period = std::uint64_t{reload_} + 1;
  return static_cast<std::uint32_t>(reload_ - (passed - start_value_ - 1) % period);
}

bool ApbTimer::read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& out) {
  if (size != 4) return false;
  out = offset == kControl ? control_ : offset == kValue ? value(now) : offset == kReload ? reload_ : 0;
  return offset <= kStatus;
}

bool ApbTimer::write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t in) {
  if (size != 4) return false;
  start_value_ = value(now);
  start_ = now;
  if (offset == kControl) control_ = in & 1;
  if (offset == kValue) start_value_ = in;
  if (offset == kReload) reload_ = start_value_ = in;
  return offset <= kStatus;
}

}  // namespace quartet::mcu
