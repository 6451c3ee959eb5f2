// A core in RTL held against the instruction-set simulator, instruction by instruction: pc, registers, stores.
//
//   RtlCpu ── completed instruction, its stores ──▶ Lockstep ── one step ──▶ Machine      first difference = error
//
// What differs by nature is taken over from the RTL: reads of counters, of pending interrupts, and of devices.
#pragma once

#include <array>
#include <memory>

#include "accel/mcu/machine.hpp"
#include "accel/mcu/rtl/rtl_cpu.hpp"

namespace quartet::mcu {

class Lockstep {
 public:
  /// Observes `cpu`, which must outlive it, until the end of its run. `starts_at_entry`: the core's first instruction is the
  /// program's; else it is compared from the program's entry on.
  [[nodiscard]] static Result<std::unique_ptr<Lockstep>> attach(RtlCpu& cpu, const Core& core, const ElfImage& image,
                                                                const std::string& file_name, const RtlCpuOptions& options,
                                                                bool starts_at_entry);

  /// Instructions that were found to be equal.
  [[nodiscard]] std::uint64_t compared() const { return compared_; }
  /// After the run: all of RAM, and that something has been compared.
  [[nodiscard]] Result<void> finish();

 private:
  /// A difference: of what, in the RTL, in the simulator.
  struct Difference {
    std::string what;
    std::string rtl, simulator;
  };
  Lockstep(RtlCpu& cpu, const Core& core, bool started) : cpu_(cpu), core_(core), started_(started) {}
  [[nodiscard]] Result<void> check(const Retired& retired, const MapTarget::Seen& seen);
  [[nodiscard]] std::optional<Difference> step(const Retired& retired, const MapTarget::Seen& seen);
  [[nodiscard]] std::optional<Difference> compare_state(const Retired& retired, const MapTarget::Seen& seen);
  [[nodiscard]] Error describe(const Retired& retired, const Difference& difference, std::uint32_t simulated_pc) const;

  RtlCpu& cpu_;
  Core core_;
  std::unique_ptr<Machine> machine_;
  std::array<std::uint32_t, 32> x_{};  ///< registers that the RTL has written; 0 before
  bool started_;
  std::uint64_t compared_ = 0;
};

}  // namespace quartet::mcu
