// Multiply-accumulate, 16-bit products, and sums, each with a shift that may round.
#include <array>

#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/execute.hpp"
#include "accel/mcu/iss/rv32/simd_forms.hpp"
#include "accel/mcu/iss/rv32/xpulp.hpp"
#include "accel/mcu/iss/rv32/xpulp_alu.hpp"

namespace quartet::mcu::rv32 {

namespace {

Operands accumulating(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), 0, reg(raw, 7)};
}
Operands with_shift(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), bits(raw, 25, 5)};
}
Operands accumulating_with_shift(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), bits(raw, 25, 5), reg(raw, 7)};
}
constexpr Format kSum{accumulating, "d,s,t"}, kShift{with_shift, "d,s,t,l"},
    kSumShift{accumulating_with_shift, "d,s,t,l"};

template <bool Signed, bool High, bool Round>
void product(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] =
      normalize<Signed, Round>(half_product<Signed, High>(hart->x[op->rs1], hart->x[op->rs2]), op->imm);
  return next(hart, op, cycles, instret);
}
template <bool Signed, bool High, bool Round>
void product_sum(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const u32 product = half_product<Signed, High>(hart->x[op->rs1], hart->x[op->rs2]);
  hart->x[op->rd] = normalize<Signed, Round>(product + hart->x[op->rd], op->imm);
  return next(hart, op, cycles, instret);
}
template <u32 (*Combine)(u32, u32), bool Signed, bool Round>
void shifted_sum(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = normalize<Signed, Round>(Combine(hart->x[op->rs1], hart->x[op->rs2]), op->imm);
  return next(hart, op, cycles, instret);
}
template <u32 (*Combine)(u32, u32), bool Signed, bool Round>
void shifted_sum_register(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] =
      normalize<Signed, Round>(Combine(hart->x[op->rd], hart->x[op->rs1]), hart->x[op->rs2]);
  return next(hart, op, cycles, instret);
}

constexpr auto kAlu = static_cast<std::uint8_t>(CostClass::alu), kMul = static_cast<std::uint8_t>(CostClass::mul);

