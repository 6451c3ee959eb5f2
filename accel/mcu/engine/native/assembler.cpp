// Encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
#include "accel/mcu/engine/native/assembler.hpp"

#include <cstring>

namespace quartet::mcu::native {

namespace {

constexpr std::uint32_t kUnbound = UINT32_MAX;
constexpr unsigned kNeedsSib = 4, kTwoByte = 0x0F;

constexpr unsigned of(Reg r) {
  return static_cast<unsigned>(r);
}
constexpr bool fits_byte(std::uint32_t value) {
  return value + 128 < 256;
}

}  // namespace

// --- parts of an instruction

void Assembler::word(std::uint32_t value) {
  for (int i = 0; i < 4; ++i) byte(value >> (8 * i) & 0xFF);
}

void Assembler::rex(bool wide, unsigned reg, unsigned index, unsigned base, bool always) {
  const unsigned bits = (wide ? 8U : 0U) | (reg >> 3) << 2 | (index >> 3) << 1 | base >> 3;
  if (bits != 0 || always) byte(0x40 | bits);
}

void Assembler::operands(unsigned reg, Mem mem) {
  const unsigned base = of(mem.base) & 7, field = (reg & 7) << 3;
  if (mem.indexed) {
    byte(0x40 | field | kNeedsSib);
    byte((of(mem.index) & 7) << 3 | base);
    byte(0);
    return;
  }
  const auto offset = static_cast<std::uint32_t>(mem.offset);
  const bool narrow = fits_byte(offset);
  byte((narrow ? 0x40U : 0x80U) | field | base);
  if (base == kNeedsSib) byte(0x20 | base);
  narrow ? byte(offset & 0xFF) : word(offset);
}

void Assembler::operands(unsigned reg, Reg rm) {
  byte(0xC0 | (reg & 7) << 3 | (of(rm) & 7));
}

void Assembler::instruction(bool wide, unsigned opcode, unsigned reg, Mem mem) {
  rex(wide, reg, mem.indexed ? of(mem.index) : 0, of(mem.base));
  byte(opcode);
  operands(reg, mem);
}

void Assembler::instruction(bool wide, unsigned opcode, unsigned reg, Reg rm) {
  rex(wide, reg, 0, of(rm));
  byte(opcode);
  operands(reg, rm);
}

void Assembler::two_byte(bool wide, unsigned opcode, unsigned reg, Mem mem) {
  rex(wide, reg, mem.indexed ? of(mem.index) : 0, of(mem.base));
  byte(kTwoByte);
  byte(opcode);
  operands(reg, mem);
}

void Assembler::two_byte(bool wide, unsigned opcode, unsigned reg, Reg rm, bool byte_register) {
  rex(wide, reg, 0, of(rm), byte_register);
  byte(kTwoByte);
  byte(opcode);
  operands(reg, rm);
}

// --- moves

void Assembler::load(Reg to, Mem from) {
  instruction(false, 0x8B, of(to), from);
}
void Assembler::load64(Reg to, Mem from) {
  instruction(true, 0x8B, of(to), from);
}
void Assembler::load_extended(Reg to, Mem from, Width width, bool is_signed) {
  if (width == Width::word) return load(to, from);
  two_byte(false, (is_signed ? 0xBEU : 0xB6U) + (width == Width::half ? 1 : 0), of(to), from);
}
void Assembler::store(Mem to, Reg from, Width width) {
  if (width == Width::half) byte(0x66);
  if (width == Width::byte) {
    rex(false, of(from), to.indexed ? of(to.index) : 0, of(to.base), true);
    byte(0x88);
    return operands(of(from), to);
  }
  instruction(false, 0x89, of(from), to);
}
void Assembler::store64(Mem to, Reg from) {
  instruction(true, 0x89, of(from), to);
}
void Assembler::store(Mem to, std::uint32_t value) {
  instruction(false, 0xC7, 0, to);
  word(value);
}
void Assembler::move(Reg to, Reg from) {
  instruction(false, 0x8B, of(to), from);
}
void Assembler::move64(Reg to, Reg from) {
  instruction(true, 0x8B, of(to), from);
}
void Assembler::move(Reg to, std::uint32_t value) {
  rex(false, 0, 0, of(to));
  byte(0xB8 | (of(to) & 7));
  word(value);
}
void Assembler::move64(Reg to, std::uint64_t value) {
  rex(true, 0, 0, of(to));
  byte(0xB8 | (of(to) & 7));
  word(static_cast<std::uint32_t>(value));
  word(static_cast<std::uint32_t>(value >> 32));
}
void Assembler::sign_extend64(Reg to, Reg from) {
  instruction(true, 0x63, of(to), from);
}
void Assembler::extend(Reg to, Reg from, Width width, bool is_signed) {
  if (width == Width::word) return move(to, from);
  two_byte(false, (is_signed ? 0xBEU : 0xB6U) + (width == Width::half ? 1 : 0), of(to), from, true);
}
void Assembler::address(Reg to, Mem of_what) {
  instruction(false, 0x8D, of(to), of_what);
}
void Assembler::address64(Reg to, Mem of_what) {
  instruction(true, 0x8D, of(to), of_what);
}

// --- arithmetic

void Assembler::alu(Alu what, Reg to, Reg with) {
  instruction(false, static_cast<unsigned>(what) << 3 | 3, of(to), with);
}
void Assembler::alu(Alu what, Reg to, Mem with) {
  instruction(false, static_cast<unsigned>(what) << 3 | 3, of(to), with);
}
void Assembler::alu(Alu what, Reg to, std::uint32_t with) {
  instruction(false, fits_byte(with) ? 0x83 : 0x81, static_cast<unsigned>(what), to);
  fits_byte(with) ? byte(with & 0xFF) : word(with);
}
void Assembler::alu(Alu what, Mem to, std::uint32_t with) {
  instruction(false, fits_byte(with) ? 0x83 : 0x81, static_cast<unsigned>(what), to);
  fits_byte(with) ? byte(with & 0xFF) : word(with);
}
void Assembler::alu64(Alu what, Reg to, Reg with) {
  instruction(true, static_cast<unsigned>(what) << 3 | 3, of(to), with);
}
void Assembler::alu64(Alu what, Reg to, Mem with) {
  instruction(true, static_cast<unsigned>(what) << 3 | 3, of(to), with);
}
void Assembler::alu64(Alu what, Reg to, std::int32_t with) {
  instruction(true, 0x81, static_cast<unsigned>(what), to);
  word(static_cast<std::uint32_t>(with));
}
void Assembler::increment64(Mem what) {
  instruction(true, 0xFF, 0, what);
}
void Assembler::test(Reg a, Reg b) {
  instruction(false, 0x85, of(a), b);
}
void Assembler::multiply(Reg to, Reg with) {
  two_byte(false, 0xAF, of(to), with);
}
void Assembler::multiply64(Reg to, Reg with) {
  two_byte(true, 0xAF, of(to), with);
}
void Assembler::shift(Shift what, Reg to, std::uint8_t by) {
  instruction(false, 0xC1, static_cast<unsigned>(what), to);
  byte(by);
}
void Assembler::shift64(Shift what, Reg to, std::uint8_t by) {
  instruction(true, 0xC1, static_cast<unsigned>(what), to);
  byte(by);
}
void Assembler::shift_by_cl(Shift what, Reg to) {
  instruction(false, 0xD3, static_cast<unsigned>(what), to);
}
void Assembler::complement(Reg what) {
  instruction(false, 0xF7, 2, what);
}
void Assembler::swap_bytes(Reg what) {
  rex(false, 0, 0, of(what));
  byte(kTwoByte);
  byte(0xC8 | (of(what) & 7));
}

// --- vectors: the first two registers are free at any time

bool has_dot_products() {
  return __builtin_cpu_supports("sse4.1") != 0;
}
void Assembler::vector(unsigned opcode, unsigned to, unsigned from, bool extended) {
  byte(0x66);
  byte(kTwoByte);
  if (extended) byte(0x38);
  byte(opcode);
  byte(0xC0 | to << 3 | from);
}
void Assembler::to_vector(unsigned to, Reg from) {
  byte(0x66);
  two_byte(false, 0x6E, to, from);
}
void Assembler::from_vector(Reg to, unsigned from) {
  byte(0x66);
  two_byte(false, 0x7E, from, to);
}
void Assembler::add_halves(Reg to, Reg with) {
  to_vector(0, to);
  to_vector(1, with);
  vector(0xFD, 0, 1);  // paddw
  from_vector(to, 0);
}
void Assembler::dot_halves(Reg to, Reg a, Reg b) {
  to_vector(0, a);
  to_vector(1, b);
  vector(0xF5, 0, 1);  // pmaddwd
  from_vector(to, 0);
}
void Assembler::dot_bytes(Reg to, Reg a, bool a_signed, Reg b, bool b_signed) {
  to_vector(0, a);
  to_vector(1, b);
  vector(a_signed ? 0x20 : 0x30, 0, 0, true);  // pmovsxbw, pmovzxbw
  vector(b_signed ? 0x20 : 0x30, 1, 1, true);
  vector(0xF5, 0, 1);
  vector(0x70, 1, 0);  // pshufd: the second product sum
  byte(1);
  vector(0xFE, 0, 1);  // paddd
  from_vector(to, 0);
}

// --- conditions

void Assembler::set(Cond when, Mem to) {
  two_byte(false, 0x90U | static_cast<unsigned>(when), 0, to);
}
void Assembler::set(Cond when, Reg to) {
  two_byte(false, 0x90U | static_cast<unsigned>(when), 0, to, true);
}

// --- jumps

Assembler::Label Assembler::label() {
  places_.push_back(kUnbound);
  return {static_cast<std::uint32_t>(places_.size() - 1)};
}
void Assembler::bind(Label label) {
  places_[label.number] = static_cast<std::uint32_t>(code_.size());
}
void Assembler::target(Label to) {
  fixups_.push_back({static_cast<std::uint32_t>(code_.size()), to.number});
  word(0);
}
void Assembler::jump(Label to) {
  byte(0xE9);
  target(to);
}
void Assembler::jump_if(Cond when, Label to) {
  byte(kTwoByte);
  byte(0x80U | static_cast<unsigned>(when));
  target(to);
}
void Assembler::jump(Mem to) {
  instruction(false, 0xFF, 4, to);
}
void Assembler::jump(Reg to) {
  instruction(false, 0xFF, 4, to);
}
void Assembler::call(Reg what) {
  instruction(false, 0xFF, 2, what);
}
void Assembler::push(Reg what) {
  rex(false, 0, 0, of(what));
  byte(0x50 | (of(what) & 7));
}
void Assembler::pop(Reg what) {
  rex(false, 0, 0, of(what));
  byte(0x58 | (of(what) & 7));
}
void Assembler::ret() {
  byte(0xC3);
}

void Assembler::finish() {
  for (const Fixup& f : fixups_) {
    const std::uint32_t distance = places_[f.label] - (f.at + 4);
    std::memcpy(code_.data() + f.at, &distance, sizeof distance);
  }
  fixups_.clear();
}

}  // namespace quartet::mcu::native
