// Interrupts of a RISC-V hart: the lines of its interruptor, priorities and entry.
#pragma once

#include "accel/mcu/devices/clint.hpp"
#include "accel/mcu/devices/interrupt_source.hpp"
#include "accel/mcu/engine/engine.hpp"
#include "accel/mcu/iss/rv32/rv_hart.hpp"

namespace quartet::mcu::rv32 {

class Interrupts : public IEvents {
 public:
  /// Both must outlive it.
  Interrupts(RvHart& hart, const Clint& clint) : hart_(hart), clint_(clint) {}

  bool take_interrupt(Hart& hart) override;
  [[nodiscard]] std::uint64_t next_event(std::uint64_t now) const override;
  /// Drives the external line of mip; must outlive it. False: something does already.
  [[nodiscard]] bool connect_external(IInterruptSource& source);

 private:
  RvHart& hart_;
  const Clint& clint_;
  IInterruptSource* external_ = nullptr;
  bool waits_ = false;  ///< for the next instruction
};

}  // namespace quartet::mcu::rv32
