// The interrupt inputs of a core in RTL: software and timer from the interruptor, external from a device.
#pragma once

#include "accel/mcu/devices/clint.hpp"
#include "accel/mcu/devices/interrupt_source.hpp"
#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::mcu {

class InterruptLines {
 public:
  /// The signals irq_software, irq_timer, irq_external, as far as the core declares them. `clint` must outlive it.
  [[nodiscard]] static Result<InterruptLines> find(const rtl::RtlModel& model, const Clint& clint);

  /// Drives the line irq_external; must outlive it. False: the core has no such input.
  [[nodiscard]] bool connect_external(IInterruptSource& source);
  /// Sets the inputs of cycle `now`; `touched`: a device has been accessed since the last call. True: one has changed.
  bool drive(std::uint64_t now, bool touched);
  /// Whether another line may ever rise while the core does nothing.
  [[nodiscard]] bool may_rise() const { return external_source_ != nullptr || next_ != UINT64_MAX; }

 private:
  explicit InterruptLines(const Clint& clint) : clint_(&clint) {}

  const Clint* clint_;
  rtl::RtlPort software_, timer_, external_;
  IInterruptSource* external_source_ = nullptr;
  std::uint64_t next_ = 0;  ///< the cycle in which the interruptor may change by itself
  std::uint32_t up_ = 0;    ///< bits of mip
};

}  // namespace quartet::mcu