// clang-format off: a line an instruction
constexpr std::array kRows{
    XpulpRow{"p.mac", "0100001 ttttt sssss 000 ddddd 0110011", "cv.mac", "1001000 ttttt sssss 011 ddddd 0101011", &kSum, accumulate_register<multiply_add>, Flow::next, kMul},
    XpulpRow{"p.msu", "0100001 ttttt sssss 001 ddddd 0110011", "cv.msu", "1001001 ttttt sssss 011 ddddd 0101011", &kSum, accumulate_register<multiply_subtract>, Flow::next, kMul},
    XpulpRow{"p.mulsN", "10 lllll ttttt sssss 000 ddddd 1011011", "cv.mulsN", "00 lllll ttttt sssss 100 ddddd 1011011", &kShift, product<true, false, false>, Flow::next, kMul},
    XpulpRow{"p.mulhhsN", "11 lllll ttttt sssss 000 ddddd 1011011", "cv.mulhhsN", "01 lllll ttttt sssss 100 ddddd 1011011", &kShift, product<true, true, false>, Flow::next, kMul},
    XpulpRow{"p.mulsRN", "10 lllll ttttt sssss 100 ddddd 1011011", "cv.mulsRN", "10 lllll ttttt sssss 100 ddddd 1011011", &kShift, product<true, false, true>, Flow::next, kMul},
    XpulpRow{"p.mulhhsRN", "11 lllll ttttt sssss 100 ddddd 1011011", "cv.mulhhsRN", "11 lllll ttttt sssss 100 ddddd 1011011", &kShift, product<true, true, true>, Flow::next, kMul},
    XpulpRow{"p.muluN", "00 lllll ttttt sssss 000 ddddd 1011011", "cv.muluN", "00 lllll ttttt sssss 101 ddddd 1011011", &kShift, product<false, false, false>, Flow::next, kMul},
    XpulpRow{"p.mulhhuN", "01 lllll ttttt sssss 000 ddddd 1011011", "cv.mulhhuN", "01 lllll ttttt sssss 101 ddddd 1011011", &kShift, product<false, true, false>, Flow::next, kMul},
    XpulpRow{"p.muluRN", "00 lllll ttttt sssss 100 ddddd 1011011", "cv.muluRN", "10 lllll ttttt sssss 101 ddddd 1011011", &kShift, product<false, false, true>, Flow::next, kMul},
    XpulpRow{"p.mulhhuRN", "01 lllll ttttt sssss 100 ddddd 1011011", "cv.mulhhuRN", "11 lllll ttttt sssss 101 ddddd 1011011", &kShift, product<false, true, true>, Flow::next, kMul},
    XpulpRow{"p.macsN", "10 lllll ttttt sssss 001 ddddd 1011011", "cv.macsN", "00 lllll ttttt sssss 110 ddddd 1011011", &kSumShift, product_sum<true, false, false>, Flow::next, kMul},
    XpulpRow{"p.machhsN", "11 lllll ttttt sssss 001 ddddd 1011011", "cv.machhsN", "01 lllll ttttt sssss 110 ddddd 1011011", &kSumShift, product_sum<true, true, false>, Flow::next, kMul},
    XpulpRow{"p.macsRN", "10 lllll ttttt sssss 101 ddddd 1011011", "cv.macsRN", "10 lllll ttttt sssss 110 ddddd 1011011", &kSumShift, product_sum<true, false, true>, Flow::next, kMul},
    XpulpRow{"p.machhsRN", "11 lllll ttttt sssss 101 ddddd 1011011", "cv.machhsRN", "11 lllll ttttt sssss 110 ddddd 1011011", &kSumShift, product_sum<true, true, true>, Flow::next, kMul},
    XpulpRow{"p.macuN", "00 lllll ttttt sssss 001 ddddd 1011011", "cv.macuN", "00 lllll ttttt sssss 111 ddddd 1011011", &kSumShift, product_sum<false, false, false>, Flow::next, kMul},
    XpulpRow{"p.machhuN", "01 lllll ttttt sssss 001 ddddd 1011011", "cv.machhuN", "01 lllll ttttt sssss 111 ddddd 1011011", &kSumShift, product_sum<false, true, false>, Flow::next, kMul},
    XpulpRow{"p.macuRN", "00 lllll ttttt sssss 101 ddddd 1011011", "cv.macuRN", "10 lllll ttttt sssss 111 ddddd 1011011", &kSumShift, product_sum<false, false, true>, Flow::next, kMul},
    XpulpRow{"p.machhuRN", "01 lllll ttttt sssss 101 ddddd 1011011", "cv.machhuRN", "11 lllll ttttt sssss 111 ddddd 1011011", &kSumShift, product_sum<false, true, true>, Flow::next, kMul},
    XpulpRow{"p.addN", "00 lllll ttttt sssss 010 ddddd 1011011", "cv.addN", "00 lllll ttttt sssss 010 ddddd 1011011", &kShift, shifted_sum<add, true, false>, Flow::next, kAlu},
    XpulpRow{"p.adduN", "10 lllll ttttt sssss 010 ddddd 1011011", "cv.adduN", "01 lllll ttttt sssss 010 ddddd 1011011", &kShift, shifted_sum<add, false, false>, Flow::next, kAlu},
    XpulpRow{"p.addRN", "00 lllll ttttt sssss 110 ddddd 1011011", "cv.addRN", "10 lllll ttttt sssss 010 ddddd 1011011", &kShift, shifted_sum<add, true, true>, Flow::next, kAlu},
    XpulpRow{"p.adduRN", "10 lllll ttttt sssss 110 ddddd 1011011", "cv.adduRN", "11 lllll ttttt sssss 010 ddddd 1011011", &kShift, shifted_sum<add, false, true>, Flow::next, kAlu},
    XpulpRow{"p.subN", "00 lllll ttttt sssss 011 ddddd 1011011", "cv.subN", "00 lllll ttttt sssss 011 ddddd 1011011", &kShift, shifted_sum<sub, true, false>, Flow::next, kAlu},
    XpulpRow{"p.subuN", "10 lllll ttttt sssss 011 ddddd 1011011", "cv.subuN", "01 lllll ttttt sssss 011 ddddd 1011011", &kShift, shifted_sum<sub, false, false>, Flow::next, kAlu},
    XpulpRow{"p.subRN", "00 lllll ttttt sssss 111 ddddd 1011011", "cv.subRN", "10 lllll ttttt sssss 011 ddddd 1011011", &kShift, shifted_sum<sub, true, true>, Flow::next, kAlu},
    XpulpRow{"p.subuRN", "10 lllll ttttt sssss 111 ddddd 1011011", "cv.subuRN", "11 lllll ttttt sssss 011 ddddd 1011011", &kShift, shifted_sum<sub, false, true>, Flow::next, kAlu},
    XpulpRow{"p.addNr", "0100000 ttttt sssss 010 ddddd 1011011", "cv.addNr", "1000000 ttttt sssss 011 ddddd 0101011", &kSum, shifted_sum_register<add, true, false>, Flow::next, kAlu},
    XpulpRow{"p.adduNr", "1100000 ttttt sssss 010 ddddd 1011011", "cv.adduNr", "1000001 ttttt sssss 011 ddddd 0101011", &kSum, shifted_sum_register<add, false, false>, Flow::next, kAlu},
    XpulpRow{"p.addRNr", "0100000 ttttt sssss 110 ddddd 1011011", "cv.addRNr", "1000010 ttttt sssss 011 ddddd 0101011", &kSum, shifted_sum_register<add, true, true>, Flow::next, kAlu},
    XpulpRow{"p.adduRNr", "1100000 ttttt sssss 110 ddddd 1011011", "cv.adduRNr", "1000011 ttttt sssss 011 ddddd 0101011", &kSum, shifted_sum_register<add, false, true>, Flow::next, kAlu},
    XpulpRow{"p.subNr", "0100000 ttttt sssss 011 ddddd 1011011", "cv.subNr", "1000100 ttttt sssss 011 ddddd 0101011", &kSum, shifted_sum_register<sub, true, false>, Flow::next, kAlu},
    XpulpRow{"p.subuNr", "1100000 ttttt sssss 011 ddddd 1011011", "cv.subuNr", "1000101 ttttt sssss 011 ddddd 0101011", &kSum, shifted_sum_register<sub, false, false>, Flow::next, kAlu},
    XpulpRow{"p.subRNr", "0100000 ttttt sssss 111 ddddd 1011011", "cv.subRNr", "1000110 ttttt sssss 011 ddddd 0101011", &kSum, shifted_sum_register<sub, true, true>, Flow::next, kAlu},
    XpulpRow{"p.subuRNr", "1100000 ttttt sssss 111 ddddd 1011011", "cv.subuRNr", "1000111 ttttt sssss 011 ddddd 0101011", &kSum, shifted_sum_register<sub, false, true>, Flow::next, kAlu},
};
// clang-format on

}  // namespace

void add_xpulp_multiply(InstructionTable& table, Encoding encoding) {
  add_rows(table, encoding, kRows);
}

}  // namespace quartet::mcu::rv32
