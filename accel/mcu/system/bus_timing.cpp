#include "accel/mcu/system/bus_timing.hpp"

#include <algorithm>
#include <cmath>

namespace quartet::soc {

namespace {

constexpr double kPicoseconds = 1e12;

std::uint64_t period_ps(double clock_hz) {
  return static_cast<std::uint64_t>(std::llround(kPicoseconds / clock_hz));
}

}  // namespace

BusTiming::BusTiming(const SystemParams& system, const cnn::Params& array)
    : core_ps_(period_ps(system.clock_hz)),
      bus_ps_(period_ps(array.apb_clock_hz)),
      array_ps_(period_ps(array.clock_hz)),
      wakeup_ps_(static_cast<std::uint64_t>(std::llround(system.wakeup_s * kPicoseconds))),
      bridge_cycles_(system.bridge_cycles),
      write_cycles_(system.write_cycles),
      read_cycles_(system.read_cycles),
      write_buffer_(system.write_buffer) {}

std::uint64_t BusTiming::carry(std::uint64_t from_ps, int cycles) {
  const std::uint64_t edge = (std::max(from_ps, busy_until_ps_) + bus_ps_ - 1) / bus_ps_ * bus_ps_;
  busy_until_ps_ = edge + static_cast<std::uint64_t>(bridge_cycles_ + cycles) * bus_ps_;
  return busy_until_ps_;
}

// One cycle of the instruction is the access itself.
BusTiming::Transfer BusTiming::read(std::uint64_t now) {
  const std::uint64_t end = carry(time_of(now), read_cycles_);
  return {static_cast<std::uint32_t>(std::max<std::uint64_t>(cycle_from(end) - now, 1) - 1), end};
}

BusTiming::Transfer BusTiming::write(std::uint64_t now) {
  const std::uint64_t free = std::max(cycle_from(busy_until_ps_), now);
  const std::uint64_t end = carry(time_of(now), write_cycles_);
  if (write_buffer_) return {static_cast<std::uint32_t>(free - now), end};
  return {static_cast<std::uint32_t>(std::max<std::uint64_t>(cycle_from(end) - now, 1) - 1), end};
}

}  // namespace quartet::soc
