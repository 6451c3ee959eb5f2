// The clocks of the system and the times of transfers between core and array, in whole picoseconds and core
// cycles.
//
// A transfer begins at an edge of the bus clock, when the one before it has ended, and takes bridge_cycles
// and its own cycles. A store goes into a buffer of one entry: the core waits only while that still holds the
// store before.
#pragma once

#include <cstdint>

#include "accel/cnn/params.hpp"
#include "accel/mcu/system/params.hpp"

namespace quartet::soc {

class BusTiming {
 public:
  BusTiming(const SystemParams& system, const cnn::Params& array);

  struct Transfer {
    std::uint32_t wait_cycles = 0;  ///< of the core, beyond what its instruction takes
    std::uint64_t end_ps = 0;       ///< when it takes effect
  };
  /// Of an instruction that begins in core cycle `now`; in the order of time.
  [[nodiscard]] Transfer write(std::uint64_t now);
  [[nodiscard]] Transfer read(std::uint64_t now);

  [[nodiscard]] std::uint64_t core_ps() const { return core_ps_; }
  [[nodiscard]] std::uint64_t array_ps() const { return array_ps_; }
  [[nodiscard]] std::uint64_t time_of(std::uint64_t core_cycle) const { return core_cycle * core_ps_; }
  /// The first core cycle at or after `ps`.
  [[nodiscard]] std::uint64_t cycle_from(std::uint64_t ps) const { return (ps + core_ps_ - 1) / core_ps_; }
  /// The first edge of the array's clock at or after `ps`.
  [[nodiscard]] std::uint64_t array_edge(std::uint64_t ps) const {
    return (ps + array_ps_ - 1) / array_ps_ * array_ps_;
  }
  /// When a core that sleeps executes again, of an interrupt at `ps`.
  [[nodiscard]] std::uint64_t wake_cycle(std::uint64_t ps) const { return cycle_from(ps + wakeup_ps_); }

 private:
  [[nodiscard]] std::uint64_t carry(std::uint64_t from_ps, int cycles);

  std::uint64_t core_ps_, bus_ps_, array_ps_, wakeup_ps_;
  int bridge_cycles_, write_cycles_, read_cycles_;
  bool write_buffer_;
  std::uint64_t busy_until_ps_ = 0;
};

}  // namespace quartet::soc
