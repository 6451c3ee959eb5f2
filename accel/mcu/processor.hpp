// A core of one family of instruction sets with the devices that belong to it, as the machine needs it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accel/mcu/core.hpp"
#include "accel/mcu/devices/interrupt_source.hpp"
#include "accel/mcu/elf/elf32.hpp"
#include "accel/mcu/engine/engine.hpp"

namespace quartet::mcu {

struct ProcessorOptions {
  bool timed = true;
  bool deliver_faults = false;
};

class IProcessor {
 public:
  virtual ~IProcessor() = default;
  [[nodiscard]] virtual Hart& hart() = 0;
  [[nodiscard]] virtual const IInstructionSet& instructions() const = 0;
  [[nodiscard]] virtual const ITiming& timing() const = 0;
  [[nodiscard]] virtual IEvents& events() = 0;

  /// Where RAM is unless the machine has memories of its own.
  struct Region {
    std::string name;
    std::uint32_t base, bytes;
  };
  [[nodiscard]] virtual std::vector<Region> ram() const = 0;
  /// Maps its own devices.
  [[nodiscard]] virtual Result<void> connect(MemoryMap& memory) = 0;
  /// Connects an interrupt line from outside, which must outlive it: RISC-V has number 11 (external), Arm the lines of its
  /// interrupt controller from 0.
  [[nodiscard]] virtual Result<void> connect_interrupt(std::uint32_t number, IInterruptSource& source) = 0;
  /// Reset: the image lies in memory. `file_name` for errors.
  [[nodiscard]] virtual Result<void> start(const ElfImage& image, MemoryMap& memory,
                                           const std::string& file_name) = 0;

  /// Registers that a user sees: integer ones first.
  [[nodiscard]] virtual unsigned register_count() const = 0;
  [[nodiscard]] virtual std::uint32_t register_value(unsigned number) const = 0;
  [[nodiscard]] virtual std::string register_name(unsigned number) const = 0;
  /// Its name in result files.
  [[nodiscard]] virtual std::string register_key(unsigned number) const = 0;
  /// For debuggers. False: it cannot be written (pc, which belongs to the engine, the exception number).
  virtual bool set_register([[maybe_unused]] unsigned number, [[maybe_unused]] std::uint32_t value) { return false; }
  /// A register outside this list by its architectural name ("mcycle", "msp"), when cycles, instret and pc of the hart are
  /// exact; nullopt: there is none.
  [[nodiscard]] virtual std::optional<std::uint32_t> special_register([[maybe_unused]] std::string_view name) {
    return std::nullopt;
  }
  /// False: it cannot be written.
  virtual bool set_special_register([[maybe_unused]] std::string_view name, [[maybe_unused]] std::uint32_t value) {
    return false;
  }
  [[nodiscard]] virtual std::string disassemble(const Decoded& d) const = 0;
  /// What the program said other than by a serial port.
  [[nodiscard]] virtual const std::string& console() const = 0;
};

/// A family of instruction sets: what its core files hold, and its processors.
struct ProcessorFamily {
  std::string_view isa_prefix;  ///< of Core::isa
  std::string_view name;
  std::uint16_t elf_machine;
  void (*declare)(Core& core, ParameterSet& set);
  Result<std::unique_ptr<IProcessor>> (*make)(const Core& core, ProcessorOptions options, MemoryMap& memory);
};
/// Fails where no family has such an instruction set. `place` for errors.
[[nodiscard]] Result<const ProcessorFamily*> family_of(const std::string& isa, const std::string& place);

}  // namespace quartet::mcu
