// The C extension 2.0 without floating point: instruction set manual volume I, chapter 16. Each is a short
// form of a base instruction and shares its execution.
#include <array>

#include "accel/mcu/iss/rv32/alu.hpp"
#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/execute.hpp"
#include "accel/mcu/iss/rv32/extension.hpp"
#include "accel/mcu/iss/rv32/format.hpp"

namespace quartet::mcu::rv32 {

namespace {

constexpr std::uint8_t kRa = 1, kSp = 2;

u32 imm6(u32 raw) {
  return sign_extend(bits(raw, 12, 1) << 5 | bits(raw, 2, 5), 6);
}
u32 addi4spn_imm(u32 raw) {
  return bits(raw, 7, 4) << 6 | bits(raw, 11, 2) << 4 | bits(raw, 5, 1) << 3 | bits(raw, 6, 1) << 2;
}
u32 addi16sp_imm(u32 raw) {
  return sign_extend(bits(raw, 12, 1) << 9 | bits(raw, 3, 2) << 7 | bits(raw, 5, 1) << 6 |
                         bits(raw, 2, 1) << 5 | bits(raw, 6, 1) << 4,
                     10);
}
u32 word_offset(u32 raw) {
  return bits(raw, 5, 1) << 6 | bits(raw, 10, 3) << 3 | bits(raw, 6, 1) << 2;
}

Operands addi4spn(u32 raw, u32) {
  return {short_reg(raw, 2), kSp, 0, addi4spn_imm(raw)};
}
Operands load_word(u32 raw, u32) {
  return {short_reg(raw, 2), short_reg(raw, 7), 0, word_offset(raw)};
}
Operands store_word(u32 raw, u32) {
  return {0, short_reg(raw, 7), short_reg(raw, 2), word_offset(raw)};
}
Operands immediate(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 7), 0, imm6(raw)};
}
Operands load_immediate(u32 raw, u32) {
  return {reg(raw, 7), 0, 0, imm6(raw)};
}
Operands addi16sp(u32 raw, u32) {
  return {kSp, kSp, 0, addi16sp_imm(raw)};
}
Operands upper(u32 raw, u32) {
  return {reg(raw, 7), 0, 0, imm6(raw) << 12};
}
Operands short_shift(u32 raw, u32) {
  return {short_reg(raw, 7), short_reg(raw, 7), 0, bits(raw, 2, 5)};
}
Operands short_immediate(u32 raw, u32) {
  return {short_reg(raw, 7), short_reg(raw, 7), 0, imm6(raw)};
}
Operands short_registers(u32 raw, u32) {
  return {short_reg(raw, 7), short_reg(raw, 7), short_reg(raw, 2), 0};
}
Operands shift(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 7), 0, bits(raw, 2, 5)};
}
Operands load_sp(u32 raw, u32) {
  return {reg(raw, 7), kSp, 0, bits(raw, 2, 2) << 6 | bits(raw, 12, 1) << 5 | bits(raw, 4, 3) << 2};
}
Operands store_sp(u32 raw, u32) {
  return {0, kSp, reg(raw, 2), bits(raw, 7, 2) << 6 | bits(raw, 9, 4) << 2};
}
Operands move(u32 raw, u32) {
  return {reg(raw, 7), 0, reg(raw, 2), 0};
}
Operands add_registers(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 7), reg(raw, 2), 0};
}
Operands jump_to(u32 raw, u32) {
  return {0, reg(raw, 7), 0, 0};
}
Operands call_to(u32 raw, u32) {
  return {kRa, reg(raw, 7), 0, 0};
}
Operands no_fields(u32, u32) {
  return {};
}

u32 jump_target(u32 raw, u32 pc) {
  const u32 offset = bits(raw, 12, 1) << 11 | bits(raw, 8, 1) << 10 | bits(raw, 9, 2) << 8 |
                     bits(raw, 6, 1) << 7 | bits(raw, 7, 1) << 6 | bits(raw, 2, 1) << 5 |
                     bits(raw, 11, 1) << 4 | bits(raw, 3, 3) << 1;
  return pc + sign_extend(offset, 12);
}
Operands jump_fields(u32 raw, u32 pc) {
  return {0, 0, 0, jump_target(raw, pc)};
}
Operands call_fields(u32 raw, u32 pc) {
  return {kRa, 0, 0, jump_target(raw, pc)};
}
Operands branch_fields(u32 raw, u32 pc) {
  const u32 offset = bits(raw, 12, 1) << 8 | bits(raw, 5, 2) << 6 | bits(raw, 2, 1) << 5 |
                     bits(raw, 10, 2) << 3 | bits(raw, 3, 2) << 1;
  return {0, short_reg(raw, 7), 0, pc + sign_extend(offset, 9)};
}

bool has_addi4spn_imm(u32 raw) {
  return addi4spn_imm(raw) != 0;
}
bool has_addi16sp_imm(u32 raw) {
  return addi16sp_imm(raw) != 0;
}
bool has_imm6(u32 raw) {
  return imm6(raw) != 0;
}
bool has_rd(u32 raw) {
  return reg(raw, 7) != 0;
}
bool has_rs2(u32 raw) {
  return reg(raw, 2) != 0;
}

