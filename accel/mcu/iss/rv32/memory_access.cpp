// The slow ways of loads and stores.
#include "accel/mcu/iss/rv32/execute.hpp"

namespace quartet::mcu::rv32 {

namespace {

// The chain is left: by a stop, or to the program's handler.
Elsewhere misaligned(Hart* hart, Op* op, u64 cycles, u64 instret, u32 address, u32 cause) {
  raise(hart, op, cycles, instret, {StopReason::misaligned, 0, address}, cause, address);
  return {Elsewhere::left};
}

Elsewhere bus_error(Hart* hart, Op* op, u64 cycles, u64 instret, u32 address, u32 cause) {
  raise(hart, op, cycles, instret, {StopReason::bus_error, 0, address}, cause, address);
  return {Elsewhere::left};
}

bool hardware_splits(const Hart* hart) {
  return static_cast<const RvHart*>(hart)->options.misaligned_in_hardware;
}

u32 extended(u32 value, Access access) {
  if (!access.is_signed || access.size == 4) return value;
  const u32 unused = 32 - 8U * access.size;
  return static_cast<u32>(static_cast<i32>(value << unused) >> unused);
}

}  // namespace

Elsewhere load_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 address, Access access) {
  MemoryMap& memory = *hart->memory;
  const u32 size = access.size;
  u32 value = 0, extra = 0;
  if (address % size != 0) {
    if (!hardware_splits(hart)) return misaligned(hart, op, cycles, instret, address, kLoadMisaligned);
    const std::uint8_t* bytes = memory.ram(address, size);
    if (bytes == nullptr) return bus_error(hart, op, cycles, instret, address, kLoadFault);
    std::memcpy(&value, bytes, size);
    if (crosses_word(address, size)) extra = hart->misaligned_load_cycles;
    extra += memory.slow_read(address, moment_of(op, cycles, instret).cycles).extra_cycles;
  } else if (Window* window = memory.read_window(address); window != nullptr && op->link.window != window) {
    op->link.window = window;
    return {Elsewhere::again};
  } else {
    const u64 now = moment_of(op, cycles, instret).cycles;
    if (!memory.read(address, size, now, value)) return bus_error(hart, op, cycles, instret, address, kLoadFault);
    const ISlowMemory::Access slow = memory.slow_read(address, now);
    if (slow.window != nullptr) op->link.window = slow.window;
    extra = slow.extra_cycles;
  }
  return {Elsewhere::done, extra, extended(value, access)};
}

Elsewhere store_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 address, u32 size) {
  MemoryMap& memory = *hart->memory;
  const u32 value = hart->x[op->rs2];
  if (address % size != 0) {
    if (!hardware_splits(hart)) return misaligned(hart, op, cycles, instret, address, kStoreMisaligned);
    if (memory.ram(address, size) == nullptr)
      return bus_error(hart, op, cycles, instret, address, kStoreFault);
    for (u32 i = 0; i < size; ++i) {
      if (memory.write(address + i, 1, 0, value >> (8 * i)) == MemoryMap::Written::code) hart->flush = true;
    }
    return {Elsewhere::done, crosses_word(address, size) ? hart->misaligned_store_cycles : 0};
  }
  if (Window* window = memory.write_window(address); window != nullptr && op->link.window != window) {
    op->link.window = window;
    return {Elsewhere::again};
  }
  switch (memory.write(address, size, moment_of(op, cycles, instret).cycles, value)) {
    case MemoryMap::Written::nothing:
      return bus_error(hart, op, cycles, instret, address, kStoreFault);
    case MemoryMap::Written::code:
      hart->flush = true;
      break;
    case MemoryMap::Written::device:
      hart->attention = true;
      break;
    case MemoryMap::Written::ram:
      break;
  }
  return {Elsewhere::done};
}

}  // namespace quartet::mcu::rv32
