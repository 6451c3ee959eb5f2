// Core-local interruptor: software interrupt and machine timer, registers as SiFive's CLINT has them (msip at
// 0, mtimecmp at 0x4000, mtime at 0xBFF8; FU540-C000 manual, chapter 9).
#pragma once

#include "accel/mcu/engine/memory_map.hpp"

namespace quartet::mcu {

class Clint : public IDevice {
 public:
  static constexpr std::uint32_t kBytes = 0x10000;

  /// `cycles_per_tick`: core cycles of one count of mtime.
  explicit Clint(std::uint32_t cycles_per_tick) : cycles_per_tick_(cycles_per_tick) {}

  bool read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) override;
  bool write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) override;

  /// Bits of mip: software 3, timer 7.
  [[nodiscard]] std::uint32_t lines(std::uint64_t now) const;
  /// The cycle at which the timer's line rises; UINT64_MAX: it is up, or never will be.
  [[nodiscard]] std::uint64_t next_event(std::uint64_t now) const;

 private:
  [[nodiscard]] std::uint64_t time(std::uint64_t now) const { return now / cycles_per_tick_ + offset_; }

  std::uint64_t cycles_per_tick_;
  std::uint64_t offset_ = 0;  ///< software may set mtime
  std::uint64_t compare_ = UINT64_MAX;
  bool software_ = false;
};

}  // namespace quartet::mcu
