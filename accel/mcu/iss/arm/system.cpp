// Special registers and barriers: DDI0419 A6, B4; DDI0403E B5.2.
#include <array>

#include "accel/mcu/iss/arm/control.hpp"
#include "accel/mcu/iss/arm/exceptions.hpp"
#include "accel/mcu/iss/arm/extension.hpp"

namespace quartet::mcu::arm {

namespace {

enum Special : u32 {
  kLastStatus = 7,
  kMsp = 8,
  kPsp = 9,
  kPrimask = 16,
  kBasepri = 17,
  kBasepriMax = 18,
  kFaultmask = 19,
  kControl = 20
};

Operands read_fields(u32 raw, u32) {
  return {reg(raw, 8), 0, 0, bits(raw, 0, 8)};
}
// The number in bits 7 to 0, the mask of APSR in bits 9 and 8.
Operands write_fields(u32 raw, u32) {
  return {0, reg(raw, 16), 0, bits(raw, 0, 8) | bits(raw, 10, 2) << 8};
}
Operands no_fields(u32, u32) {
  return {};
}
Operands wide_number(u32 raw, u32) {
  return {0, 0, 0, bits(raw, 16, 4) << 12 | bits(raw, 0, 12)};
}
bool is_special(u32 number) {
  return (number <= kPsp && number != 4) || (number >= kPrimask && number <= kControl);
}
bool readable(u32 raw) {
  return is_special(bits(raw, 0, 8)) && bits(raw, 8, 4) != 13 && bits(raw, 8, 4) != 15;
}
bool writable(u32 raw) {
  return is_special(bits(raw, 0, 8)) && bits(raw, 16, 4) != 13 && bits(raw, 16, 4) != 15;
}

constexpr Format kRead{read_fields, "%d, %z", readable}, kWrite{write_fields, "%z, %n", writable},
    kPlain{no_fields, ""}, kBarrier{no_fields, "%b"}, kNumber{wide_number, "%i"};

bool v7_only(u32 number) {
  return number >= kBasepri && number <= kFaultmask;
}

u32 read_special(const ArmHart& h, u32 number) {
  switch (number) {
    case kMsp:
      return h.exceptions->main_sp();
    case kPsp:
      return h.exceptions->process_sp();
    case kPrimask:
      return h.primask;
    case kBasepri:
    case kBasepriMax:
      return h.basepri;
    case kFaultmask:
      return h.faultmask;
    case kControl:
      return h.control;
    default:
      // APSR, IPSR and EPSR, which reads 0, in any combination.
      return ((number & 4) == 0 ? apsr(h) : 0) | ((number & 1) != 0 ? h.exception : 0);
  }
}

void write_status(ArmHart& h, u32 mask, u32 value) {
  if ((mask & 2) != 0) {
    set_nzcv(h, value);
    if (h.options.v7) h.q = value >> 27 & 1;
  }
  if ((mask & 1) != 0 && h.options.v7) h.ge = value >> 16 & 15;
}

void write_control(ArmHart& h, u32 value) {
  h.control = (h.control & ~kUnprivileged) | (value & kUnprivileged);
  if (h.exception == 0) h.exceptions->select_stack((value & kProcessStack) != 0);
  if (!h.options.fpu) return;
  h.control = (h.control & ~kFloatActive) | (value & kFloatActive);
  h.fp_ready = h.fp_ready && (value & kFloatActive) != 0;
}

void write_special(ArmHart& h, u32 number, u32 mask, u32 value) {
  const u32 priority = h.exceptions->control().nvic.implemented(value & 0xFF);
  if (number <= kLastStatus) {
    if ((number & 4) == 0) write_status(h, mask, value);
    return;
  }
  if (!is_privileged(h)) return;
  switch (number) {
    case kMsp:
    case kPsp:
      return h.exceptions->set_sp(number == kPsp, value);
    case kPrimask:
      h.primask = value & 1;
      return;
    case kBasepri:
      h.basepri = priority;
      return;
    case kBasepriMax:
      if (priority != 0 && (h.basepri == 0 || priority < h.basepri)) h.basepri = priority;
      return;
    case kFaultmask:
      h.faultmask = value & 1;
      return;
    default:
      return write_control(h, value);
  }
}

void read_register(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  if (v7_only(op->imm) && !h.options.v7) return raise(hart, op, cycles, instret, Fault::undefined, op->pc);
  const bool open = op->imm <= kLastStatus || op->imm == kControl;
  h.x[op->rd] = open || is_privileged(h) ? read_special(h, op->imm) : 0;
  return follow(hart, op->link.exits, cycles, instret);
}

void write_register(Hart* hart, Op* op, u64 cycles, u64 instret) {
  ArmHart& h = arm_of(hart);
  const u32 number = op->imm & 0xFF;
  if (v7_only(number) && !h.options.v7) return raise(hart, op, cycles, instret, Fault::undefined, op->pc);
  write_special(h, number, op->imm >> 8, h.x[op->rs1]);
  return follow_with_attention(hart, op, cycles, instret);
}

constexpr std::uint8_t kSpecial = of(CostClass::special), kWait = of(CostClass::barrier);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"mrs%c", "1111001111101111 1000 dddd ssssssss", &kRead, read_register, Flow::alone, kSpecial,
                kReadsFlags | kLeaves},
    Instruction{"msr%c", "111100111000 nnnn 1000 mm00 ssssssss", &kWrite, write_register, Flow::alone,
                kSpecial, kLeaves},
    Instruction{"dsb%c", "1111001110111111 10001111 0100 bbbb", &kBarrier, do_nothing, Flow::next, kWait},
    Instruction{"dmb%c", "1111001110111111 10001111 0101 bbbb", &kBarrier, do_nothing, Flow::next, kWait},
    Instruction{"isb%c", "1111001110111111 10001111 0110 bbbb", &kBarrier, do_nothing, Flow::next,
                of(CostClass::barrier_instruction)},
    Instruction{"udf%c.w", "111101111111 iiii 1010 iiiiiiiiiiii", &kNumber, permanently_undefined,
                Flow::alone, kNone, kLeaves},
};
// clang-format on

}  // namespace

std::span<const Instruction> system() {
  return kInstructions;
}

}  // namespace quartet::mcu::arm
