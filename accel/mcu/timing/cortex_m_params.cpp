#include "accel/mcu/timing/cortex_m.hpp"

namespace quartet::mcu {

namespace {

void declare_core(CortexMParams& p, ParameterSet& set) {
  constexpr ParameterSet::Range kCycles{0, 1000};
  const auto cycles = [&](const char* name, int& field, const char* sentence) {
    set.integer(std::string("timing.") + name, field, "cycle", kCycles, sentence);
  };
  cycles("alu", p.alu, "data processing, shifted operands, extensions, bit fields, saturation");
  cycles("multiply", p.multiply, "multiplication with a 32-bit result, with or without accumulation");
  cycles("multiply_long", p.multiply_long, "multiplication with a 64-bit result");
  cycles("divide", p.divide, "sdiv, udiv when the quotient is 0, or the divisor");
  cycles("divide_base", p.divide_base, "fixed part of every other division");
  set.integer("timing.divide_bits_per_cycle", p.divide_bits_per_cycle, "", {0, 32},
              "bits of the quotient that a division finds in a cycle; 0: no term of the operands");
  cycles("load", p.load, "load of one register");
  cycles("load_pipelined", p.load_pipelined, "the same right behind a load or store of one register");
  cycles("load_literal_extra", p.load_literal_extra,
         "extra of a load relative to pc: it contends with the fetch");
  cycles("store", p.store, "store of one register at a constant offset");
  cycles("store_register", p.store_register, "store at a register offset");
  cycles("multiple", p.multiple, "fixed part of ldm, stm, push, pop, vldm, vstm");
  cycles("multiple_word", p.multiple_word, "the same for each word");
  cycles("multiple_pc", p.multiple_pc, "fixed part of pop and ldm with pc; N is then the other registers");
  cycles("pair", p.pair, "ldrd, strd");
  cycles("exclusive", p.exclusive, "ldrex, strex");
  cycles("load_pc", p.load_pc, "ldr to pc");
  cycles("table_branch", p.table_branch, "tbb, tbh");
  cycles("branch_not_taken", p.branch_not_taken, "conditional branch that is not taken");
  cycles("branch_taken", p.branch_taken, "conditional branch that is taken");
  cycles("compare_branch_taken", p.compare_branch_taken, "cbz, cbnz that is taken");
  cycles("jump", p.jump, "b");
  cycles("call", p.call, "bl");
  cycles("jump_register", p.jump_register, "bx");
  cycles("call_register", p.call_register, "blx");
  cycles("write_pc", p.write_pc, "mov and add to pc");
  cycles("it", p.it, "it");
  cycles("it_folded", p.it_folded, "it behind a 16-bit instruction");
  cycles("nop", p.nop, "nop, sev, prefetch hints");
  cycles("barrier", p.barrier, "dsb, dmb");
  cycles("barrier_instruction", p.barrier_instruction, "isb");
  cycles("special", p.special, "mrs, msr, cps");
  cycles("wait", p.wait, "wfi, wfe, without the sleep");
}

void declare_rest(CortexMParams& p, ParameterSet& set) {
  constexpr ParameterSet::Range kCycles{0, 1000};
  const auto cycles = [&](const char* name, int& field, const char* sentence) {
    set.integer(std::string("timing.") + name, field, "cycle", kCycles, sentence);
  };
  cycles("float_op", p.float_op, "vadd, vsub, vmul, vcvt; issue of the longer ones");
  cycles("float_result_use", p.float_result_use,
         "extra when the next instruction takes the result of a calculation");
  cycles("float_accumulate", p.float_accumulate, "vmla, vfma and their kin until the unit is free");
  cycles("float_divide", p.float_divide, "vdiv, vsqrt until the unit is free");
  cycles("float_compare", p.float_compare, "vcmp, vabs, vneg, vmov between S registers");
  cycles("float_load", p.float_load, "vldr of a word");
  cycles("float_load_pipelined", p.float_load_pipelined,
         "the same right behind a load or store of one register");
  cycles("float_store", p.float_store, "vstr of a word");
  cycles("float_pair", p.float_pair, "vldr, vstr of a double word");
  cycles("float_move", p.float_move, "vmov of a word between the register files, vmrs, vmsr");
  cycles("float_move_pair", p.float_move_pair, "vmov of two words");
  cycles("address_after_result", p.address_after_result,
         "stall of an access whose address the data processing just before it computes");
  cycles("unaligned_target", p.unaligned_target,
         "extra when a 32-bit instruction that is not word aligned is jumped to");
  set.integer("timing.unaligned_run", p.unaligned_run, "", {0, 16},
              "unaligned 32-bit instructions in a row until the fetch falls behind; 0: never");
  set.integer("timing.unaligned_run_stores", p.unaligned_run_stores, "", {0, 16}, "the same for stores");
  cycles("unaligned_run_cycles", p.unaligned_run_cycles, "what falling behind costs");
  cycles("unaligned_access", p.unaligned_access, "each further bus transaction of an unaligned access");
  cycles("io_port_saving", p.io_port_saving, "less for an access to the single-cycle I/O port");
  cycles("exception_entry", p.exception_entry,
         "from the interrupted instruction to the first of the handler");
  cycles("exception_exit", p.exception_exit, "from the return to the interrupted instruction");
  cycles("tail_chain", p.tail_chain, "from the return of one handler to the first instruction of the next");
  cycles("reset", p.reset, "from the release of reset to the first instruction");
}

}  // namespace

void declare(CortexMParams& p, ParameterSet& set) {
  declare_core(p, set);
  declare_rest(p, set);
}

}  // namespace quartet::mcu
