#include "accel/mcu/rtl/interrupt_lines.hpp"

namespace quartet::mcu {

namespace {

constexpr std::uint32_t kSoftware = 1U << 3, kTimer = 1U << 7, kExternal = 1U << 11;

}  // namespace

Result<InterruptLines> InterruptLines::find(const rtl::RtlModel& model, const Clint& clint) {
  InterruptLines made(clint);
  const auto input = [&](const char* name, rtl::RtlPort& port) -> Result<void> {
    if (model.declaration().signals.count(name) == 0) return {};
    auto found = model.signal(name);
    if (found) found = model.port(found->name(), rtl::Direction::in, 1);
    if (!found) return pass(found.error());
    port = *found;
    return {};
  };
  if (auto ok = input("irq_software", made.software_); !ok) return pass(ok.error());
  if (auto ok = input("irq_timer", made.timer_); !ok) return pass(ok.error());
  if (auto ok = input("irq_external", made.external_); !ok) return pass(ok.error());
  return made;
}

bool InterruptLines::connect_external(IInterruptSource& source) {
  if (!external_ || external_source_ != nullptr) return false;
  external_source_ = &source;
  return true;
}

bool InterruptLines::drive(std::uint64_t now, bool touched) {
  std::uint32_t up = up_ & ~kExternal;
  if (touched || now >= next_) {
    up = clint_->lines(now);
    next_ = clint_->next_event(now);
  }
  if (external_source_ != nullptr && external_source_->line(now)) up |= kExternal;
  if (up == up_) return false;
  up_ = up;
  if (software_) software_.set((up & kSoftware) != 0 ? 1 : 0);
  if (timer_) timer_.set((up & kTimer) != 0 ? 1 : 0);
  if (external_) external_.set((up & kExternal) != 0 ? 1 : 0);
  return true;
}

}  // namespace quartet::mcu