constexpr Format kAddi4spn{addi4spn, "d,s,j", has_addi4spn_imm}, kLoad{load_word, "d,j(s)"},
    kStore{store_word, "t,j(s)"}, kImmediate{immediate, "d,j"}, kLoadImmediate{load_immediate, "d,j"},
    kAddi16sp{addi16sp, "s,j", has_addi16sp_imm}, kUpper{upper, "d,u", has_imm6},
    kShortShift{short_shift, "d,>"}, kShortImmediate{short_immediate, "d,j"},
    kShortRegisters{short_registers, "d,t"}, kShift{shift, "d,>"}, kLoadSp{load_sp, "d,j(s)", has_rd},
    kStoreSp{store_sp, "t,j(s)"}, kMove{move, "d,t", has_rs2}, kAdd{add_registers, "d,t", has_rs2},
    kJumpTo{jump_to, "s", has_rd}, kCallTo{call_to, "s", has_rd}, kJump{jump_fields, "p"},
    kCall{call_fields, "p"}, kBranch{branch_fields, "s,p"}, kPlain{no_fields, ""};

void ebreak(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return raise(hart, op, cycles, instret, {StopReason::breakpoint, 0, op->pc}, kBreakpoint, op->pc);
}

constexpr std::uint8_t of(CostClass c) {
  return static_cast<std::uint8_t>(c);
}
constexpr std::uint8_t kAlu = of(CostClass::alu), kShiftI = of(CostClass::shift_immediate),
                       kLd = of(CostClass::load), kSt = of(CostClass::store), kJal = of(CostClass::jal),
                       kJalr = of(CostClass::jalr), kBr = of(CostClass::branch);

// The narrower pattern first where two match: c.addi16sp is c.lui with rd = 2, c.jr is c.mv with rs2 = 0, …
// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"c.addi4spn", "000 iiiiiiii ddd 00", &kAddi4spn, register_immediate<add>, Flow::next, kAlu},
    Instruction{"c.lw", "010 iii sss ii ddd 00", &kLoad, load<i32>, Flow::next, kLd},
    Instruction{"c.sw", "110 iii sss ii ttt 00", &kStore, store<u32>, Flow::next, kSt},
    Instruction{"c.addi", "000 i ddddd iiiii 01", &kImmediate, register_immediate<add>, Flow::next, kAlu},
    Instruction{"c.jal", "001 iiiiiiiiiii 01", &kCall, jump<2>, Flow::jump, kJal},
    Instruction{"c.li", "010 i ddddd iiiii 01", &kLoadImmediate, register_immediate<add>, Flow::next, kAlu},
    Instruction{"c.addi16sp", "011 i 00010 iiiii 01", &kAddi16sp, register_immediate<add>, Flow::next, kAlu},
    Instruction{"c.lui", "011 i ddddd iiiii 01", &kUpper, set_register, Flow::next, kAlu},
    Instruction{"c.srli", "100 0 00 ddd iiiii 01", &kShortShift, register_immediate<srl>, Flow::next,
                kShiftI},
    Instruction{"c.srai", "100 0 01 ddd iiiii 01", &kShortShift, register_immediate<sra>, Flow::next,
                kShiftI},
    Instruction{"c.andi", "100 i 10 ddd iiiii 01", &kShortImmediate, register_immediate<and_>, Flow::next,
                kAlu},
    Instruction{"c.sub", "100 0 11 ddd 00 ttt 01", &kShortRegisters, register_register<sub>, Flow::next,
                kAlu},
    Instruction{"c.xor", "100 0 11 ddd 01 ttt 01", &kShortRegisters, register_register<xor_>, Flow::next,
                kAlu},
    Instruction{"c.or", "100 0 11 ddd 10 ttt 01", &kShortRegisters, register_register<or_>, Flow::next, kAlu},
    Instruction{"c.and", "100 0 11 ddd 11 ttt 01", &kShortRegisters, register_register<and_>, Flow::next,
                kAlu},
    Instruction{"c.j", "101 iiiiiiiiiii 01", &kJump, jump<2>, Flow::jump, kJal},
    Instruction{"c.beqz", "110 iii sss iiiii 01", &kBranch, branch<eq>, Flow::branch, kBr},
    Instruction{"c.bnez", "111 iii sss iiiii 01", &kBranch, branch<ne>, Flow::branch, kBr},
    Instruction{"c.slli", "000 0 ddddd iiiii 10", &kShift, register_immediate<sll>, Flow::next, kShiftI},
    Instruction{"c.lwsp", "010 i ddddd iiiii 10", &kLoadSp, load<i32>, Flow::next, kLd},
    Instruction{"c.ebreak", "100 1 00000 00000 10", &kPlain, ebreak, Flow::alone, of(CostClass::none)},
    Instruction{"c.jr", "100 0 sssss 00000 10", &kJumpTo, jump_register<2>, Flow::indirect, kJalr},
    Instruction{"c.jalr", "100 1 sssss 00000 10", &kCallTo, jump_register<2>, Flow::indirect, kJalr},
    Instruction{"c.mv", "100 0 ddddd ttttt 10", &kMove, register_register<add>, Flow::next, kAlu},
    Instruction{"c.add", "100 1 ddddd ttttt 10", &kAdd, register_register<add>, Flow::next, kAlu},
    Instruction{"c.swsp", "110 iiiiii ttttt 10", &kStoreSp, store<u32>, Flow::next, kSt},
};
// clang-format on

}  // namespace

std::span<const Instruction> rv32c() {
  return kInstructions;
}

}  // namespace quartet::mcu::rv32
