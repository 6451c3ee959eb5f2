// Saturating arithmetic, packing, selection and extending additions of the DSP extension: DDI0403E A5.3.12,
// A5.3.15.
#include <algorithm>
#include <array>

#include "accel/mcu/iss/arm/bit_operations.hpp"
#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/long_multiply.hpp"

namespace quartet::mcu::arm {

namespace {

i64 to_signed(u32 value) {
  return static_cast<i32>(value);
}
u32 saturated(ArmHart& h, i64 value) {
  const i64 result = std::clamp<i64>(value, INT32_MIN, INT32_MAX);
  if (result != value) h.q = 1;
  return static_cast<u32>(result);
}
u32 qadd(ArmHart& h, u32 n, u32 m) {
  return saturated(h, to_signed(m) + to_signed(n));
}
u32 qsub(ArmHart& h, u32 n, u32 m) {
  return saturated(h, to_signed(m) - to_signed(n));
}
u32 qdadd(ArmHart& h, u32 n, u32 m) {
  const u32 twice = saturated(h, 2 * to_signed(n));
  return saturated(h, to_signed(m) + to_signed(twice));
}
u32 qdsub(ArmHart& h, u32 n, u32 m) {
  const u32 twice = saturated(h, 2 * to_signed(n));
  return saturated(h, to_signed(m) - to_signed(twice));
}

u32 select(ArmHart& h, u32 n, u32 m) {
  u32 mask = 0;
  for (u32 i = 0; i < 4; ++i) mask |= (h.ge >> i & 1) != 0 ? 0xFFU << (8 * i) : 0;
  return (n & mask) | (m & ~mask);
}

u32 clamped_half(ArmHart& h, u32 value, i32 low, i32 high) {
  const i32 v = static_cast<std::int16_t>(value), result = std::clamp(v, low, high);
  if (result != v) h.q = 1;
  return static_cast<u32>(result) & 0xFFFF;
}
u32 saturate_halves_signed(ArmHart& h, u32, u32 value, u32 imm) {
  const i32 top = 1 << (imm - 1);
  return clamped_half(h, value, -top, top - 1) | clamped_half(h, value >> 16, -top, top - 1) << 16;
}
u32 saturate_halves_unsigned(ArmHart& h, u32, u32 value, u32 imm) {
  const i32 top = (1 << imm) - 1;
  return clamped_half(h, value, 0, top) | clamped_half(h, value >> 16, 0, top) << 16;
}

u32 pack_bottom_top(u32 n, u32 m, u32 by) {
  return (n & 0xFFFF) | (m << by & 0xFFFF0000);
}
u32 pack_top_bottom(u32 n, u32 m, u32 by) {
  return (n & 0xFFFF0000) | (static_cast<u32>(to_signed(m) >> by) & 0xFFFF);
}

Operands saturate_fields(u32 raw, u32) {
  return {reg(raw, 8), 0, reg(raw, 16), bits(raw, 0, 4)};
}
Operands signed_saturate_fields(u32 raw, u32) {
  return {reg(raw, 8), 0, reg(raw, 16), bits(raw, 0, 4) + 1};
}
Operands pack_fields(u32 raw, u32) {
  const u32 amount = shift_amount(raw);
  return {reg(raw, 8), reg(raw, 16), reg(raw, 0), bits(raw, 5, 1) != 0 && amount == 0 ? 32 : amount};
}
Operands extend_fields(u32 raw, u32) {
  return {reg(raw, 8), 0, reg(raw, 0), bits(raw, 4, 2) * 8};
}
Operands extend_add_fields(u32 raw, u32) {
  return {reg(raw, 8), reg(raw, 16), reg(raw, 0), bits(raw, 4, 2) * 8};
}
bool plain_pair(u32 raw) {
  return is_plain_register(raw, 8) && is_plain_register(raw, 16);
}
bool plain_extend(u32 raw) {
  return is_plain_register(raw, 8) && is_plain_register(raw, 0);
}
bool plain_extend_add(u32 raw) {
  return plain_extend(raw) && is_plain_register(raw, 16);
}

constexpr Format kReversed{two_sources, "%d, %m, %n", plain_two},
    kSelect{two_sources, "%d, %n, %m", plain_two}, kSigned{signed_saturate_fields, "%d, %s, %m", plain_pair},
    kUnsigned{saturate_fields, "%d, %s, %m", plain_pair}, kPack{pack_fields, "%d, %n, %m%S", plain_two},
    kExtend{extend_fields, "%d, %m%R", plain_extend},
    kExtendAdd{extend_add_fields, "%d, %n, %m%R", plain_extend_add};

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"qadd%c", "111110101000 nnnn 1111 dddd 1000 mmmm", &kReversed, compute_flags<qadd>,
                Flow::next, kAlu},
    Instruction{"qdadd%c", "111110101000 nnnn 1111 dddd 1001 mmmm", &kReversed, compute_flags<qdadd>,
                Flow::next, kAlu},
    Instruction{"qsub%c", "111110101000 nnnn 1111 dddd 1010 mmmm", &kReversed, compute_flags<qsub>,
                Flow::next, kAlu},
    Instruction{"qdsub%c", "111110101000 nnnn 1111 dddd 1011 mmmm", &kReversed, compute_flags<qdsub>,
                Flow::next, kAlu},
    Instruction{"sel%c", "111110101010 nnnn 1111 dddd 1000 mmmm", &kSelect, compute_flags<select>, Flow::next,
                kAlu},
    Instruction{"ssat16%c", "11110 0 1 1001 0 nnnn 0 000 dddd 00 00 wwww", &kSigned,
                compute_flags_with<saturate_halves_signed>, Flow::next, kAlu},
    Instruction{"usat16%c", "11110 0 1 1101 0 nnnn 0 000 dddd 00 00 wwww", &kUnsigned,
                compute_flags_with<saturate_halves_unsigned>, Flow::next, kAlu},
    Instruction{"pkhbt%c", "11101 01 0110 0 nnnn 0 iii dddd ii 00 mmmm", &kPack,
                compute_with<pack_bottom_top>, Flow::next, kAlu},
    Instruction{"pkhtb%c", "11101 01 0110 0 nnnn 0 iii dddd ii 10 mmmm", &kPack,
                compute_with<pack_top_bottom>, Flow::next, kAlu},
    Instruction{"sxtb16%c", "111110100010 1111 1111 dddd 10 rr mmmm", &kExtend,
                compute_with<rotated<sign_extend_bytes>>, Flow::next, kAlu},
    Instruction{"uxtb16%c", "111110100011 1111 1111 dddd 10 rr mmmm", &kExtend,
                compute_with<rotated<zero_extend_bytes>>, Flow::next, kAlu},
    Instruction{"sxtah%c", "111110100000 nnnn 1111 dddd 10 rr mmmm", &kExtendAdd,
                compute_with<rotated<sign_extend_half>>, Flow::next, kAlu},
    Instruction{"uxtah%c", "111110100001 nnnn 1111 dddd 10 rr mmmm", &kExtendAdd,
                compute_with<rotated<zero_extend_half>>, Flow::next, kAlu},
    Instruction{"sxtab16%c", "111110100010 nnnn 1111 dddd 10 rr mmmm", &kExtendAdd,
                compute_with<rotated<sign_extend_bytes>>, Flow::next, kAlu},
    Instruction{"uxtab16%c", "111110100011 nnnn 1111 dddd 10 rr mmmm", &kExtendAdd,
                compute_with<rotated<zero_extend_bytes>>, Flow::next, kAlu},
    Instruction{"sxtab%c", "111110100100 nnnn 1111 dddd 10 rr mmmm", &kExtendAdd,
                compute_with<rotated<sign_extend_byte>>, Flow::next, kAlu},
    Instruction{"uxtab%c", "111110100101 nnnn 1111 dddd 10 rr mmmm", &kExtendAdd,
                compute_with<rotated<zero_extend_byte>>, Flow::next, kAlu},
};
// clang-format on

}  // namespace

std::span<const Instruction> dsp_saturating() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
