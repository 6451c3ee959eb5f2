// A core with its memory and devices, ready to run a program.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accel/mcu/core.hpp"
#include "accel/mcu/devices/interrupt_source.hpp"
#include "accel/mcu/elf/elf32.hpp"
#include "accel/mcu/engine/memory_map.hpp"
#include "accel/mcu/engine/stop.hpp"
#include "sim/base/error.hpp"

namespace quartet::mcu {

struct Block;
class ITiming;

/// A memory in the place of the core file's RAM.
struct MachineMemory {
  std::string name;
  std::uint32_t base = 0, bytes = 0;
  ISlowMemory* slow = nullptr;  ///< nullptr: answers at once; must outlive the machine
};

struct MachineOptions {
  bool timed = true;  ///< false: every instruction takes one cycle
  bool deliver_faults =
      false;  ///< illegal instructions, bus errors and misaligned accesses go to the program's handler
  std::vector<MachineMemory> memories{};  ///< empty: the RAM of the core file
  bool count_blocks = false;              ///< for for_each_block()
  /// Runs of a block until it becomes host code, where the host can do that; 0: never. It changes no result.
  std::uint32_t native_after = kNativeAfter;
};

class Machine {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Machine>> make(const Core& core, MachineOptions options = {});
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  /// Puts the program into RAM and the hart at its entry. A word stored to the symbol `tohost` ends the run:
  /// value 1 is exit code 0, any other odd value exit code value >> 1. `file_name` for errors.
  [[nodiscard]] Result<void> load(const ElfImage& image, const std::string& file_name);

  /// Runs until the program stops or, at the end of the block that reaches it, until cycle `until`.
  void run(std::uint64_t until);
  /// Runs until the program stops; one that has not at cycle `limit` stops with StopReason::cycle_limit.
  void run_to_end(std::uint64_t limit);
  /// One instruction, or the entry into one interrupt.
  void step();

  /// `device` must outlive the machine.
  [[nodiscard]] Result<void> add_device(const std::string& name, std::uint32_t base, std::uint32_t bytes,
                                        IDevice& device);
  /// The core sees the line of `source`, which must outlive the machine, as its interrupt `number`: 11 (external) on RISC-V,
  /// a line of the interrupt controller on Arm.
  [[nodiscard]] Result<void> add_interrupt(std::uint32_t number, IInterruptSource& source);
  /// For devices: the run stops behind the present instruction, as if the program had ended with `code`.
  void pause(std::uint32_t code);
  /// For devices, within an access: the core waits for it so long, beyond what the instruction takes.
  void stall(std::uint32_t cycles);
  /// The next run() goes on where an exit or a pause stopped the last one.
  void resume();
  // For debuggers; none of it takes simulated time. run() and step() return with halted() in front of the instructions at
  // `breakpoints` (a step does not look at them) and behind a store that writes one of `words` (aligned).
  /// Fails where a word is not in RAM; then there are none.
  [[nodiscard]] Result<void> set_halts(std::vector<std::uint32_t> breakpoints, const std::vector<std::uint32_t>& words);
  [[nodiscard]] bool halted() const;
  /// The word whose store halted; nullopt: a breakpoint did.
  [[nodiscard]] std::optional<std::uint32_t> stored_word() const;
  /// The next run() goes on; one that begins at a breakpoint halts again: step first.
  void go_on();
  /// False: it cannot be written.
  bool set_register(unsigned number, std::uint32_t value);
  /// Where the program goes on, after a fault too; not after its exit.
  void set_pc(std::uint32_t address);
  /// By its architectural name ("mcycle", "msp"); nullopt: the core has none.
  [[nodiscard]] std::optional<std::uint32_t> special_register(std::string_view name);
  /// False: it cannot be given another value.
  bool set_special_register(std::string_view name, std::uint32_t value);
  /// RAM, code included, or registers of devices by aligned accesses; false: not all of it is there.
  [[nodiscard]] bool read_bytes(std::uint32_t address, std::span<std::uint8_t> to);
  [[nodiscard]] bool write_bytes(std::uint32_t address, std::span<const std::uint8_t> from);

  /// Host memory of guest memory [address, address + bytes), or nullptr. Code must not be changed through it.
  [[nodiscard]] std::uint8_t* memory(std::uint32_t address, std::uint64_t bytes);
  /// Visits the translated blocks, which count their runs with MachineOptions::count_blocks; `forgotten` sees those that
  /// are dropped, before they are.
  void for_each_block(const std::function<void(const Block&)>& visit) const;
  void when_forgotten(std::function<void(const Block&)> forgotten);
  [[nodiscard]] const ITiming& timing() const;
  /// Blocks that have become host code so far.
  [[nodiscard]] std::uint64_t native_blocks() const;

  [[nodiscard]] const std::string& isa() const;  ///< of its core
  [[nodiscard]] const Stop& stop() const;
  [[nodiscard]] std::uint64_t cycles() const;
  [[nodiscard]] std::uint64_t sleep_cycles() const;
  [[nodiscard]] std::uint64_t instret() const;
  [[nodiscard]] std::uint32_t pc() const;
  [[nodiscard]] std::uint32_t register_value(unsigned number) const;
  [[nodiscard]] std::string register_name(unsigned number) const;
  /// Its name in result files.
  [[nodiscard]] std::string register_key(unsigned number) const;
  [[nodiscard]] unsigned register_count() const;
  /// nullopt: no RAM there.
  [[nodiscard]] std::optional<std::uint32_t> word(std::uint32_t address) const;
  /// What the program wrote to the serial port.
  [[nodiscard]] const std::string& serial_text() const;

  /// The instruction at `address` as objdump writes it.
  [[nodiscard]] std::string disassemble(std::uint32_t address) const;
  /// "0x80000012 main+0x12" of pc and of each call in progress, the innermost first.
  [[nodiscard]] std::vector<std::string> call_trace() const;

 private:
  struct Parts;
  explicit Machine(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// Why a run that ended other than by its own exit did so: reason, pc and instruction, then the call trace.
[[nodiscard]] std::string describe_stop(const Machine& machine);

}  // namespace quartet::mcu
