// Zicsr 2.0 and the machine-mode instructions that change control registers: mret, wfi.
#include <array>
#include <utility>

#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/execute.hpp"
#include "accel/mcu/iss/rv32/extension.hpp"
#include "accel/mcu/iss/rv32/format.hpp"

namespace quartet::mcu::rv32 {

namespace {

// The register's number is the immediate; csrr*i keep theirs in rs1, which is then no register.
Operands register_fields(u32 raw, u32) {
  return {reg(raw, 7), reg(raw, 15), 0, raw >> 20};
}
Operands immediate_fields(u32 raw, u32) {
  return {reg(raw, 7), 0, reg(raw, 15), raw >> 20};
}
Operands no_fields(u32, u32) {
  return {};
}
constexpr Format kRegister{register_fields, "d,E,s"}, kImmediate{immediate_fields, "d,E,Z"},
    kPlain{no_fields, ""};

enum class Change { write, set, clear };

void refuse(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return raise(hart, op, cycles, instret, {StopReason::illegal_instruction, op->raw, op->pc}, kIllegal,
               op->raw);
}

// A block of its own: cycles and instret are exact. `field`: bits 19:15, which decide whether anything is
// written.
template <Change How, bool Immediate>
void csr(Hart* hart, Op* op, u64 cycles, u64 instret) {
  auto& rv = static_cast<RvHart&>(*hart);
  const u32 field = bits(op->raw, 15, 5);
  const u32 operand = Immediate ? field : rv.x[op->rs1];
  rv.cycles = cycles;
  rv.instret = instret;
  u32 old = 0;
  if (!read_csr(rv, op->imm, old)) return refuse(hart, op, cycles, instret);
  if (How == Change::write || field != 0) {
    const u32 value = How == Change::write ? operand : How == Change::set ? old | operand : old & ~operand;
    if (!write_csr(rv, op->imm, value)) return refuse(hart, op, cycles, instret);
  }
  if (const char* why = std::exchange(rv.loop_violation, nullptr); why != nullptr)
    return stop_at(hart, op, cycles, instret, {StopReason::hardware_loop, 0, op->pc, why});
  rv.x[op->rd] = old;
  rv.flush = rv.loops.take_changed() || rv.flush;
  Exit& exit = op->link.exits[0];
  if (rv.attention || rv.flush) return pause(hart, exit.next, cycles + exit.cycles, instret + exit.count);
  return follow(hart, &exit, cycles, instret);
}

void mret(Hart* hart, Op* op, u64 cycles, u64 instret) {
  auto& rv = static_cast<RvHart&>(*hart);
  rv.mstatus = (rv.mstatus & ~kMie) | ((rv.mstatus & kMpie) != 0 ? kMie : 0) | kMpie;
  rv.attention = true;
  rv.calls.ret();
  rv.cycles = cycles + op->link.exits[0].cycles;
  rv.instret = instret + 1;
  rv.resume = nullptr;
  rv.pc = rv.mepc;
}

// Sleeps until an interrupt that is enabled in mie is pending, whatever mstatus says; the engine knows until
// when.
void wfi(Hart* hart, Op* op, u64 cycles, u64 instret) {
  auto& rv = static_cast<RvHart&>(*hart);
  rv.asleep = true;
  rv.attention = true;
  Exit& exit = op->link.exits[0];
  return pause(hart, exit.next, cycles + exit.cycles, instret + exit.count);
}

constexpr auto kCsr = static_cast<std::uint8_t>(CostClass::csr);

// clang-format off: a line an instruction
constexpr std::array kInstructions{
    Instruction{"csrrw", "cccccccccccc sssss 001 ddddd 1110011", &kRegister, csr<Change::write, false>,
                Flow::alone, kCsr},
    Instruction{"csrrs", "cccccccccccc sssss 010 ddddd 1110011", &kRegister, csr<Change::set, false>,
                Flow::alone, kCsr},
    Instruction{"csrrc", "cccccccccccc sssss 011 ddddd 1110011", &kRegister, csr<Change::clear, false>,
                Flow::alone, kCsr},
    Instruction{"csrrwi", "cccccccccccc iiiii 101 ddddd 1110011", &kImmediate, csr<Change::write, true>,
                Flow::alone, kCsr},
    Instruction{"csrrsi", "cccccccccccc iiiii 110 ddddd 1110011", &kImmediate, csr<Change::set, true>,
                Flow::alone, kCsr},
    Instruction{"csrrci", "cccccccccccc iiiii 111 ddddd 1110011", &kImmediate, csr<Change::clear, true>,
                Flow::alone, kCsr},
    Instruction{"mret", "001100000010 00000 000 00000 1110011", &kPlain, mret, Flow::alone,
                static_cast<std::uint8_t>(CostClass::mret)},
    Instruction{"wfi", "000100000101 00000 000 00000 1110011", &kPlain, wfi, Flow::alone,
                static_cast<std::uint8_t>(CostClass::wfi)},
};
// clang-format on

}  // namespace

std::span<const Instruction> zicsr() {
  return kInstructions;
}

}  // namespace quartet::mcu::rv32
