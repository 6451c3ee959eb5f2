// A core in RTL in the place of the instruction-set simulator: same program, memory map, devices, exit and report.
//
//                 +-------------------+   memory ports    +-----------+     +------------------+
//   boot_address ▶|  Verilated core   |◀─────────────────▶| MapTarget |◀───▶| RAM uart clint … |
//   irq_* ───────▶|                   |── retire_* ──▶ registers, pc, instret, an observer
//                 +-------------------+
#pragma once

#include <functional>
#include <memory>

#include "accel/mcu/core.hpp"
#include "accel/mcu/devices/interrupt_source.hpp"
#include "accel/mcu/elf/elf32.hpp"
#include "accel/mcu/engine/memory_map.hpp"
#include "accel/mcu/program_run.hpp"
#include "accel/mcu/rtl/map_target.hpp"
#include "accel/mcu/rtl/retire_port.hpp"
#include "accel/rtl/memory/memory_port.hpp"
#include "accel/rtl/wave/wave_cut.hpp"

namespace quartet::mcu {

struct RtlCpuOptions {
  bool deliver_faults = false;  ///< as MachineOptions
  rtl::MemoryPortOptions memory{};
  std::uint64_t power_up_seed = 0;  ///< what registers hold before reset; 0: zeros, as in the simulator
  std::uint64_t watchdog_cycles = 0;  ///< without a transfer or a completed instruction; 0: as the block declares
  std::optional<rtl::WaveWindow> wave{};  ///< written while the run passes it
};

class RtlCpu : public IProgramRun {
 public:
  /// Called for every completed instruction in its cycle; an error ends the run as "difference".
  using Observer = std::function<Result<void>(const Retired&, const MapTarget::Seen&)>;

  /// `core`: RISC-V; its instruction set, memory map and devices. The block's timing is its own.
  [[nodiscard]] static Result<std::unique_ptr<RtlCpu>> make(const Core& core, std::shared_ptr<const rtl::Plugin> plugin,
                                                            RtlCpuOptions options = {});
  ~RtlCpu() override;

  /// As Machine::load. The block is reset and starts at the program's entry, where it has a signal boot_address.
  [[nodiscard]] Result<void> load(const ElfImage& image, const std::string& file_name);
  /// Until the program stops, or cycle `limit`.
  void run_to_end(std::uint64_t limit);
  void observe(Observer observer);

  /// Both must outlive it; before load().
  [[nodiscard]] Result<void> add_device(const std::string& name, std::uint32_t base, std::uint32_t bytes, IDevice& device);
  /// `number`: 11, the external interrupt.
  [[nodiscard]] Result<void> add_interrupt(std::uint32_t number, IInterruptSource& source);

  /// False: the block has no retire_* signals.
  [[nodiscard]] bool shows_instructions() const;
  /// What a core in RTL has done wrong, when reason() is "hang", "protocol" or "difference".
  [[nodiscard]] const std::optional<Error>& failure() const;
  [[nodiscard]] std::string disassemble(std::uint32_t address) const;
  [[nodiscard]] MemoryMap& memory();

  [[nodiscard]] const Stop& stop() const override;
  [[nodiscard]] std::string reason() const override;
  [[nodiscard]] std::string why() const override;
  [[nodiscard]] std::uint64_t cycles() const override;
  [[nodiscard]] std::optional<std::uint64_t> sleep_cycles() const override;
  [[nodiscard]] std::optional<std::uint64_t> instret() const override;
  [[nodiscard]] std::optional<std::uint32_t> pc() const override;
  [[nodiscard]] std::vector<Register> registers() const override;
  [[nodiscard]] std::optional<std::uint32_t> word(std::uint32_t address) const override;
  [[nodiscard]] const std::string& serial_text() const override;

 private:
  struct Parts;
  explicit RtlCpu(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace quartet::mcu
