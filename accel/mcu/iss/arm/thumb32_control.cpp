// IT, compare-and-branch, and the 32-bit branches and hints of ARMv7-M: DDI0403E A5.3.4, A7.7.
#include <array>

#include "accel/mcu/iss/arm/control.hpp"
#include "accel/mcu/iss/arm/extension.hpp"
#include "accel/mcu/iss/arm/memory_access.hpp"

namespace quartet::mcu::arm {

namespace {

Operands compare_fields(u32 raw, u32 pc) {
  return {0, low_reg(raw, 0), 0, pc + 4 + (bits(raw, 9, 1) << 6 | bits(raw, 3, 5) << 1)};
}
Operands condition_fields(u32 raw, u32 pc) {
  const u32 offset = bits(raw, 26, 1) << 20 | bits(raw, 11, 1) << 19 | bits(raw, 13, 1) << 18 |
                     bits(raw, 16, 6) << 12 | bits(raw, 0, 11) << 1;
  return {0, 0, 0, pc + 4 + sign_extend(offset, 21)};
}
Operands no_fields(u32, u32) {
  return {};
}
Operands table_fields(u32 raw, u32) {
  return {0, reg(raw, 16), reg(raw, 0), bits(raw, 4, 1)};
}
bool is_condition(u32 raw) {
  return bits(raw, 22, 4) < 14;
}
bool starts_block(u32 raw) {
  const u32 condition = bits(raw, 4, 4), mask = bits(raw, 0, 4);
  return mask != 0 && condition != 15 && (condition != 14 || (mask & (mask - 1)) == 0);
}
bool plain_index(u32 raw) {
  return bits(raw, 0, 4) != 13 && bits(raw, 0, 4) != 15 && bits(raw, 16, 4) != 13;
}

constexpr Format kCompare{compare_fields, "%n, %p"}, kBranch{condition_fields, "%p", is_condition},
    kJump{long_branch_fields, "%p"}, kIt{no_fields, "%C", starts_block}, kPlain{no_fields, ""},
    kDebug{no_fields, "#%4"}, kBytes{table_fields, "[%n, %m]", plain_index},
    kHalves{table_fields, "[%n, %m, lsl #1]", plain_index};

Handler choose_branch(const Decoded& d, bool) {
  return branch_of(branch_condition(d.raw));
}

// imm: log2 of the size of an entry. PC as the base is the address behind the instruction.
void table_branch(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const u32 base = op->rs1 == kPc ? op->pc + 4 : hart->x[op->rs1];
  const u32 size = 1U << op->imm, address = base + (hart->x[op->rs2] << op->imm);
  u32 entry = 0;
  if (address % size != 0 && hart->memory->ram(address, size) != nullptr) {
    std::memcpy(&entry, hart->memory->ram(address, size), size);
  } else if (address % size != 0 || !hart->memory->read(address, size, cycles, entry)) {
    return raise(hart, op, cycles, instret, Fault::bus, address);
  }
  cycles += hart->memory->slow_read(address, cycles).extra_cycles;
  return follow_to(hart, op->link.exits + 1, op->pc + 4 + 2 * entry, cycles, instret);
}

constexpr std::uint8_t kNop = of(CostClass::nop), kTable = of(CostClass::table_branch);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"it%t", "10111111 cccc mmmm", &kIt, do_nothing, Flow::next, of(CostClass::it),
                kStartsIt | kUnconditional},
    Instruction{"cbz", "101100 i 1 iiiii nnn", &kCompare, compare_and_branch<true>, Flow::branch,
                of(CostClass::compare_branch)},
    Instruction{"cbnz", "101110 i 1 iiiii nnn", &kCompare, compare_and_branch<false>, Flow::branch,
                of(CostClass::compare_branch)},
    Instruction{"b%k.w", "11110 s cccc iiiiii 10 j 0 j iiiiiiiiiii", &kBranch, nullptr, Flow::branch,
                of(CostClass::branch), kReadsFlags | kConditionalBranch, choose_branch},
    Instruction{"b%c.w", "11110 s iiiiiiiiii 10 j 1 j iiiiiiiiiii", &kJump, jump, Flow::jump,
                of(CostClass::jump)},
    Instruction{"nop%c.w", "1111001110101111 10000000 00000000", &kPlain, do_nothing, Flow::next, kNop},
    Instruction{"yield%c.w", "1111001110101111 10000000 00000001", &kPlain, do_nothing, Flow::next, kNop},
    Instruction{"wfe%c.w", "1111001110101111 10000000 00000010", &kPlain, wait_for_event, Flow::alone,
                of(CostClass::wait)},
    Instruction{"wfi%c.w", "1111001110101111 10000000 00000011", &kPlain, wait_for_interrupt, Flow::alone,
                of(CostClass::wait)},
    Instruction{"sev%c.w", "1111001110101111 10000000 00000100", &kPlain, send_event, Flow::alone, kNop},
    Instruction{"dbg%c", "1111001110101111 10000000 1111 iiii", &kDebug, do_nothing, Flow::next, kNop},
    Instruction{"tbb%c", "111010001101 nnnn 11110000 0000 mmmm", &kBytes, table_branch, Flow::indirect,
                kTable, kLeaves},
    Instruction{"tbh%c", "111010001101 nnnn 11110000 0001 mmmm", &kHalves, table_branch, Flow::indirect,
                kTable, kLeaves},
};
// clang-format on

}  // namespace

std::span<const Instruction> thumb32_control() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
