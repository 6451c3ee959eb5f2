// The instructions that set hardware loops up.
#include <array>

#include "accel/mcu/iss/rv32/cost_class.hpp"
#include "accel/mcu/iss/rv32/execute.hpp"
#include "accel/mcu/iss/rv32/format.hpp"
#include "accel/mcu/iss/rv32/xpulp.hpp"

namespace quartet::mcu::rv32 {

namespace {

// --- operands: an address is absolute; PULPv2 counts half-words, CORE-V words -------------------------------

constexpr unsigned kHalfWords = 1, kWords = 2;

template <unsigned Shift>
Operands address(u32 raw, u32 pc) {
  return {0, 0, 0, pc + (bits(raw, 20, 12) << Shift)};
}
template <unsigned Shift>
Operands register_and_address(u32 raw, u32 pc) {
  return {0, reg(raw, 15), 0, pc + (bits(raw, 20, 12) << Shift)};
}
template <unsigned Shift>
Operands short_address(u32 raw, u32 pc) {
  return {0, 0, 0, pc + (bits(raw, 15, 5) << Shift)};
}
Operands count(u32 raw, u32) {
  return {0, 0, 0, bits(raw, 20, 12)};
}
Operands register_only(u32 raw, u32) {
  return {0, reg(raw, 15), 0, 0};
}

constexpr Format kAddress{address<kHalfWords>, "n,p"}, kAddressC{address<kWords>, "n,p"},
    kSetup{register_and_address<kHalfWords>, "n,s,p"}, kSetupC{register_and_address<kWords>, "n,s,p"},
    kSetupI{short_address<kHalfWords>, "n,c,p"}, kSetupIC{short_address<kWords>, "n,c,p"}, kCountI{count, "n,c"},
    kRegister{register_only, "n,s"};

// --- execution --------------------------------------------------------------------------------------------

enum class Command : std::uint8_t { start_here, start, end_here, end, count_constant, count, set_up_constant, set_up };

/// Those that reckon from their own address must be word aligned where addresses are counted in words.
constexpr bool reckons_from_pc(Command c) {
  return c == Command::start_here || c == Command::end_here || c == Command::set_up_constant || c == Command::set_up;
}

template <Command C>
const char* change(HardwareLoops& loops, const Hart* hart, const Op* op) {
  const unsigned level = bits(op->raw, 7, 1);
  const u32 value = hart->x[op->rs1];
  constexpr u32 kWord = ~3U;
  switch (C) {
    case Command::start_here:
      return loops.set_start(level, op->imm);
    case Command::start:
      return loops.set_start(level, value & kWord);
    case Command::end_here:
      return loops.set_end(level, op->imm);
    case Command::end:
      return loops.set_end(level, value & kWord);
    case Command::count_constant:
      return loops.set_count(level, op->imm, op->pc);
    case Command::count:
      return loops.set_count(level, value, op->pc);
    case Command::set_up_constant:
      return loops.set_up(level, op->pc + 4, op->imm, bits(op->raw, 20, 12));
    case Command::set_up:
      return loops.set_up(level, op->pc + 4, op->imm, value);
  }
  return nullptr;
}

template <Command C>
void loop_command(Hart* hart, Op* op, u64 cycles, u64 instret) {
  auto& loops = static_cast<RvHart*>(hart)->loops;
  const char* why = reckons_from_pc(C) && op->pc % 4 != 0 ? "set-up instruction that is not word aligned"
                                                          : change<C>(loops, hart, op);
  if (why != nullptr)
    return stop_at(hart, op, cycles, instret, {StopReason::hardware_loop, bits(op->raw, 7, 1), op->pc, why});
  Exit& exit = op->link.exits[0];
  if (!loops.take_changed()) return follow(hart, &exit, cycles, instret);
  hart->flush = true;
  return pause(hart, exit.next, cycles + exit.cycles, instret + exit.count);
}

constexpr auto kAlu = static_cast<std::uint8_t>(CostClass::alu);

// clang-format off: a line an instruction
constexpr std::array kRows{
    XpulpRow{"lp.starti", "iiiiiiiiiiii xxxxx 000 0000 n 1111011", "cv.starti", "iiiiiiiiiiii 00000 100 0000 n 0101011", &kAddress, loop_command<Command::start_here>, Flow::alone, kAlu, &kAddressC},
    XpulpRow{"", "", "cv.start", "000000000000 sssss 100 0001 n 0101011", &kRegister, loop_command<Command::start>, Flow::alone, kAlu},
    XpulpRow{"lp.endi", "iiiiiiiiiiii xxxxx 001 0000 n 1111011", "cv.endi", "iiiiiiiiiiii 00000 100 0010 n 0101011", &kAddress, loop_command<Command::end_here>, Flow::alone, kAlu, &kAddressC},
    XpulpRow{"", "", "cv.end", "000000000000 sssss 100 0011 n 0101011", &kRegister, loop_command<Command::end>, Flow::alone, kAlu},
    XpulpRow{"lp.counti", "iiiiiiiiiiii xxxxx 011 0000 n 1111011", "cv.counti", "iiiiiiiiiiii 00000 100 0100 n 0101011", &kCountI, loop_command<Command::count_constant>, Flow::alone, kAlu},
    XpulpRow{"lp.count", "xxxxxxxxxxxx sssss 010 0000 n 1111011", "cv.count", "000000000000 sssss 100 0101 n 0101011", &kRegister, loop_command<Command::count>, Flow::alone, kAlu},
    XpulpRow{"lp.setupi", "iiiiiiiiiiii iiiii 101 0000 n 1111011", "cv.setupi", "iiiiiiiiiiii iiiii 100 0110 n 0101011", &kSetupI, loop_command<Command::set_up_constant>, Flow::alone, kAlu, &kSetupIC},
    XpulpRow{"lp.setup", "iiiiiiiiiiii sssss 100 0000 n 1111011", "cv.setup", "iiiiiiiiiiii sssss 100 0111 n 0101011", &kSetup, loop_command<Command::set_up>, Flow::alone, kAlu, &kSetupC},
};
// clang-format on

}  // namespace

void add_xpulp_loops(InstructionTable& table, Encoding encoding) {
  add_rows(table, encoding, kRows);
}

}  // namespace quartet::mcu::rv32
