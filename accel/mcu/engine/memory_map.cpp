#include "accel/mcu/engine/memory_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

namespace quartet::mcu {

static_assert(std::endian::native == std::endian::little,
              "guest memory is little endian and reached through host pointers");

namespace {

bool holds(std::uint32_t base, std::uint32_t bytes, std::uint32_t address) {
  return address - base < bytes;
}

}  // namespace

void MemoryMap::Free::operator()(std::uint8_t* memory) const {
  std::free(memory);
}

Result<void> MemoryMap::check_free(const std::string& name, std::uint32_t base, std::uint32_t bytes) const {
  const std::uint64_t end = std::uint64_t{base} + bytes;
  const auto clash = [&](const auto& other) {
    return base < std::uint64_t{other.base} + other.bytes && other.base < end;
  };
  if (bytes == 0 || end > (std::uint64_t{1} << 32))
    return bad_input(name,
                     fmt::format("{} bytes at 0x{:08x} are no part of a 32-bit address space", bytes, base));
  if (base % kGranule != 0 || bytes % kGranule != 0)
    return bad_input(name, fmt::format("base and size must be multiples of {} bytes", kGranule));
  const std::string* other = nullptr;
  for (const Ram& ram : rams_) {
    if (clash(ram)) other = &ram.name;
  }
  for (const Mapped& device : devices_) {
    if (clash(device)) other = &device.name;
  }
  if (other != nullptr) return bad_input(name, "overlaps '" + *other + "'");
  return {};
}

Result<void> MemoryMap::add_ram(const std::string& name, std::uint32_t base, std::uint32_t bytes) {
  if (auto free = check_free(name, base, bytes); !free) return free;
  Ram& ram = rams_.emplace_back();
  ram.name = name;
  ram.base = base;
  ram.bytes = bytes;
  // Zero pages that no program touches cost nothing.
  ram.memory.reset(static_cast<std::uint8_t*>(std::calloc(bytes, 1)));
  if (!ram.memory) return fail(ErrorCode::internal, name, fmt::format("no host memory for {} bytes", bytes));
  ram.granules.resize(bytes / kGranule);
  ram.first_code = static_cast<std::uint32_t>(ram.granules.size());
  ram.end_code = 0;
  ram.window.set(base, bytes, ram.memory.get());
  open_windows(ram);
  return {};
}

Result<void> MemoryMap::add_device(const std::string& name, std::uint32_t base, std::uint32_t bytes,
                                   IDevice& device) {
  if (auto free = check_free(name, base, bytes); !free) return free;
  devices_.push_back({name, base, bytes, &device});
  return {};
}

Result<void> MemoryMap::watch(std::uint32_t address, Watch call) {
  return add_watch({address, std::move(call), false});
}

Result<void> MemoryMap::watch_for_debugger(std::uint32_t address, Watch call) {
  return add_watch({address, std::move(call), true});
}

void MemoryMap::end_debugger_watches() {
  for (const Watched& w : watches_) {
    if (w.for_debugger) set_watched(w.address, false);
  }
  watches_.erase(std::remove_if(watches_.begin(), watches_.end(), [](const Watched& w) { return w.for_debugger; }),
                 watches_.end());
  for (const Watched& w : watches_) set_watched(w.address, true);
}

void MemoryMap::set_watched(std::uint32_t address, bool watched) {
  if (Ram* const ram = ram_of(address); ram != nullptr) ram->granules[(address - ram->base) / kGranule].watched = watched;
}

Result<void> MemoryMap::add_watch(Watched watched) {
  const std::uint32_t address = watched.address;
  Ram* ram = ram_of(address);
  if (ram == nullptr || address % 4 != 0)
    return bad_input(fmt::format("0x{:08x}", address), "is no aligned word of RAM");
  watches_.push_back(std::move(watched));
  const std::uint32_t granule = (address - ram->base) / kGranule;
  if (ram->granules[granule].open()) exclude(*ram, granule);
  ram->granules[granule].watched = true;
  return {};
}

MemoryMap::Ram* MemoryMap::ram_of(std::uint32_t address) {
  for (Ram& ram : rams_) {
    if (holds(ram.base, ram.bytes, address)) return &ram;
  }
  return nullptr;
}

Window* MemoryMap::read_window(std::uint32_t address) {
  Ram* ram = ram_of(address);
  return ram != nullptr && ram->slow == nullptr ? &ram->window : nullptr;
}

void MemoryMap::set_slow(std::uint32_t base, ISlowMemory& slow) {
  if (Ram* const ram = ram_of(base); ram != nullptr) ram->slow = &slow;
}

ISlowMemory* MemoryMap::slow_at(std::uint32_t address) {
  const Ram* const ram = ram_of(address);
  return ram != nullptr ? ram->slow : nullptr;
}

ISlowMemory::Access MemoryMap::slow_read(std::uint32_t address, std::uint64_t now) {
  const Ram* const ram = ram_of(address);
  if (ram == nullptr || ram->slow == nullptr) return {};
  return ram->slow->read(address, now, ram->memory.get());
}

Window* MemoryMap::write_window(std::uint32_t address) {
  for (Window& window : write_windows_) {
    if (holds(window.base, window.span[0], address)) return &window;
  }
  return nullptr;
}

bool MemoryMap::read(std::uint32_t address, unsigned size, std::uint64_t now, std::uint32_t& value) {
  if (const std::uint8_t* memory = ram(address, size)) {
    value = 0;
    std::memcpy(&value, memory, size);
    return true;
  }
  for (const Mapped& m : devices_) {
    if (holds(m.base, m.bytes, address)) return m.device->read(address - m.base, size, now, value);
  }
  return false;
}

MemoryMap::Written MemoryMap::write(std::uint32_t address, unsigned size, std::uint64_t now,
                                    std::uint32_t value) {
  if (Ram* ram = ram_of(address); ram != nullptr && size <= ram->bytes - (address - ram->base)) {
    const std::uint32_t offset = address - ram->base;
    std::memcpy(ram->memory.get() + offset, &value, size);
    const Granule granule = ram->granules[offset / kGranule];
    if (granule.watched) {
      for (const Watched& w : watches_) {
        if (w.address / 4 != address / 4) continue;
        std::uint32_t word = 0;
        std::memcpy(&word, ram->memory.get() + (w.address - ram->base), 4);
        w.call(word);
      }
    }
    // The access is aligned: it lies in one granule and begins in the half-word at `first`.
    const std::uint32_t first = offset % kGranule / 2;
    const std::uint32_t halves = size == 4 ? 3U << first : 1U << first;
    return (granule.code & halves) != 0 ? Written::code : Written::ram;
  }
  for (const Mapped& m : devices_) {
    if (holds(m.base, m.bytes, address))
      return m.device->write(address - m.base, size, now, value) ? Written::device : Written::nothing;
  }
  return Written::nothing;
}

bool MemoryMap::fetch(std::uint32_t address, std::uint16_t& half) const {
  for (const Ram& ram : rams_) {
    if (address % 2 == 0 && holds(ram.base, ram.bytes, address)) {
      std::memcpy(&half, ram.memory.get() + (address - ram.base), 2);
      return true;
    }
  }
  return false;
}

std::uint8_t* MemoryMap::ram(std::uint32_t address, std::uint64_t bytes) {
  Ram* ram = ram_of(address);
  if (ram == nullptr || bytes > ram->bytes - (address - ram->base)) return nullptr;
  return ram->memory.get() + (address - ram->base);
}

void MemoryMap::mark_code(std::uint32_t first, std::uint32_t end) {
  Ram* ram = ram_of(first);
  if (ram == nullptr || end <= first) return;
  for (std::uint32_t at = first - ram->base; at < std::min(end - ram->base, ram->bytes); at += 2) {
    Granule& granule = ram->granules[at / kGranule];
    if (granule.open()) exclude(*ram, at / kGranule);
    granule.code = static_cast<std::uint16_t>(granule.code | 1U << (at % kGranule / 2));
    ram->first_code = std::min(ram->first_code, at / kGranule);
    ram->end_code = std::max(ram->end_code, at / kGranule + 1);
  }
}

void MemoryMap::forget_code() {
  // Ops still point to the windows: they are emptied, never freed before the ops are.
  write_windows_.clear();
  for (Ram& ram : rams_) {
    for (std::uint32_t g = ram.first_code; g < ram.end_code; ++g) ram.granules[g].code = 0;
    ram.first_code = static_cast<std::uint32_t>(ram.granules.size());
    ram.end_code = 0;
    open_windows(ram);
  }
}

// Cuts a granule out of the window that holds it; the larger part keeps the window's place.
void MemoryMap::exclude(const Ram& ram, std::uint32_t granule) {
  const std::uint32_t first = ram.base + granule * kGranule;
  Window* window = write_window(first);
  if (window == nullptr) return;
  const std::uint32_t below = first - window->base;
  const std::uint32_t above = window->span[0] - below - kGranule;
  std::uint8_t* host = window->host;
  const std::uint32_t base = window->base;
  const Window low{base, {below, below >> 1, below >> 2}, host};
  const Window high{first + kGranule, {above, above >> 1, above >> 2}, host + below + kGranule};
  *window = below > above ? low : high;
  const Window& rest = below > above ? high : low;
  if (rest.span[0] != 0) write_windows_.push_back(rest);
}

// Windows over everything but watched granules: no code is marked.
void MemoryMap::open_windows(const Ram& ram) {
  std::vector<std::uint32_t> holes;
  for (const Watched& w : watches_) {
    if (holds(ram.base, ram.bytes, w.address)) holes.push_back((w.address - ram.base) / kGranule);
  }
  std::sort(holes.begin(), holes.end());
  holes.push_back(ram.bytes / kGranule);
  std::uint32_t first = 0;
  for (const std::uint32_t hole : holes) {
    const std::uint32_t offset = first * kGranule;
    if (hole > first)
      write_windows_.emplace_back().set(ram.base + offset, hole * kGranule - offset,
                                        ram.memory.get() + offset);
    first = hole + 1;
  }
}

}  // namespace quartet::mcu
