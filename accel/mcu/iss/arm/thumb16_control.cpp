// 16-bit branches, hints and calls, and BL: DDI0419 A5.2.3, A5.2.6, A6.
#include <array>

#include "accel/mcu/iss/arm/control.hpp"
#include "accel/mcu/iss/arm/extension.hpp"

namespace quartet::mcu::arm {

namespace {

Operands condition_fields(u32 raw, u32 pc) {
  return {0, 0, 0, pc + 4 + sign_extend(bits(raw, 0, 8) << 1, 9)};
}
Operands jump_fields(u32 raw, u32 pc) {
  return {0, 0, 0, pc + 4 + sign_extend(bits(raw, 0, 11) << 1, 12)};
}
Operands register_fields(u32 raw, u32) {
  return {0, reg(raw, 3), 0, 0};
}
Operands write_pc_fields(u32 raw, u32) {
  return {0, 0, reg(raw, 3), 0};
}
Operands number_fields(u32 raw, u32) {
  return {0, 0, 0, bits(raw, 0, 8)};
}
Operands no_fields(u32, u32) {
  return {};
}
bool not_pc(u32 raw) {
  return bits(raw, 3, 4) != 15;
}
bool is_condition(u32 raw) {
  return bits(raw, 8, 4) < 14;
}

constexpr Format kBranch{condition_fields, "%p", is_condition}, kJump{jump_fields, "%p"},
    kRegister{register_fields, "%n", not_pc}, kAddPc{write_pc_fields, "pc, %m", not_pc},
    kMovePc{write_pc_fields, "pc, %m", not_pc}, kNumber{number_fields, "%i"}, kRequest{number_fields, "%N"},
    kHexNumber{number_fields, "0x%x"}, kPlain{no_fields, ""}, kCall{long_branch_fields, "%p"},
    kFlags{number_fields, "%F"};

Handler choose_branch(const Decoded& d, bool) {
  return branch_of(branch_condition(d.raw));
}

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"add%c", "01000100 1 mmmm 111", &kAddPc, add_to_pc, Flow::indirect, of(CostClass::write_pc)},
    Instruction{"mov%c", "01000110 1 mmmm 111", &kMovePc, move_to_pc, Flow::indirect,
                of(CostClass::write_pc)},
    Instruction{"bx%c", "010001110 mmmm 000", &kRegister, branch_register, Flow::indirect,
                of(CostClass::jump_register), kLeaves},
    Instruction{"blx%c", "010001111 mmmm 000", &kRegister, call_register, Flow::indirect,
                of(CostClass::call_register), kLeaves},
    Instruction{"b%k.n", "1101 cccc iiiiiiii", &kBranch, nullptr, Flow::branch, of(CostClass::branch),
                kReadsFlags | kConditionalBranch, choose_branch},
    Instruction{"udf%c", "11011110 iiiiiiii", &kNumber, permanently_undefined, Flow::alone, kNone, kLeaves},
    Instruction{"svc%c", "11011111 iiiiiiii", &kRequest, supervisor_call, Flow::alone, kNone, kLeaves},
    Instruction{"b%c.n", "11100 iiiiiiiiiii", &kJump, jump, Flow::jump, of(CostClass::jump)},
    Instruction{"bkpt", "10111110 iiiiiiii", &kHexNumber, breakpoint, Flow::alone, of(CostClass::nop),
                kLeaves | kUnconditional},
    Instruction{"cpsie", "10110110011 0 0 0 i 0", &kFlags, change_state<false>, Flow::alone,
                of(CostClass::special), kUnconditional},
    Instruction{"cpsid", "10110110011 1 0 0 i 0", &kFlags, change_state<true>, Flow::alone,
                of(CostClass::special), kUnconditional},
    Instruction{"nop%c", "1011111100000000", &kPlain, do_nothing, Flow::next, of(CostClass::nop)},
    Instruction{"yield%c", "1011111100010000", &kPlain, do_nothing, Flow::next, of(CostClass::nop)},
    Instruction{"wfe%c", "1011111100100000", &kPlain, wait_for_event, Flow::alone, of(CostClass::wait)},
    Instruction{"wfi%c", "1011111100110000", &kPlain, wait_for_interrupt, Flow::alone, of(CostClass::wait)},
    Instruction{"sev%c", "1011111101000000", &kPlain, send_event, Flow::alone, of(CostClass::nop)},
    Instruction{"nop%c\t{%h}", "10111111 hhhh 0000", &kPlain, do_nothing, Flow::next, of(CostClass::nop)},
    Instruction{"bl%c", "11110 s iiiiiiiiii 11 i 1 i iiiiiiiiiii", &kCall, call, Flow::jump,
                of(CostClass::call)},
};
// clang-format on

}  // namespace

std::span<const Instruction> thumb16_control() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
