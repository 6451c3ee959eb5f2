// RV32I 2.1, the unprivileged base: instruction set manual volume I, chapter 2, and the trap returns of
// volume II.
#include <array>

#include "accel/mcu/iss/rv32/alu.hpp"
#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/execute.hpp"
#include "accel/mcu/iss/rv32/extension.hpp"
#include "accel/mcu/iss/rv32/format.hpp"

namespace quartet::mcu::rv32 {

namespace {

Operands r_fields(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), reg(raw, 20), 0};
}
Operands i_fields(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, sign_extend(raw >> 20, 12)};
}
Operands shift_fields(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, bits(raw, 20, 5)};
}
Operands s_fields(u32 raw, u32) {
  return {0, reg(raw, 15), reg(raw, 20), sign_extend(bits(raw, 25, 7) << 5 | bits(raw, 7, 5), 12)};
}
Operands b_fields(u32 raw, u32 pc) {
  const u32 offset =
      bits(raw, 31, 1) << 12 | bits(raw, 7, 1) << 11 | bits(raw, 25, 6) << 5 | bits(raw, 8, 4) << 1;
  return {0, reg(raw, 15), reg(raw, 20), pc + sign_extend(offset, 13)};
}
Operands u_fields(u32 raw, u32) {
  return {reg(raw, 7), 0, 0, raw & 0xFFFFF000};
}
Operands pc_u_fields(u32 raw, u32 pc) {
  return {reg(raw, 7), 0, 0, pc + (raw & 0xFFFFF000)};
}
Operands j_fields(u32 raw, u32 pc) {
  const u32 offset =
      bits(raw, 31, 1) << 20 | bits(raw, 12, 8) << 12 | bits(raw, 20, 1) << 11 | bits(raw, 21, 10) << 1;
  return {reg(raw, 7), 0, 0, pc + sign_extend(offset, 21)};
}
Operands no_fields(u32, u32) {
  return {};
}

constexpr Format kR{r_fields, "d,s,t"}, kI{i_fields, "d,s,j"}, kShift{shift_fields, "d,s,>"},
    kLoad{i_fields, "d,j(s)"}, kStore{s_fields, "t,j(s)"}, kBranch{b_fields, "s,t,p"},
    kUpper{u_fields, "d,u"}, kPcUpper{pc_u_fields, "d,u"}, kJump{j_fields, "d,p"},
    kJumpRegister{i_fields, "d,j(s)"}, kFence{no_fields, "P,Q"}, kPlain{no_fields, ""};

void ecall(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return raise(hart, op, cycles, instret, {StopReason::environment_call, hart->x[17], op->pc},
               kEnvironmentCall, 0);
}
void ebreak(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return raise(hart, op, cycles, instret, {StopReason::breakpoint, 0, op->pc}, kBreakpoint, op->pc);
}

// Code may have been written by a debugger or a device as well: every block is forgotten.
void fence_i(Hart* hart, Op* op, u64 cycles, u64 instret) {
  hart->flush = true;
  return pause(hart, op->link.exits[0].next, cycles + op->link.exits[0].cycles, instret + 1);
}

