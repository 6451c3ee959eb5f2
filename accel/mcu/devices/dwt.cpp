#include "accel/mcu/devices/dwt.hpp"

namespace quartet::mcu {

namespace {

constexpr std::uint32_t kControl = 0, kCycles = 4, kLastCounter = 0x1C;

}  // namespace

std::uint32_t Dwt::count(std::uint64_t now) const {
  return runs() ? static_cast<std::uint32_t>(now + offset_) : held_;
}

void Dwt::set_trace(bool on, std::uint64_t now) {
  held_ = count(now);
  trace_ = on;
  offset_ = held_ - now;
}

bool Dwt::read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) {
  if (size != 4) return false;
  value = offset == kControl ? control_ : offset == kCycles ? count(now) : 0;
  return offset <= kLastCounter;
}

bool Dwt::write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) {
  if (size != 4) return false;
  held_ = offset == kCycles ? value : count(now);
  if (offset == kControl) control_ = value & 1;
  offset_ = held_ - now;
  return offset <= kLastCounter;
}

}  // namespace quartet::mcu
