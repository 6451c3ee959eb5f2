// The slow ways of loads and stores.
#include "accel/mcu/iss/rv32/execute.hpp"

namespace quartet::mcu::rv32 {

namespace {

void misaligned(Hart* hart, Op* op, u64 cycles, u64 instret, u32 address, u32 cause) {
  return raise(hart, op, cycles, instret, {StopReason::misaligned, 0, address}, cause, address);
}

void bus_error(Hart* hart, Op* op, u64 cycles, u64 instret, u32 address, u32 cause) {
  return raise(hart, op, cycles, instret, {StopReason::bus_error, 0, address}, cause, address);
}

bool hardware_splits(const Hart* hart) { return static_cast<const RvHart*>(hart)->options.misaligned_in_hardware; }

}  // namespace

void load_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 address, u32 size, bool is_signed, Handler again) {
  MemoryMap& memory = *hart->memory;
  u32 value = 0;
  if (address % size != 0) {
    if (!hardware_splits(hart)) return misaligned(hart, op, cycles, instret, address, kLoadMisaligned);
    const std::uint8_t* bytes = memory.ram(address, size);
    if (bytes == nullptr) return bus_error(hart, op, cycles, instret, address, kLoadFault);
    std::memcpy(&value, bytes, size);
    if (crosses_word(address, size)) cycles += hart->misaligned_load_cycles;
  } else if (Window* window = memory.read_window(address); window != nullptr && op->link.window != window) {
    op->link.window = window;
    return again(hart, op, cycles, instret);
  } else if (!memory.read(address, size, moment_of(op, cycles, instret).cycles, value)) {
    return bus_error(hart, op, cycles, instret, address, kLoadFault);
  }
  if (is_signed && size < 4) value = static_cast<u32>(static_cast<i32>(value << (32 - 8 * size)) >> (32 - 8 * size));
  hart->x[op->rd] = value;
  return next_with_care(hart, op, cycles, instret);
}

void store_elsewhere(Hart* hart, Op* op, u64 cycles, u64 instret, u32 address, u32 size, Handler again) {
  MemoryMap& memory = *hart->memory;
  const u32 value = hart->x[op->rs2];
  if (address % size != 0) {
    if (!hardware_splits(hart)) return misaligned(hart, op, cycles, instret, address, kStoreMisaligned);
    if (memory.ram(address, size) == nullptr) return bus_error(hart, op, cycles, instret, address, kStoreFault);
    for (u32 i = 0; i < size; ++i) {
      if (memory.write(address + i, 1, 0, value >> (8 * i)) == MemoryMap::Written::code) hart->flush = true;
    }
    if (crosses_word(address, size)) cycles += hart->misaligned_store_cycles;
    return next_with_care(hart, op, cycles, instret);
  }
  if (Window* window = memory.write_window(address); window != nullptr && op->link.window != window) {
    op->link.window = window;
    return again(hart, op, cycles, instret);
  }
  switch (memory.write(address, size, moment_of(op, cycles, instret).cycles, value)) {
    case MemoryMap::Written::nothing: return bus_error(hart, op, cycles, instret, address, kStoreFault);
    case MemoryMap::Written::code: hart->flush = true; break;
    case MemoryMap::Written::device: hart->attention = true; break;
    case MemoryMap::Written::ram: break;
  }
  return next_with_care(hart, op, cycles, instret);
}

}  // namespace quartet::mcu::rv32
