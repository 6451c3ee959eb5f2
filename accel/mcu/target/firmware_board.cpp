#include "accel/mcu/target/firmware_board.hpp"

#include <cstring>

namespace quartet::mcu {

Result<void> MarkerDevice::attach(Machine& machine) {
  machine_ = &machine;
  return machine.add_device("markers", kMarkerBase, kMarkerBytes, *this);
}

bool MarkerDevice::read(std::uint32_t, unsigned, std::uint64_t, std::uint32_t& answer) {
  answer = 0;
  return true;
}

bool MarkerDevice::write(std::uint32_t offset, unsigned size, std::uint64_t, std::uint32_t written) {
  if (size != 4) return false;
  mark_ = Mark{offset, written};
  machine_->pause(written);
  return true;
}

void MarkerDevice::go_on() {
  mark_.reset();
  machine_->resume();
}

Result<std::uint32_t> need_symbol(const ElfImage& firmware, const std::string& name) {
  if (const auto address = firmware.symbol(name)) return *address;
  return fail(ErrorCode::internal, "firmware", "has no symbol '" + name + "'");
}

Result<void> write_stored(Machine& machine, const ElfImage& firmware, const std::string& symbol, const void* record, std::size_t bytes) {
  const auto at = need_symbol(firmware, symbol);
  if (!at) return pass(at.error());
  for (const ElfSegment& s : firmware.segments) {
    if (*at - s.address >= s.memory_bytes) continue;
    std::uint8_t* const to = machine.memory(*at - s.address + s.load_address, bytes);
    if (to == nullptr) break;
    std::memcpy(to, record, bytes);
    return {};
  }
  return fail(ErrorCode::internal, "firmware", "its boot record cannot be reached");
}

}  // namespace quartet::mcu
