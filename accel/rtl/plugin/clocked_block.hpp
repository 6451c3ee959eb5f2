// A Verilated block inside SystemC on a clock signal: one method process on its rising edge.
//
//   clock ─▶ ┌ ClockedBlock ─────────────────────────────────────┐
//            │ driver.before_edge ─▶ rising edge of the block    │
//            └───────────────────────────────────────────────────┘
// A kernel's clock costs some 150 ns a cycle, which a small block notices: TimedBlock does without one.
// Include it in .cpp files only: it needs <systemc>.
#pragma once

#include <systemc>

#include "accel/rtl/plugin/block_driver.hpp"
#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::rtl {

/// `model`, which has been reset, and `driver` outlive the module.
class ClockedBlock : public sc_core::sc_module {
 public:
  sc_core::sc_in<bool> clock;

  ClockedBlock(const sc_core::sc_module_name& name, RtlModel& model, IBlockDriver& driver);

  /// An error when the block stopped itself ($error, $fatal, …); it is not clocked any more then.
  [[nodiscard]] Result<void> check() const { return model_.check_stopped(); }

 private:
  void rising_edge();

  RtlModel& model_;
  IBlockDriver& driver_;
  sc_core::sc_event never_;  ///< what a block that has ended waits for
};

}  // namespace quartet::rtl
