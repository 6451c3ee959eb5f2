#include "accel/mcu/iss/rv32/rv_hart.hpp"

namespace quartet::mcu::rv32 {

void enter_trap(RvHart& hart, std::uint32_t cause, std::uint32_t value) {
  const bool interrupt = cause >> 31 != 0;
  hart.mepc = hart.pc;
  hart.mcause = cause;
  hart.mtval = value;
  hart.mstatus = (hart.mstatus & ~(kMie | kMpie)) | ((hart.mstatus & kMie) != 0 ? kMpie : 0);
  const bool vectored = (hart.mtvec & 3) == 1;
  hart.calls.call(hart.pc);
  hart.pc = (hart.mtvec & ~3U) + (interrupt && vectored ? 4 * (cause & 0x7FFFFFFF) : 0);
  hart.resume = nullptr;
  hart.pending = nullptr;
  hart.cycles += interrupt ? hart.options.interrupt_cycles : hart.options.trap_cycles;
}

void raise(Hart* hart, Op* op, std::uint64_t cycles, std::uint64_t instret, Stop stop, std::uint32_t cause,
           std::uint32_t value) {
  stop_at(hart, op, cycles, instret, stop);
  auto& rv = static_cast<RvHart&>(*hart);
  const bool request = cause == kEnvironmentCall || cause == kBreakpoint;
  if (!rv.mtvec_set || !(request || rv.options.deliver_faults)) return;
  rv.stop = {};
  enter_trap(rv, cause, value);
}

}  // namespace quartet::mcu::rv32
