// The array as the core's devices see it, whatever stands behind: the SystemC model, or its times alone.
#pragma once

#include "accel/mcu/devices/interrupt_source.hpp"
#include "accel/mcu/engine/memory_map.hpp"

namespace quartet::mcu {
class Machine;
}

namespace quartet::soc {

class IArrayDevice : public mcu::IDevice, public mcu::IInterruptSource {
 public:
  /// The core whose accesses it keeps waiting; before the first access.
  virtual void attach(mcu::Machine& core) = 0;
  /// Everything around the core has come to core cycle `now`.
  virtual void synchronise(std::uint64_t now) = 0;
};

}  // namespace quartet::soc
