// Nested vectored interrupt controller: which exceptions are enabled, pending and active, and their
// priorities (DDI0403E B1.5, B3.4). Exceptions by number: 2 NMI, 3 HardFault, …, 15 SysTick, 16 the first
// interrupt line.
#pragma once

#include <array>
#include <cstdint>

namespace quartet::mcu {

class Nvic {
 public:
  static constexpr std::uint32_t kMaxLines = 240, kFirstLine = 16;
  static constexpr int kLowest = 256;  ///< priority when nothing is active: below every exception

  /// `priority_bits`: implemented ones of each priority, the high ones of the byte.
  Nvic(std::uint32_t lines, std::uint32_t priority_bits);

  void pend(std::uint32_t number);
  void clear(std::uint32_t number);
  void enable(std::uint32_t number, bool on);
  void activate(std::uint32_t number);
  void deactivate(std::uint32_t number);
  [[nodiscard]] bool is_pending(std::uint32_t number) const { return at(number).pending; }
  [[nodiscard]] bool is_enabled(std::uint32_t number) const { return at(number).enabled; }
  [[nodiscard]] bool is_active(std::uint32_t number) const { return at(number).active; }
  [[nodiscard]] std::uint32_t active_count() const { return active_count_; }

  /// Lower is more urgent; the fixed ones are negative. Without the sub-priority where `group` is true.
  [[nodiscard]] int priority(std::uint32_t number, bool group) const;
  void set_priority(std::uint32_t number, std::uint32_t value);
  [[nodiscard]] std::uint32_t priority_field(std::uint32_t number) const { return at(number).priority; }
  /// The group part of a priority byte, for BASEPRI.
  [[nodiscard]] int group_of(std::uint32_t value) const { return static_cast<int>(value & group_mask_); }
  /// The bits of a priority byte that there are.
  [[nodiscard]] std::uint32_t implemented(std::uint32_t value) const { return value & priority_mask_; }
  /// AIRCR.PRIGROUP.
  void set_grouping(std::uint32_t grouping);

  /// The most urgent one that is pending and enabled; 0: none.
  [[nodiscard]] std::uint32_t most_urgent() const;
  /// Of the active exceptions the most urgent group priority.
  [[nodiscard]] int active_priority() const;

  /// Registers by offset from 0xE000E000, 0x100 to 0x4EF; false: none there.
  bool read(std::uint32_t offset, unsigned size, std::uint32_t& value) const;
  bool write(std::uint32_t offset, unsigned size, std::uint32_t value);

 private:
  struct Exception {
    bool enabled = false, pending = false, active = false;
    std::uint8_t priority = 0;
  };
  [[nodiscard]] const Exception& at(std::uint32_t number) const {
    return exceptions_[number % exceptions_.size()];
  }
  [[nodiscard]] Exception& at(std::uint32_t number) { return exceptions_[number % exceptions_.size()]; }

  std::array<Exception, kFirstLine + kMaxLines> exceptions_{};
  std::uint32_t count_;  ///< exceptions there are
  std::uint32_t priority_mask_, group_mask_ = 0xFF;
  std::uint32_t pending_count_ = 0, active_count_ = 0;
};

}  // namespace quartet::mcu
