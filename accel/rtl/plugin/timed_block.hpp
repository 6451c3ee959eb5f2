// A Verilated block inside SystemC with a period instead of a clock signal. As long as nothing else is due in the simulation,
// the block runs ahead of the kernel's time within one activation: what the others see is the same, and the kernel costs
// next to nothing.
//
//   kernel time ──●───────────────────────────●──────────▶   ● an activation, up to the next thing that is due elsewhere
//   block         ┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴┴       ┴ a cycle
// Include it in .cpp files only: it needs <systemc>.
#pragma once

#include <cstdint>
#include <systemc>

#include "accel/rtl/plugin/block_driver.hpp"
#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::rtl {

/// `model`, which has been reset, and `driver` outlive the module. The first edge is at time 0.
/// A driver that tells others something does so with a delay of ahead(), and returns synchronize. The end of
/// sc_start(duration) is not a thing that is due: a run that ends so may find the block up to max_ahead - 1 cycles further.
class TimedBlock : public sc_core::sc_module {
 public:
  TimedBlock(const sc_core::sc_module_name& name, RtlModel& model, IBlockDriver& driver, const sc_core::sc_time& period,
             std::uint64_t max_ahead = 1024);

  /// From the kernel's time to the edge that before_edge() stands before.
  [[nodiscard]] const sc_core::sc_time& ahead() const { return ahead_; }
  /// An error when the block stopped itself ($error, $fatal, …); it is not clocked any more then.
  [[nodiscard]] Result<void> check() const { return model_.check_stopped(); }

 private:
  void run();

  RtlModel& model_;
  IBlockDriver& driver_;
  sc_core::sc_time period_;
  sc_core::sc_time limit_;  ///< of ahead_
  sc_core::sc_time ahead_;
  sc_core::sc_event never_;  ///< what a block that has ended waits for
};

}  // namespace quartet::rtl
