#include "accel/mcu/devices/nvic.hpp"

#include <algorithm>

namespace quartet::mcu {

namespace {

constexpr std::uint32_t kEnableSet = 0x100, kEnableClear = 0x180, kPendSet = 0x200, kPendClear = 0x280,
                        kActive = 0x300, kPriority = 0x400, kEnd = 0x4F0;
constexpr std::uint32_t kNmi = 2, kHardFault = 3, kFixedLast = 15;

}  // namespace

Nvic::Nvic(std::uint32_t lines, std::uint32_t priority_bits)
    : count_(kFirstLine + std::min(lines, kMaxLines)),
      priority_mask_(0xFF & ~(0xFFU >> std::min(priority_bits, 8U))) {
  // System exceptions other than the configurable faults are always enabled.
  for (std::uint32_t n = 1; n <= kFixedLast; ++n) at(n).enabled = n < 4 || n > 6;
}

void Nvic::pend(std::uint32_t number) {
  if (number >= count_ || at(number).pending) return;
  at(number).pending = true;
  ++pending_count_;
}
void Nvic::clear(std::uint32_t number) {
  if (!at(number).pending) return;
  at(number).pending = false;
  --pending_count_;
}
void Nvic::enable(std::uint32_t number, bool on) {
  if (number < count_) at(number).enabled = on;
}
void Nvic::activate(std::uint32_t number) {
  if (!at(number).active) ++active_count_;
  at(number).active = true;
}
void Nvic::deactivate(std::uint32_t number) {
  if (at(number).active) --active_count_;
  at(number).active = false;
}

int Nvic::priority(std::uint32_t number, bool group) const {
  if (number == kNmi) return -2;
  if (number == kHardFault) return -1;
  return static_cast<int>(group ? at(number).priority & group_mask_ : at(number).priority);
}
void Nvic::set_priority(std::uint32_t number, std::uint32_t value) {
  if (number < count_) at(number).priority = static_cast<std::uint8_t>(value & priority_mask_);
}
void Nvic::set_grouping(std::uint32_t grouping) {
  group_mask_ = 0xFF & ~((2U << (grouping & 7)) - 1);
}

std::uint32_t Nvic::most_urgent() const {
  if (pending_count_ == 0) return 0;
  std::uint32_t best = 0;
  for (std::uint32_t n = 1; n < count_; ++n) {
    if (!at(n).pending || !at(n).enabled) continue;
    if (best == 0 || priority(n, false) < priority(best, false)) best = n;
  }
  return best;
}

int Nvic::active_priority() const {
  int best = kLowest;
  if (active_count_ == 0) return best;
  for (std::uint32_t n = 1; n < count_; ++n) {
    if (at(n).active) best = std::min(best, priority(n, true));
  }
  return best;
}

bool Nvic::read(std::uint32_t offset, unsigned size, std::uint32_t& value) const {
  if (offset < kEnableSet || offset >= kEnd) return false;
  value = 0;
  if (offset >= kPriority) {
    for (unsigned i = 0; i < size; ++i)
      value |= std::uint32_t{at(kFirstLine + offset - kPriority + i).priority} << (8 * i);
    return true;
  }
  if (size != 4) return false;
  const std::uint32_t first = kFirstLine + (offset & 0x7F) / 4 * 32, bank = offset & ~0x7FU;
  for (std::uint32_t i = 0; i < 32 && first + i < count_; ++i) {
    const Exception& e = at(first + i);
    const bool set = bank < kPendSet ? e.enabled : bank < kActive ? e.pending : e.active;
    value |= set ? 1U << i : 0;
  }
  return true;
}

bool Nvic::write(std::uint32_t offset, unsigned size, std::uint32_t value) {
  if (offset < kEnableSet || offset >= kEnd) return false;
  if (offset >= kPriority) {
    for (unsigned i = 0; i < size; ++i)
      set_priority(kFirstLine + offset - kPriority + i, value >> (8 * i) & 0xFF);
    return true;
  }
  if (size != 4) return false;
  const std::uint32_t first = kFirstLine + (offset & 0x7F) / 4 * 32, bank = offset & ~0x7FU;
  for (std::uint32_t i = 0; i < 32 && first + i < count_; ++i) {
    if ((value >> i & 1) == 0) continue;
    if (bank == kEnableSet || bank == kEnableClear) enable(first + i, bank == kEnableSet);
    if (bank == kPendSet) pend(first + i);
    if (bank == kPendClear) clear(first + i);
  }
  return true;
}

}  // namespace quartet::mcu
