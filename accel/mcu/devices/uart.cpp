#include "accel/mcu/devices/uart.hpp"

namespace quartet::mcu {

namespace {

constexpr std::uint32_t kData = 0, kLineStatus = 5, kRegisters = 8;
constexpr std::uint32_t kTransmitterEmpty = 0x60;

}  // namespace

bool Uart::read(std::uint32_t offset, unsigned, std::uint64_t, std::uint32_t& value) {
  value = offset == kLineStatus ? kTransmitterEmpty : 0;
  return offset < kRegisters;
}

bool Uart::write(std::uint32_t offset, unsigned, std::uint64_t, std::uint32_t value) {
  if (offset == kData && text_.size() < kMaxText) text_ += static_cast<char>(value & 0xFF);
  return offset < kRegisters;
}

}  // namespace quartet::mcu
