// A core of one family of instruction sets with the devices that belong to it, as the machine needs it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "accel/mcu/core.hpp"
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
  /// Reset: the image lies in memory. `file_name` for errors.
  [[nodiscard]] virtual Result<void> start(const ElfImage& image, MemoryMap& memory,
                                           const std::string& file_name) = 0;

  /// Registers that a user sees: integer ones first.
  [[nodiscard]] virtual unsigned register_count() const = 0;
  [[nodiscard]] virtual std::uint32_t register_value(unsigned number) const = 0;
  [[nodiscard]] virtual std::string register_name(unsigned number) const = 0;
  /// Its name in result files.
  [[nodiscard]] virtual std::string register_key(unsigned number) const = 0;
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
