// Floating-point loads, stores and moves: DDI0403E A6.5 to A6.7.
#include <array>

#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/float_format.hpp"
#include "accel/mcu/iss/arm/memory_access.hpp"

namespace quartet::mcu::arm {

namespace {

constexpr u32 kStatusMask = 0xF7C0009F;

u32 offset(u32 raw) {
  const u32 bytes = bits(raw, 0, 8) << 2;
  return bits(raw, 23, 1) != 0 ? bytes : 0U - bytes;
}
Operands load_fields(u32 raw, u32) {
  return {float_d(raw), reg(raw, 16), 0, offset(raw)};
}
Operands load_literal(u32 raw, u32 pc) {
  return {float_d(raw), 0, 0, ((pc + 4) & ~3U) + offset(raw)};
}
Operands double_fields(u32 raw, u32) {
  return {double_reg(raw, 12), reg(raw, 16), 0, offset(raw)};
}
Operands double_literal(u32 raw, u32 pc) {
  return {double_reg(raw, 12), 0, 0, ((pc + 4) & ~3U) + offset(raw)};
}
// imm: how many words.
Operands list_fields(u32 raw, u32) {
  return {float_d(raw), reg(raw, 16), 0, bits(raw, 0, 8)};
}
Operands double_list_fields(u32 raw, u32) {
  return {double_reg(raw, 12), reg(raw, 16), 0, bits(raw, 0, 8)};
}
Operands to_float(u32 raw, u32) {
  return {float_n(raw), reg(raw, 12), 0, 0};
}
Operands to_core(u32 raw, u32) {
  return {reg(raw, 12), float_n(raw), 0, 0};
}
// The first of two S registers in imm, core registers in rs1 and rs2 or rd and rs2.
Operands pair_to_float(u32 raw, u32) {
  return {0, reg(raw, 12), reg(raw, 16), float_m(raw)};
}
Operands pair_to_core(u32 raw, u32) {
  return {reg(raw, 12), 0, reg(raw, 16), float_m(raw)};
}
Operands double_to_float(u32 raw, u32) {
  return {0, reg(raw, 12), reg(raw, 16), double_reg(raw, 0)};
}
Operands double_to_core(u32 raw, u32) {
  return {reg(raw, 12), 0, reg(raw, 16), double_reg(raw, 0)};
}
// One half of a D register.
Operands half_to_float(u32 raw, u32) {
  return {static_cast<std::uint8_t>(double_reg(raw, 16) + bits(raw, 21, 1)), reg(raw, 12), 0, 0};
}
Operands half_to_core(u32 raw, u32) {
  return {reg(raw, 12), static_cast<std::uint8_t>(double_reg(raw, 16) + bits(raw, 21, 1)), 0, 0};
}
Operands status_from(u32 raw, u32) {
  return {0, reg(raw, 12), 0, 0};
}
Operands status_to(u32 raw, u32) {
  return {reg(raw, 12), 0, 0, 0};
}
Operands no_fields(u32, u32) {
  return {};
}

bool is_plain(u32 raw) {
  return bits(raw, 12, 4) != 13 && bits(raw, 12, 4) != 15;
}
bool has_base(u32 raw) {
  return bits(raw, 16, 4) != 15;
}
bool is_list(u32 raw) {
  const u32 count = bits(raw, 0, 8);
  return has_base(raw) && count != 0 && (bits(raw, 12, 4) << 1 | bits(raw, 22, 1)) + count <= 32;
}
bool is_double_list(u32 raw) {
  const u32 count = bits(raw, 0, 8);
  return has_base(raw) && count != 0 && count % 2 == 0 && 2 * bits(raw, 12, 4) + count <= 32;
}
bool plain_pair(u32 raw) {
  return is_plain(raw) && bits(raw, 16, 4) != 13 && bits(raw, 16, 4) != 15;
}
bool single_pair_in(u32 raw) {
  return plain_pair(raw) && float_m(raw) != kFloat + 31;
}
bool single_pair_out(u32 raw) {
  return single_pair_in(raw) && bits(raw, 12, 4) != bits(raw, 16, 4);
}
bool double_out(u32 raw) {
  return plain_pair(raw) && bits(raw, 12, 4) != bits(raw, 16, 4);
}

constexpr Format kLoadLiteral{load_literal, "%d, [pc, #%M]"},
    kLoadOffset{load_fields, "%d, [%n%K]", has_base}, kStoreOffset{load_fields, "%d, [%n%K]", has_base},
    kDoubleLiteral{double_literal, "%D, [pc, #%M]"}, kDouble{double_fields, "%D, [%n%K]", has_base},
    kList{list_fields, "%n%w, %V", is_list}, kStack{list_fields, "%V", is_list},
    kDoubleList{double_list_fields, "%n%w, %W", is_double_list},
    kDoubleStack{double_list_fields, "%W", is_double_list}, kToFloat{to_float, "%d, %n", is_plain},
    kToCore{to_core, "%d, %n", is_plain}, kPairToFloat{pair_to_float, "%P, %n, %m", single_pair_in},
    kPairToCore{pair_to_core, "%d, %m, %P", single_pair_out},
    kDoubleToFloat{double_to_float, "%Q, %n, %m", plain_pair},
    kDoubleToCore{double_to_core, "%d, %m, %Q", double_out}, kHalfToFloat{half_to_float, "%X, %n", is_plain},
    kHalfToCore{half_to_core, "%d, %X", is_plain}, kStatusFrom{status_from, "fpscr, %n", is_plain},
    kStatusTo{status_to, "%d, fpscr", is_plain}, kStatusFlags{no_fields, "APSR_nzcv, fpscr"};

/// `imm` consecutive S registers from rd.
template <Way W, bool WriteBack>
struct FloatList {
  static u32 count(const Op* op) { return op->imm; }
  static u32 address(const Hart* h, const Op* op) {
    return W == Way::increment_after ? h->x[op->rs1] : h->x[op->rs1] - 4 * op->imm;
  }
  static void write_back(Hart* h, const Op* op) {
    if constexpr (WriteBack) h->x[op->rs1] += W == Way::increment_after ? 4 * op->imm : 0U - 4 * op->imm;
  }
  static void load(Hart* h, const Op* op, const std::uint8_t* from) {
    std::memcpy(&single(arm_of(h), op->rd), from, 4 * std::size_t{op->imm});
  }
  static void store(Hart* h, const Op* op, std::uint8_t* to) {
    std::memcpy(to, &single(arm_of(h), op->rd), 4 * std::size_t{op->imm});
  }
};
/// Two words at an offset.
struct FloatPair {
  static u32 count(const Op*) { return 2; }
  static u32 address(const Hart* h, const Op* op) { return Offset::address(h, op); }
  static void write_back(Hart*, const Op*) {}
  static void load(Hart* h, const Op* op, const std::uint8_t* from) {
    std::memcpy(&single(arm_of(h), op->rd), from, 8);
  }
  static void store(Hart* h, const Op* op, std::uint8_t* to) {
    std::memcpy(to, &single(arm_of(h), op->rd), 8);
  }
};

void move_to_float(Hart* hart, Op* op, u64 cycles, u64 instret) {
  single(arm_of(hart), op->rd) = hart->x[op->rs1];
  return next(hart, op, cycles, instret);
}
void move_to_core(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = single(arm_of(hart), op->rs1);
  return next(hart, op, cycles, instret);
}
void move_pair_to_float(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  single(h, op->imm) = h.x[op->rs1];
  single(h, op->imm + 1) = h.x[op->rs2];
  return next(hart, op, cycles, instret);
}
void move_pair_to_core(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  h.x[op->rd] = single(h, op->imm);
  h.x[op->rs2] = single(h, op->imm + 1);
  return next(hart, op, cycles, instret);
}
void set_status(Hart* hart, Op* op, u64 cycles, u64 instret) {
  arm_of(hart).fpscr = hart->x[op->rs1] & kStatusMask;
  return next(hart, op, cycles, instret);
}
void get_status(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->x[op->rd] = arm_of(hart).fpscr;
  return next(hart, op, cycles, instret);
}
void get_status_flags(Hart* hart, Op* op, u64 cycles, u64 instret) {
  set_nzcv(arm_of(hart), arm_of(hart).fpscr);
  return next(hart, op, cycles, instret);
}

using UpBack = FloatList<Way::increment_after, true>;
using Up = FloatList<Way::increment_after, false>;
using Down = FloatList<Way::decrement_before, true>;
template <class List>
constexpr Handler kLoadMany = with_float<load_multiple<List>>;
template <class List>
constexpr Handler kStoreMany = with_float<store_multiple<List>>;
constexpr Handler kLoadOne = with_float<load_as<u32, Offset, FloatFile, false>>,
                  kStoreOne = with_float<store_as<u32, Offset, FloatFile>>;

constexpr std::uint8_t kMultiple = of(CostClass::multiple), kFloatLoad = of(CostClass::float_load),
                       kFloatStore = of(CostClass::float_store), kLoadPair = of(CostClass::float_load_pair),
                       kStorePair = of(CostClass::float_store_pair), kMove = of(CostClass::float_move),
                       kMovePair = of(CostClass::float_move_pair);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"vldr%c", "11101101 ud01 1111 dddd 1010 iiiiiiii", &kLoadLiteral, kLoadOne, Flow::next,
                kFloatLoad, kLeaves},
    Instruction{"vldr%c", "11101101 ud01 nnnn dddd 1010 iiiiiiii", &kLoadOffset, kLoadOne, Flow::next,
                kFloatLoad, kLeaves},
    Instruction{"vstr%c", "11101101 ud00 nnnn dddd 1010 iiiiiiii", &kStoreOffset, kStoreOne, Flow::next,
                kFloatStore, kLeaves},
    Instruction{"vldr%c", "11101101 u001 1111 dddd 1011 iiiiiiii", &kDoubleLiteral, kLoadMany<FloatPair>,
                Flow::next, kLoadPair, kLeaves},
    Instruction{"vldr%c", "11101101 u001 nnnn dddd 1011 iiiiiiii", &kDouble, kLoadMany<FloatPair>, Flow::next,
                kLoadPair, kLeaves},
    Instruction{"vstr%c", "11101101 u000 nnnn dddd 1011 iiiiiiii", &kDouble, kStoreMany<FloatPair>,
                Flow::next, kStorePair, kLeaves},
    Instruction{"vpop%c", "11101100 1d11 1101 dddd 1010 iiiiiiii", &kStack, kLoadMany<UpBack>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"vpop%c", "11101100 1011 1101 dddd 1011 iiiiiiii", &kDoubleStack, kLoadMany<UpBack>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"vpush%c", "11101101 0d10 1101 dddd 1010 iiiiiiii", &kStack, kStoreMany<Down>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"vpush%c", "11101101 0010 1101 dddd 1011 iiiiiiii", &kDoubleStack, kStoreMany<Down>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"vldmia%c", "11101100 1d01 nnnn dddd 1010 iiiiiiii", &kList, kLoadMany<Up>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"vldmia%c", "11101100 1d11 nnnn dddd 1010 iiiiiiii", &kList, kLoadMany<UpBack>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"vldmdb%c", "11101101 0d11 nnnn dddd 1010 iiiiiiii", &kList, kLoadMany<Down>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"vstmia%c", "11101100 1d00 nnnn dddd 1010 iiiiiiii", &kList, kStoreMany<Up>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"vstmia%c", "11101100 1d10 nnnn dddd 1010 iiiiiiii", &kList, kStoreMany<UpBack>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"vstmdb%c", "11101101 0d10 nnnn dddd 1010 iiiiiiii", &kList, kStoreMany<Down>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"vldmia%c", "11101100 1001 nnnn dddd 1011 iiiiiiii", &kDoubleList, kLoadMany<Up>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"vldmia%c", "11101100 1011 nnnn dddd 1011 iiiiiiii", &kDoubleList, kLoadMany<UpBack>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"vldmdb%c", "11101101 0011 nnnn dddd 1011 iiiiiiii", &kDoubleList, kLoadMany<Down>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"vstmia%c", "11101100 1000 nnnn dddd 1011 iiiiiiii", &kDoubleList, kStoreMany<Up>, Flow::next,
                kMultiple, kLeaves},
    Instruction{"vstmia%c", "11101100 1010 nnnn dddd 1011 iiiiiiii", &kDoubleList, kStoreMany<UpBack>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"vstmdb%c", "11101101 0010 nnnn dddd 1011 iiiiiiii", &kDoubleList, kStoreMany<Down>,
                Flow::next, kMultiple, kLeaves},
    Instruction{"vmov%c", "111011100000 nnnn tttt 1010 n0010000", &kToFloat, with_float<move_to_float>,
                Flow::next, kMove, kLeaves},
    Instruction{"vmov%c", "111011100001 nnnn tttt 1010 n0010000", &kToCore, with_float<move_to_core>,
                Flow::next, kMove, kLeaves},
    Instruction{"vmov%c", "111011000100 tttt tttt 1010 00m1 mmmm", &kPairToFloat,
                with_float<move_pair_to_float>, Flow::next, kMovePair, kLeaves},
    Instruction{"vmov%c", "111011000101 tttt tttt 1010 00m1 mmmm", &kPairToCore,
                with_float<move_pair_to_core>, Flow::next, kMovePair, kLeaves},
    Instruction{"vmov%c", "111011000100 tttt tttt 1011 0001 mmmm", &kDoubleToFloat,
                with_float<move_pair_to_float>, Flow::next, kMovePair, kLeaves},
    Instruction{"vmov%c", "111011000101 tttt tttt 1011 0001 mmmm", &kDoubleToCore,
                with_float<move_pair_to_core>, Flow::next, kMovePair, kLeaves},
    Instruction{"vmov%c.32", "1110111000x0 dddd tttt 1011 00010000", &kHalfToFloat, with_float<move_to_float>,
                Flow::next, kMove, kLeaves},
    Instruction{"vmov%c.32", "1110111000x1 nnnn tttt 1011 00010000", &kHalfToCore, with_float<move_to_core>,
                Flow::next, kMove, kLeaves},
    Instruction{"vmsr%c", "111011101110 0001 tttt 1010 0001 0000", &kStatusFrom, with_float<set_status>,
                Flow::next, kMove, kLeaves},
    Instruction{"vmrs%c", "111011101111 0001 1111 1010 0001 0000", &kStatusFlags,
                with_float<get_status_flags>, Flow::next, kMove, kSetsNzcv | kLeaves},
    Instruction{"vmrs%c", "111011101111 0001 tttt 1010 0001 0000", &kStatusTo, with_float<get_status>,
                Flow::next, kMove, kLeaves},
};
// clang-format on

}  // namespace

std::span<const Instruction> fpv4_transfer() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
