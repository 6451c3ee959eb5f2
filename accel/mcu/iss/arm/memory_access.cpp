// The slow ways of loads and stores.
#include "accel/mcu/iss/arm/memory_access.hpp"

#include "accel/mcu/iss/arm/exceptions.hpp"

namespace quartet::mcu::arm {

namespace {

// The chain is left: by a stop, or to the program's handler.
Elsewhere refused(Hart* hart, Op* op, u64 cycles, u64 instret, Fault fault, u32 address) {
  raise(hart, op, cycles, instret, fault, address);
  return {Elsewhere::left};
}

// Bytes and half-words until the rest is aligned: the extra transactions of an unaligned access.
i32 unaligned_extra(const ArmHart& h, u32 address, u32 size) {
  const u32 further = size == 4 && address % 2 != 0 ? 2 : 1;
  return static_cast<i32>(further * h.options.unaligned_cycles);
}

// Of an access that is not aligned.
bool is_refused(const ArmHart& h, u32 kind) {
  return !h.options.v7 || (kind & kStrict) != 0 || h.exceptions->control().traps_unaligned();
}

i32 port_saving(const ArmHart& h, u32 address) {
  return address - h.options.io_port_base < h.options.io_port_bytes
             ? -static_cast<i32>(h.options.io_port_saving)
             : 0;
}

u32 extended(u32 value, u32 kind) {
  const u32 size = kind & kSizeMask;
  if ((kind & kIsSigned) == 0 || size == 4) return value;
  const u32 unused = 32 - 8 * size;
  return static_cast<u32>(static_cast<i32>(value << unused) >> unused);
}

u32 data_of(Hart* hart, const Op* op) {
  return op->rd >= kFloat ? FloatFile::at(hart, op->rd) : hart->x[op->rd];
}

// False: nothing answers.
bool write_noticing(Hart* hart, u32 address, u32 size, u64 now, u32 value) {
  switch (hart->memory->write(address, size, now, value)) {
    case MemoryMap::Written::nothing:
      return false;
    case MemoryMap::Written::code:
      hart->flush = true;
      break;
    case MemoryMap::Written::device:
      hart->attention = true;
      break;
    case MemoryMap::Written::ram:
      break;
  }
  return true;
}

}  // namespace

Elsewhere load_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 kind, u32 address) {
  const ArmHart& h = arm_of(hart);
  MemoryMap& memory = *hart->memory;
  const u32 size = kind & kSizeMask;
  u32 value = 0;
  if (address % size != 0) {
    if (is_refused(h, kind)) return refused(hart, op, cycles, instret, Fault::unaligned, address);
    const std::uint8_t* const bytes = memory.ram(address, size);
    if (bytes == nullptr) return refused(hart, op, cycles, instret, Fault::bus, address);
    std::memcpy(&value, bytes, size);
    const u32 slow = memory.slow_read(address, moment_of(op, cycles, instret).cycles).extra_cycles;
    return {Elsewhere::done, unaligned_extra(h, address, size) + static_cast<i32>(slow),
            extended(value, kind)};
  }
  if (Window* window = memory.read_window(address); window != nullptr && op->link.window != window) {
    op->link.window = window;
    return {Elsewhere::again};
  }
  const u64 now = moment_of(op, cycles, instret).cycles;
  if (!memory.read(address, size, now, value)) return refused(hart, op, cycles, instret, Fault::bus, address);
  const ISlowMemory::Access slow = memory.slow_read(address, now);
  if (slow.window != nullptr) op->link.window = slow.window;
  return {Elsewhere::done, port_saving(h, address) + static_cast<i32>(slow.extra_cycles),
          extended(value, kind)};
}

Elsewhere store_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 kind, u32 address) {
  const ArmHart& h = arm_of(hart);
  MemoryMap& memory = *hart->memory;
  const u32 size = kind & kSizeMask, value = data_of(hart, op);
  if (address % size != 0) {
    if (is_refused(h, kind)) return refused(hart, op, cycles, instret, Fault::unaligned, address);
    if (memory.ram(address, size) == nullptr) return refused(hart, op, cycles, instret, Fault::bus, address);
    for (u32 i = 0; i < size; ++i) (void)write_noticing(hart, address + i, 1, 0, value >> (8 * i));
    return {Elsewhere::done, unaligned_extra(h, address, size)};
  }
  if (Window* window = memory.write_window(address); window != nullptr && op->link.window != window) {
    op->link.window = window;
    return {Elsewhere::again};
  }
  if (!write_noticing(hart, address, size, moment_of(op, cycles, instret).cycles, value))
    return refused(hart, op, cycles, instret, Fault::bus, address);
  return {Elsewhere::done, port_saving(h, address)};
}

Elsewhere load_words_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 count, u32 address) {
  if (address % 4 != 0) return refused(hart, op, cycles, instret, Fault::unaligned, address);
  if (op->last == 0) {
    Window* const window = hart->memory->read_window(address);
    if (window != nullptr && window != op->link.window) {
      op->link.window = window;
      return {Elsewhere::again};
    }
  }
  ArmHart& h = arm_of(hart);
  const u64 now = moment_of(op, cycles, instret).cycles;
  u32 extra = 0;
  for (u32 i = 0; i < count; ++i) {
    if (!hart->memory->read(address + 4 * i, 4, now + i, h.words[i]))
      return refused(hart, op, cycles, instret, Fault::bus, address + 4 * i);
    extra += hart->memory->slow_read(address + 4 * i, now + i + extra).extra_cycles;
  }
  return {Elsewhere::done, static_cast<i32>(extra)};
}

Elsewhere store_words_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 count, u32 address) {
  if (address % 4 != 0) return refused(hart, op, cycles, instret, Fault::unaligned, address);
  Window* const window = hart->memory->write_window(address);
  if (window != nullptr && window != op->link.window) {
    op->link.window = window;
    return {Elsewhere::again};
  }
  const u64 now = moment_of(op, cycles, instret).cycles;
  for (u32 i = 0; i < count; ++i) {
    if (!write_noticing(hart, address + 4 * i, 4, now + i, arm_of(hart).words[i]))
      return refused(hart, op, cycles, instret, Fault::bus, address + 4 * i);
  }
  return {Elsewhere::done};
}

bool store_now(Hart* hart, Op* op, u64 cycles, u64 instret, u32 size, u32 address) {
  if (write_noticing(hart, address, size, moment_of(op, cycles, instret).cycles, hart->x[op->rs2]))
    return true;
  raise(hart, op, cycles, instret, Fault::bus, address);
  return false;
}

Elsewhere load_words_leaving(Hart* hart, Op* op, u64 cycles, u64 instret, u32 count, u32 address) {
  ArmHart& h = arm_of(hart);
  const auto reached = [&] {
    const Window* const w = h.stack_window;
    return w != nullptr && address - w->base < w->span[0] && 4 * count <= w->span[0] - (address - w->base);
  };
  if (address % 4 == 0) {
    if (!reached()) h.stack_window = hart->memory->read_window(address);
    if (reached()) {
      std::memcpy(h.words.data(), h.stack_window->host + (address - h.stack_window->base),
                  4 * std::size_t{count});
      return {Elsewhere::done};
    }
  }
  return load_words_elsewhere(hart, op, cycles, instret, count, address);
}

}  // namespace quartet::mcu::arm
