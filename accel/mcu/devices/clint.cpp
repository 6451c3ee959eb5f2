#include "accel/mcu/devices/clint.hpp"

namespace quartet::mcu {

namespace {

constexpr std::uint32_t kMsip = 0, kMtimecmp = 0x4000, kMtime = 0xBFF8;

std::uint64_t with_half(std::uint64_t old, bool high, std::uint32_t value) {
  return high ? (old & 0xFFFFFFFF) | std::uint64_t{value} << 32 : (old & ~std::uint64_t{0xFFFFFFFF}) | value;
}

}  // namespace

bool Clint::read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) {
  if (size != 4) return false;
  const bool high = (offset & 4) != 0;
  switch (offset & ~4U) {
    case kMsip:
      value = software_ && !high ? 1 : 0;
      return !high;
    case kMtimecmp:
      value = static_cast<std::uint32_t>(high ? compare_ >> 32 : compare_);
      return true;
    case kMtime:
      value = static_cast<std::uint32_t>(high ? time(now) >> 32 : time(now));
      return true;
    default:
      return false;
  }
}

bool Clint::write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) {
  if (size != 4) return false;
  const bool high = (offset & 4) != 0;
  switch (offset & ~4U) {
    case kMsip:
      software_ = (value & 1) != 0;
      return !high;
    case kMtimecmp:
      compare_ = with_half(compare_, high, value);
      return true;
    case kMtime:
      offset_ += with_half(time(now), high, value) - time(now);
      return true;
    default:
      return false;
  }
}

std::uint32_t Clint::lines(std::uint64_t now) const {
  constexpr std::uint32_t kSoftware = 1U << 3, kTimer = 1U << 7;
  return (software_ ? kSoftware : 0) | (time(now) >= compare_ ? kTimer : 0);
}

std::uint64_t Clint::next_event(std::uint64_t now) const {
  if (time(now) >= compare_) return UINT64_MAX;
  const std::uint64_t ticks = compare_ - offset_;
  // A time so far away that it does not fit 64 bits of cycles never comes.
  return ticks > UINT64_MAX / cycles_per_tick_ ? UINT64_MAX : ticks * cycles_per_tick_;
}

}  // namespace quartet::mcu
