// Multiplication and division: DDI0403E A5.3.16, A5.3.17 without the DSP extension.
#include <array>

#include "accel/mcu/iss/arm/exceptions.hpp"
#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/products.hpp"

namespace quartet::mcu::arm {

namespace {

u32 divide_signed(u32 a, u32 b) {
  return a == 0x80000000 && b == 0xFFFFFFFF ? a : static_cast<u32>(static_cast<i32>(a) / static_cast<i32>(b));
}
u32 divide_unsigned(u32 a, u32 b) {
  return a / b;
}
// By zero: 0, or a fault where CCR asks for one.
template <u32 (*Divide)(u32, u32)>
void divide(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const u32 divisor = hart->x[op->rs2];
  if (divisor == 0 && arm_of(hart).exceptions->control().traps_division())
    return raise(hart, op, cycles, instret, Fault::divide_by_zero, op->pc);
  hart->x[op->rd] = divisor == 0 ? 0 : Divide(hart->x[op->rs1], divisor);
  return next(hart, op, cycles, instret);
}

constexpr Format kTwo{two_sources, "%d, %n, %m", plain_two},
    kThree{three_sources, "%d, %n, %m, %a", plain_three}, kLongTwo{long_fields, "%d, %a, %n, %m", plain_long};

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"mul%c.w", "111110110000 nnnn 1111 dddd 0000 mmmm", &kTwo, compute<multiply_low>, Flow::next,
                kMul},
    Instruction{"mla%c", "111110110000 nnnn aaaa dddd 0000 mmmm", &kThree, compute_three<multiply_add>,
                Flow::next, kMul},
    Instruction{"mls%c", "111110110000 nnnn aaaa dddd 0001 mmmm", &kThree, compute_three<multiply_subtract>,
                Flow::next, kMul},
    Instruction{"smull%c", "111110111000 nnnn llll hhhh 0000 mmmm", &kLongTwo, multiply_long<smull>,
                Flow::next, kLong},
    Instruction{"umull%c", "111110111010 nnnn llll hhhh 0000 mmmm", &kLongTwo, multiply_long<umull>,
                Flow::next, kLong},
    Instruction{"smlal%c", "111110111100 nnnn llll hhhh 0000 mmmm", &kLongTwo, multiply_long<smlal>,
                Flow::next, kLong},
    Instruction{"umlal%c", "111110111110 nnnn llll hhhh 0000 mmmm", &kLongTwo, multiply_long<umlal>,
                Flow::next, kLong},
    Instruction{"sdiv%c", "111110111001 nnnn 1111 dddd 1111 mmmm", &kTwo, divide<divide_signed>, Flow::next,
                of(CostClass::divide_signed), kLeaves},
    Instruction{"udiv%c", "111110111011 nnnn 1111 dddd 1111 mmmm", &kTwo, divide<divide_unsigned>, Flow::next,
                of(CostClass::divide_unsigned), kLeaves},
};
// clang-format on

}  // namespace

std::span<const Instruction> multiply() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
