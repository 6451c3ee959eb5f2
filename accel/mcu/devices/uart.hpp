// A serial port for output: the transmit side of a 16550 (data at 0, line status at 5) that is never busy.
#pragma once

#include <string>

#include "accel/mcu/engine/memory_map.hpp"

namespace quartet::mcu {

class Uart : public IDevice {
 public:
  static constexpr std::uint32_t kBytes = 0x100;

  bool read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) override;
  bool write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) override;

  /// All that the program has written, up to kMaxText bytes.
  [[nodiscard]] const std::string& text() const { return text_; }
  static constexpr std::size_t kMaxText = std::size_t{1} << 20;

 private:
  std::string text_;
};

}  // namespace quartet::mcu
