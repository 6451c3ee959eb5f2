// Clocks a block with bus ports, cycle by cycle, and ends a run without progress.
#pragma once

#include <vector>

#include "accel/rtl/memory/bus_port.hpp"
#include "accel/rtl/plugin/rtl_model.hpp"
#include "accel/rtl/stream/watchdog.hpp"

namespace quartet::rtl {

/// Without a declared WATCHDOG: longer than any wait of the blocks and memories at hand.
inline constexpr std::uint64_t kDefaultWatchdogCycles = 10'000;

class CycleLoop {
 public:
  /// Resets the block. The model must outlive the loop. `watchdog`: 0: as declared, else kDefaultWatchdogCycles.
  explicit CycleLoop(RtlModel& model, std::uint64_t watchdog = 0);
  /// `port` must outlive the loop.
  void add(IBusPort& port) { ports_.push_back(&port); }

  /// The caller has set inputs of the block for the coming settle().
  void inputs_changed() { inputs_changed_ = true; }
  /// One cycle in two steps: ports driven and outputs settled, to be read; then the edge. Fails where a port has broken its
  /// protocol, the block has stopped itself, or nothing has moved for the watchdog's cycles while something waits.
  [[nodiscard]] Result<void> settle();
  [[nodiscard]] Result<void> tick();

  [[nodiscard]] std::uint64_t cycle() const { return model_.cycle(); }
  [[nodiscard]] RtlModel& model() { return model_; }
  /// Something is due though no port waits (a program runs), or nothing is.
  void owes(bool owes) { owes_ = owes; }
  /// What counts as progress beside the transfers of the ports.
  void progress() { progress_ = true; }
  /// One line a port.
  [[nodiscard]] std::string states() const;

 private:
  [[nodiscard]] Result<void> look_for_hang();

  RtlModel& model_;
  std::vector<IBusPort*> ports_;
  Watchdog watchdog_;
  std::uint64_t transfers_ = 0;
  bool owes_ = false, progress_ = false, inputs_changed_ = false;
};

}  // namespace quartet::rtl
