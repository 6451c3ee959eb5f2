// The forms in which every vector operation exists: its widths, and what its second operand is.
#pragma once

#include <array>

#include "accel/mcu/iss/rv32/execute.hpp"
#include "accel/mcu/iss/rv32/simd.hpp"
#include "accel/mcu/iss/rv32/xpulp.hpp"

namespace quartet::mcu::rv32 {

enum class Second : std::uint8_t { vector, scalar, immediate };

// --- handlers ---------------------------------------------------------------------------------------------

template <unsigned Bits, u32 (*Compute)(u32, u32)>
void register_scalar(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(hart->x[op->rs1], replicate<Bits>(hart->x[op->rs2]));
  return next(hart, op, cycles, instret);
}

/// rd is operand and result.
template <u32 (*Compute)(u32, u32, u32)>
void accumulate_register(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(hart->x[op->rd], hart->x[op->rs1], hart->x[op->rs2]);
  return next(hart, op, cycles, instret);
}
template <u32 (*Compute)(u32, u32, u32)>
void accumulate_immediate(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(hart->x[op->rd], hart->x[op->rs1], op->imm);
  return next(hart, op, cycles, instret);
}
template <unsigned Bits, u32 (*Compute)(u32, u32, u32)>
void accumulate_scalar(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = Compute(hart->x[op->rd], hart->x[op->rs1], replicate<Bits>(hart->x[op->rs2]));
  return next(hart, op, cycles, instret);
}

/// Handlers of one operation by width: 16, 8, 4, 2 bit; and by second operand.
struct Forms {
  using Row = std::array<Handler, 3>;
  std::array<Row, 4> by_width;
  bool accumulates = false;

  [[nodiscard]] Handler at(unsigned width, Second second) const {
    return by_width[width][static_cast<std::size_t>(second)];
  }
};
inline constexpr unsigned kHalf = 0, kByte = 1, kNibble = 2, kCrumb = 3;  ///< first index of Forms::by_width

template <unsigned Bits, u32 (*Compute)(u32, u32)>
inline constexpr Forms::Row kRow{register_register<Compute>, register_scalar<Bits, Compute>,
                                 register_immediate<Compute>};
template <unsigned Bits, u32 (*Compute)(u32, u32, u32)>
inline constexpr Forms::Row kSumRow{accumulate_register<Compute>, accumulate_scalar<Bits, Compute>,
                                    accumulate_immediate<Compute>};

template <class Element>
inline constexpr Forms kElementwise{{kRow<16, elementwise<16, Element>>, kRow<8, elementwise<8, Element>>,
                                     kRow<4, elementwise<4, Element>>, kRow<2, elementwise<2, Element>>}};
template <Signs S>
inline constexpr Forms kDot{{kRow<16, dot<16, S>>, kRow<8, dot<8, S>>, kRow<4, dot<4, S>>, kRow<2, dot<2, S>>}};
template <Signs S>
inline constexpr Forms kSumDot{{kSumRow<16, sum_dot<16, S>>, kSumRow<8, sum_dot<8, S>>,
                                kSumRow<4, sum_dot<4, S>>, kSumRow<2, sum_dot<2, S>>},
                               true};

}  // namespace quartet::mcu::rv32
