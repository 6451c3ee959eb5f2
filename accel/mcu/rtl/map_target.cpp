#include "accel/mcu/rtl/map_target.hpp"

#include <bit>
#include <cstring>
#include <utility>

namespace quartet::mcu {

namespace {

/// The aligned 1, 2 or 4 bytes of a word that `enables` (four bits) names; size 0: it names something else.
struct Span {
  std::uint32_t offset, size;
};
Span span_of(std::uint8_t enables) {
  if (enables == 0) return {0, 0};
  const auto offset = static_cast<std::uint32_t>(std::countr_zero(enables));
  const auto size = static_cast<std::uint32_t>(std::popcount(enables));
  const bool contiguous = enables == ((1U << size) - 1) << offset;
  return contiguous && std::has_single_bit(size) && offset % size == 0 ? Span{offset, size} : Span{0, 0};
}

}  // namespace

bool MapTarget::read_word(std::uint32_t address, std::uint8_t enables, std::uint64_t now, std::uint32_t& value) {
  if (const std::uint8_t* const memory = memory_.ram(address, 4); memory != nullptr) {
    std::memcpy(&value, memory, 4);
    return true;
  }
  const Span span = span_of(enables);
  if (span.size == 0) return false;
  device_access_ = seen_.device_read = true;
  std::uint32_t part = 0;
  if (!memory_.read(address + span.offset, span.size, now, part)) return false;
  value = part << (8 * span.offset);
  return true;
}

bool MapTarget::write_word(std::uint32_t address, std::uint8_t enables, std::uint64_t now, std::uint32_t value) {
  const bool ram = memory_.ram(address, 4) != nullptr;
  if (ram) seen_.written.push_back(address);
  if (const Span span = span_of(enables); span.size != 0) {
    device_access_ = device_access_ || !ram;
    return memory_.write(address + span.offset, span.size, now, value >> (8 * span.offset)) != MemoryMap::Written::nothing;
  }
  if (!ram) return false;  // a device has no such access
  for (std::uint32_t i = 0; i < 4; ++i) {
    if ((enables >> i & 1) != 0) (void)memory_.write(address + i, 1, now, value >> (8 * i) & 0xFF);
  }
  return true;
}

std::uint32_t MapTarget::wait_cycles(const rtl::BusRequest& request, std::uint64_t now) {
  if (request.write || request.address > UINT32_MAX) return 0;
  const auto address = static_cast<std::uint32_t>(request.address);
  if (memory_.slow_at(address) == nullptr) return 0;
  return memory_.slow_read(address, now).extra_cycles;
}

rtl::BusAnswer MapTarget::transfer(const rtl::BusRequest& request, std::uint64_t now) {
  rtl::BusAnswer answer;
  const std::uint64_t first = request.address & ~std::uint64_t{request.bytes - 1U};
  if (first + request.bytes - 1 > UINT32_MAX) {
    answer.error = true;
  } else if (request.bytes < 4) {  // an 8- or 16-bit bus
    std::uint32_t value = 0;
    const auto at = static_cast<std::uint32_t>(first);
    answer.error = request.write ? memory_.write(at, request.bytes, now, static_cast<std::uint32_t>(request.data)) == MemoryMap::Written::nothing
                                 : !memory_.read(at, request.bytes, now, value);
    answer.data = value;
  } else {
    for (std::uint32_t i = 0; i < request.bytes && !answer.error; i += 4) {
      const auto enables = static_cast<std::uint8_t>(request.enables >> i & 15);
      const auto at = static_cast<std::uint32_t>(first + i);
      if (enables == 0) continue;
      std::uint32_t value = 0;
      answer.error = request.write ? !write_word(at, enables, now, static_cast<std::uint32_t>(request.data >> (8 * i)))
                                   : !read_word(at, enables, now, value);
      answer.data |= std::uint64_t{value} << (8 * i);
    }
  }
  if (answer.error) miss_ = {static_cast<std::uint32_t>(request.address), request.instruction};
  return answer;
}

std::optional<MapTarget::Miss> MapTarget::take_miss() {
  return std::exchange(miss_, std::nullopt);
}
bool MapTarget::take_device_access() {
  return std::exchange(device_access_, false);
}

}  // namespace quartet::mcu
