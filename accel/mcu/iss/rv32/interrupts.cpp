#include "accel/mcu/iss/rv32/interrupts.hpp"

#include <algorithm>
#include <array>

namespace quartet::mcu::rv32 {

bool Interrupts::take_interrupt(Hart&) {
  // Between the last instruction of a loop and its back edge there is nothing to return to.
  waits_ = hart_.context != 0;
  if (waits_) return false;
  // Privileged specification 3.1.9: external before software before timer.
  static constexpr std::array<std::uint32_t, 3> kByPriority{11, 3, 7};
  hart_.mip = clint_.lines(hart_.cycles);
  if (external_ != nullptr && external_->line(hart_.cycles)) hart_.mip |= kExternalBit;
  const std::uint32_t pending = hart_.mip & hart_.mie;
  if (pending == 0) return false;
  hart_.asleep = false;
  if ((hart_.mstatus & kMie) == 0) return false;
  for (const std::uint32_t line : kByPriority) {
    if ((pending >> line & 1) == 0) continue;
    enter_trap(hart_, 1U << 31 | line, 0);
    return true;
  }
  return false;
}

std::uint64_t Interrupts::next_event(std::uint64_t now) const {
  if (waits_) return now;
  const std::uint64_t timer = clint_.next_event(now);
  if (external_ == nullptr) return timer;
  return std::min(timer, hart_.asleep ? external_->next_rise(now, timer) : external_->next_change(now));
}

bool Interrupts::connect_external(IInterruptSource& source) {
  if (external_ != nullptr) return false;
  external_ = &source;
  return true;
}

}  // namespace quartet::mcu::rv32
