// What every board that runs our firmware has: marker registers, a boot record, symbols that must be there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "accel/mcu/elf/elf32.hpp"
#include "accel/mcu/machine.hpp"
#include "sim/base/error.hpp"

namespace quartet::mcu {

/// The marker device lies where no modelled part has anything.
inline constexpr std::uint32_t kMarkerBase = 0xF0000000, kMarkerBytes = 32;

/// Marker registers: each write of a word stops the run, so that counters are exact behind it.
class MarkerDevice final : public IDevice {
 public:
  struct Mark {
    std::uint32_t offset = 0, value = 0;
  };

  /// At kMarkerBase of `machine`, which must outlive this.
  [[nodiscard]] Result<void> attach(Machine& machine);
  bool read(std::uint32_t offset, unsigned size, std::uint64_t cycle, std::uint32_t& answer) override;
  bool write(std::uint32_t offset, unsigned size, std::uint64_t cycle, std::uint32_t written) override;

  /// Lets the program go on: run() the machine, then ask for the mark; nullopt where it stopped otherwise.
  void go_on();
  [[nodiscard]] const std::optional<Mark>& mark() const { return mark_; }

 private:
  Machine* machine_ = nullptr;
  std::optional<Mark> mark_;
};

/// Its address; internal error where the firmware has none.
[[nodiscard]] Result<std::uint32_t> need_symbol(const ElfImage& firmware, const std::string& name);

/// Writes `bytes` bytes over the stored copy of the variable `symbol`: the firmware finds them when it starts.
[[nodiscard]] Result<void> write_stored(Machine& machine, const ElfImage& firmware, const std::string& symbol,
                                        const void* record, std::size_t bytes);

/// The next multiple of 16, to which places of images and arenas are aligned.
[[nodiscard]] constexpr std::int64_t aligned(std::int64_t bytes) { return (bytes + 15) / 16 * 16; }

}  // namespace quartet::mcu
