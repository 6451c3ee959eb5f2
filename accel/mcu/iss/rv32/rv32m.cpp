// The M extension 2.0: multiplication and division. Division never traps: instruction set manual volume I,
// table 7.1.
#include <array>
#include <limits>

#include "accel/mcu/iss/rv32/alu.hpp"
#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/execute.hpp"
#include "accel/mcu/iss/rv32/extension.hpp"
#include "accel/mcu/iss/rv32/format.hpp"

namespace quartet::mcu::rv32 {

namespace {

using i64 = std::int64_t;

Operands fields(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), 0};
}
constexpr Format kR{fields, "d,s,t"};

bool overflows(u32 a, u32 b) {
  return a == 0x80000000 && b == 0xFFFFFFFF;
}

u32 mulh(u32 a, u32 b) {
  return static_cast<u32>(static_cast<u64>(i64{static_cast<i32>(a)} * static_cast<i32>(b)) >> 32);
}
u32 mulhsu(u32 a, u32 b) {
  return static_cast<u32>(static_cast<u64>(i64{static_cast<i32>(a)} * i64{b}) >> 32);
}
u32 mulhu(u32 a, u32 b) {
  return static_cast<u32>(u64{a} * b >> 32);
}
u32 div(u32 a, u32 b) {
  if (b == 0) return std::numeric_limits<u32>::max();
  return overflows(a, b) ? a : static_cast<u32>(static_cast<i32>(a) / static_cast<i32>(b));
}
u32 divu(u32 a, u32 b) {
  return b == 0 ? std::numeric_limits<u32>::max() : a / b;
}
u32 rem(u32 a, u32 b) {
  if (b == 0) return a;
  return overflows(a, b) ? 0 : static_cast<u32>(static_cast<i32>(a) % static_cast<i32>(b));
}
u32 remu(u32 a, u32 b) {
  return b == 0 ? a : a % b;
}

constexpr auto kMul = static_cast<std::uint8_t>(CostClass::mul),
               kMulh = static_cast<std::uint8_t>(CostClass::mulh),
               kDiv = static_cast<std::uint8_t>(CostClass::div_signed),
               kDivu = static_cast<std::uint8_t>(CostClass::div_unsigned);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"mul", "0000001 ttttt sssss 000 ddddd 0110011", &kR, register_register<mul>, Flow::next,
                kMul},
    Instruction{"mulh", "0000001 ttttt sssss 001 ddddd 0110011", &kR, register_register<mulh>, Flow::next,
                kMulh},
    Instruction{"mulhsu", "0000001 ttttt sssss 010 ddddd 0110011", &kR, register_register<mulhsu>, Flow::next,
                kMulh},
    Instruction{"mulhu", "0000001 ttttt sssss 011 ddddd 0110011", &kR, register_register<mulhu>, Flow::next,
                kMulh},
    Instruction{"div", "0000001 ttttt sssss 100 ddddd 0110011", &kR, register_register<div>, Flow::next,
                kDiv},
    Instruction{"divu", "0000001 ttttt sssss 101 ddddd 0110011", &kR, register_register<divu>, Flow::next,
                kDivu},
    Instruction{"rem", "0000001 ttttt sssss 110 ddddd 0110011", &kR, register_register<rem>, Flow::next,
                kDiv},
    Instruction{"remu", "0000001 ttttt sssss 111 ddddd 0110011", &kR, register_register<remu>, Flow::next,
                kDivu},
};
// clang-format on

}  // namespace

std::span<const Instruction> rv32m() {
  return kInstructions;
}

}  // namespace quartet::mcu::rv32