constexpr std::uint8_t of(CostClass c) {
  return static_cast<std::uint8_t>(c);
}
constexpr std::uint8_t kAlu = of(CostClass::alu), kShiftI = of(CostClass::shift_immediate),
                       kShiftR = of(CostClass::shift_register), kLd = of(CostClass::load),
                       kSt = of(CostClass::store), kBr = of(CostClass::branch);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"lui", "iiiiiiiiiiiiiiiiiiii ddddd 0110111", &kUpper, set_register, Flow::next, kAlu},
    Instruction{"auipc", "iiiiiiiiiiiiiiiiiiii ddddd 0010111", &kPcUpper, set_register, Flow::next, kAlu},
    Instruction{"jal", "iiiiiiiiiiiiiiiiiiii ddddd 1101111", &kJump, jump<4>, Flow::jump, of(CostClass::jal)},
    Instruction{"jalr", "iiiiiiiiiiii sssss 000 ddddd 1100111", &kJumpRegister, jump_register<4>,
                Flow::indirect, of(CostClass::jalr)},
    Instruction{"beq", "iiiiiii ttttt sssss 000 iiiii 1100011", &kBranch, branch<eq>, Flow::branch, kBr},
    Instruction{"bne", "iiiiiii ttttt sssss 001 iiiii 1100011", &kBranch, branch<ne>, Flow::branch, kBr},
    Instruction{"blt", "iiiiiii ttttt sssss 100 iiiii 1100011", &kBranch, branch<lt>, Flow::branch, kBr},
    Instruction{"bge", "iiiiiii ttttt sssss 101 iiiii 1100011", &kBranch, branch<ge>, Flow::branch, kBr},
    Instruction{"bltu", "iiiiiii ttttt sssss 110 iiiii 1100011", &kBranch, branch<ltu>, Flow::branch, kBr},
    Instruction{"bgeu", "iiiiiii ttttt sssss 111 iiiii 1100011", &kBranch, branch<geu>, Flow::branch, kBr},
    Instruction{"lb", "iiiiiiiiiiii sssss 000 ddddd 0000011", &kLoad, load<std::int8_t>, Flow::next, kLd},
    Instruction{"lh", "iiiiiiiiiiii sssss 001 ddddd 0000011", &kLoad, load<std::int16_t>, Flow::next, kLd},
    Instruction{"lw", "iiiiiiiiiiii sssss 010 ddddd 0000011", &kLoad, load<std::int32_t>, Flow::next, kLd},
    Instruction{"lbu", "iiiiiiiiiiii sssss 100 ddddd 0000011", &kLoad, load<std::uint8_t>, Flow::next, kLd},
    Instruction{"lhu", "iiiiiiiiiiii sssss 101 ddddd 0000011", &kLoad, load<std::uint16_t>, Flow::next, kLd},
    Instruction{"sb", "iiiiiii ttttt sssss 000 iiiii 0100011", &kStore, store<std::uint8_t>, Flow::next, kSt},
    Instruction{"sh", "iiiiiii ttttt sssss 001 iiiii 0100011", &kStore, store<std::uint16_t>, Flow::next,
                kSt},
    Instruction{"sw", "iiiiiii ttttt sssss 010 iiiii 0100011", &kStore, store<std::uint32_t>, Flow::next,
                kSt},
    Instruction{"addi", "iiiiiiiiiiii sssss 000 ddddd 0010011", &kI, register_immediate<add>, Flow::next,
                kAlu},
    Instruction{"slti", "iiiiiiiiiiii sssss 010 ddddd 0010011", &kI, register_immediate<slt>, Flow::next,
                kAlu},
    Instruction{"sltiu", "iiiiiiiiiiii sssss 011 ddddd 0010011", &kI, register_immediate<sltu>, Flow::next,
                kAlu},
    Instruction{"xori", "iiiiiiiiiiii sssss 100 ddddd 0010011", &kI, register_immediate<xor_>, Flow::next,
                kAlu},
    Instruction{"ori", "iiiiiiiiiiii sssss 110 ddddd 0010011", &kI, register_immediate<or_>, Flow::next,
                kAlu},
    Instruction{"andi", "iiiiiiiiiiii sssss 111 ddddd 0010011", &kI, register_immediate<and_>, Flow::next,
                kAlu},
    Instruction{"slli", "0000000 iiiii sssss 001 ddddd 0010011", &kShift, register_immediate<sll>, Flow::next,
                kShiftI},
    Instruction{"srli", "0000000 iiiii sssss 101 ddddd 0010011", &kShift, register_immediate<srl>, Flow::next,
                kShiftI},
    Instruction{"srai", "0100000 iiiii sssss 101 ddddd 0010011", &kShift, register_immediate<sra>, Flow::next,
                kShiftI},
    Instruction{"add", "0000000 ttttt sssss 000 ddddd 0110011", &kR, register_register<add>, Flow::next,
                kAlu},
    Instruction{"sub", "0100000 ttttt sssss 000 ddddd 0110011", &kR, register_register<sub>, Flow::next,
                kAlu},
    Instruction{"sll", "0000000 ttttt sssss 001 ddddd 0110011", &kR, register_register<sll>, Flow::next,
                kShiftR},
    Instruction{"slt", "0000000 ttttt sssss 010 ddddd 0110011", &kR, register_register<slt>, Flow::next,
                kAlu},
    Instruction{"sltu", "0000000 ttttt sssss 011 ddddd 0110011", &kR, register_register<sltu>, Flow::next,
                kAlu},
    Instruction{"xor", "0000000 ttttt sssss 100 ddddd 0110011", &kR, register_register<xor_>, Flow::next,
                kAlu},
    Instruction{"srl", "0000000 ttttt sssss 101 ddddd 0110011", &kR, register_register<srl>, Flow::next,
                kShiftR},
    Instruction{"sra", "0100000 ttttt sssss 101 ddddd 0110011", &kR, register_register<sra>, Flow::next,
                kShiftR},
    Instruction{"or", "0000000 ttttt sssss 110 ddddd 0110011", &kR, register_register<or_>, Flow::next, kAlu},
    Instruction{"and", "0000000 ttttt sssss 111 ddddd 0110011", &kR, register_register<and_>, Flow::next,
                kAlu},
    Instruction{"fence", "xxxxxxxxxxxx xxxxx 000 xxxxx 0001111", &kFence, do_nothing, Flow::next,
                of(CostClass::fence)},
    Instruction{"fence.i", "xxxxxxxxxxxx xxxxx 001 xxxxx 0001111", &kPlain, fence_i, Flow::alone,
                of(CostClass::fence_i)},
    Instruction{"ecall", "000000000000 00000 000 00000 1110011", &kPlain, ecall, Flow::alone,
                of(CostClass::none)},
    Instruction{"ebreak", "000000000001 00000 000 00000 1110011", &kPlain, ebreak, Flow::alone,
                of(CostClass::none)},
};
// clang-format on

}  // namespace

std::span<const Instruction> rv32i() {
  return kInstructions;
}

}  // namespace quartet::mcu::rv32
