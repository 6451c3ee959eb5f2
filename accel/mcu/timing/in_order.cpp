#include "accel/mcu/timing/in_order.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "accel/mcu/engine/hart.hpp"
#include "accel/mcu/iss/rv32/cost_class.hpp"

namespace quartet::mcu {

namespace {

using rv32::CostClass;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

// --- terms that depend on values: charged just before the instruction
// ---------------------------------------------

// The divider normalizes the divisor first and then needs a step a bit: 32 for zero. A negative divisor keeps
// one sign bit.
void charge_leading_zeros(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return next(hart, op, cycles + static_cast<u64>(std::countl_zero(hart->x[op->rs2])), instret);
}
void charge_leading_signs(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const u32 divisor = hart->x[op->rs2];
  const int leading = divisor >> 31 != 0 ? std::countl_one(divisor) - 1 : std::countl_zero(divisor);
  return next(hart, op, cycles + static_cast<u64>(leading), instret);
}
// A divisor of zero ends early: the block counts what that takes, and every other divisor pays the rest.
void charge_division(Hart* hart, Op* op, u64 cycles, u64 instret) {
  if (hart->x[op->rs2] != 0) cycles += op->imm;
  return next(hart, op, cycles, instret);
}
// Shift-and-add until the rest of the multiplier is zero.
void charge_multiplier_bits(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return next(hart, op, cycles + std::max(u64{1}, static_cast<u64>(std::bit_width(hart->x[op->rs2]))),
              instret);
}
// Four places a cycle, then one.
constexpr u32 serial_shift_cycles(u32 places) {
  return places / 4 + places % 4;
}
void charge_shift(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return next(hart, op, cycles + serial_shift_cycles(hart->x[op->rs2] & 31), instret);
}

void charge_fetch(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return next(hart, op, cycles + op->imm, instret);
}

// --- the static part
// ---------------------------------------------------------------------------------------------

bool reads(const Decoded& d, std::uint8_t reg) {
  return reg != 0 && (d.operands.rs1 == reg || d.operands.rs2 == reg || d.operands.rs3 == reg);
}
bool is_load(const Decoded& d) {
  return d.what->cost == static_cast<std::uint8_t>(CostClass::load);
}
bool takes_many_cycles(const Decoded& d) {
  const auto kind = static_cast<CostClass>(d.what->cost);
  return kind == CostClass::mulh || kind == CostClass::div_signed || kind == CostClass::div_unsigned;
}
// Without what stands behind the last instruction and is none.
std::span<const Decoded> instructions_only(std::span<const Decoded> before) {
  while (!before.empty() && before.back().size == 0) before = before.first(before.size() - 1);
  return before;
}
bool is_wide_and_unaligned(const Decoded& d) {
  return d.size == 4 && d.pc % 4 != 0;
}

class InOrderTiming : public ITiming {
 public:
  explicit InOrderTiming(const InOrderParams& params) : p_(params) { fill(); }

  [[nodiscard]] Cost cost(std::span<const Decoded> before, const Decoded& d,
                          const Decoded* after) const override {
    const auto kind = static_cast<CostClass>(d.what->cost);
    Cost cost = base_[static_cast<std::size_t>(kind)];
    if (kind == CostClass::shift_immediate && p_.serial_shift)
      cost.cycles += serial_shift_cycles(d.operands.imm);
    if (kind == CostClass::csr && changes_state(d.operands.imm)) cost.cycles = static_cast<u32>(p_.csr_state);
    u32 extra = hazard(before, d, kind);
    if (is_wide_and_unaligned(d)) {
      // A counter is read after its own instruction has been fetched.
      if (kind == CostClass::csr && p_.unaligned_fetch != 0) {
        cost.dynamic = charge_fetch;
        cost.argument = static_cast<u32>(p_.unaligned_fetch);
      } else {
        extra += static_cast<u32>(p_.unaligned_fetch);
      }
    }
    if (kind == CostClass::branch && after != nullptr && is_wide_and_unaligned(*after))
      cost.taken_cycles += static_cast<u32>(p_.taken_over_unaligned);
    cost.cycles += extra;
    cost.taken_cycles += extra;
    return cost;
  }

  [[nodiscard]] u32 entry_cycles(const Decoded& first) const override {
    return is_wide_and_unaligned(first) ? static_cast<u32>(p_.unaligned_target) : 0;
  }

 private:
  void set(CostClass kind, int cycles, Handler dynamic = nullptr, u32 argument = 0) {
    base_[static_cast<std::size_t>(kind)] = {static_cast<u32>(cycles), static_cast<u32>(cycles), dynamic,
                                             argument};
  }

  void set_division(CostClass kind, Handler leading) {
    if (p_.div_by_leading_zeros) return set(kind, p_.div, leading);
    if (p_.div_by_zero < p_.div)
      return set(kind, p_.div_by_zero, charge_division, static_cast<u32>(p_.div - p_.div_by_zero));
    set(kind, p_.div);
  }

  void fill() {
    set(CostClass::alu, p_.alu);
    set(CostClass::shift_immediate, p_.shift_immediate_base);
    set(CostClass::shift_register, p_.shift_register_base, p_.serial_shift ? charge_shift : nullptr);
    set(CostClass::mul, p_.mul, p_.serial_mul ? charge_multiplier_bits : nullptr);
    set(CostClass::mulh, p_.mulh);
    set_division(CostClass::div_signed, charge_leading_signs);
    set_division(CostClass::div_unsigned, charge_leading_zeros);
    set(CostClass::load, p_.load);
    set(CostClass::store, p_.store);
    set(CostClass::branch, p_.branch_not_taken);
    base_[static_cast<std::size_t>(CostClass::branch)].taken_cycles = static_cast<u32>(p_.branch_taken);
    set(CostClass::jal, p_.jal);
    set(CostClass::jalr, p_.jalr);
    set(CostClass::csr, p_.csr);
    set(CostClass::fence, p_.fence);
    set(CostClass::fence_i, p_.fence_i);
    set(CostClass::mret, p_.mret);
    set(CostClass::wfi, p_.wfi);
    set(CostClass::none, 0);
  }

  // Registers that control interrupts, traps or counters drain the pipeline; mscratch and the rest do not.
  static bool changes_state(u32 number) {
    constexpr std::array<u32, 6> kState{0x300, 0x304, 0x305, 0x341, 0x342, 0x320};
    const bool counter = (number >= 0xB00 && number <= 0xB9F) || (number >= 0xC00 && number <= 0xC9F) ||
                         (number >= 0x323 && number <= 0x33F);
    return counter || std::find(kState.begin(), kState.end(), number) != kState.end();
  }

  [[nodiscard]] u32 hazard(std::span<const Decoded> before, const Decoded& d, CostClass kind) const {
    before = instructions_only(before);
    if (before.empty()) return 0;
    const Decoded& last = before.back();
    const bool jumps = kind == CostClass::jal || kind == CostClass::jalr;
    if (jumps && takes_many_cycles(last) && !reads(d, last.operands.rd))
      return static_cast<u32>(-p_.jump_overlap);
    if (kind == CostClass::jalr) {
      if (reads(d, last.operands.rd))
        return static_cast<u32>(is_load(last) ? p_.jalr_after_load : p_.jalr_after_result);
      const auto earlier = instructions_only(before.first(before.size() - 1));
      const bool two = !earlier.empty() && is_load(earlier.back()) && reads(d, earlier.back().operands.rd);
      return two ? static_cast<u32>(p_.jalr_two_after_load) : 0;
    }
    if (!is_load(last)) return 0;
    if (reads(d, last.operands.rd)) return static_cast<u32>(p_.load_use);
    const bool overwrites = !is_load(d) && d.operands.rd != 0 && d.operands.rd == last.operands.rd;
    return overwrites ? static_cast<u32>(p_.load_overwrite) : 0;
  }

  InOrderParams p_;
  std::array<Cost, static_cast<std::size_t>(CostClass::none) + 1> base_{};
};

}  // namespace

std::unique_ptr<ITiming> make_in_order_timing(const InOrderParams& params) {
  return std::make_unique<InOrderTiming>(params);
}

void declare(InOrderParams& p, ParameterSet& set) {
  constexpr ParameterSet::Range kCycles{0, 1000};
  const auto cycles = [&](const char* name, int& field, const char* sentence) {
    set.integer(std::string("timing.") + name, field, "cycle", kCycles, sentence);
  };
  cycles("alu", p.alu, "integer operation on registers");
  cycles("shift_register", p.shift_register_base, "shift by a register; with serial_shift its fixed part");
  cycles("shift_immediate", p.shift_immediate_base, "shift by a constant; with serial_shift its fixed part");
  set.boolean("timing.serial_shift", p.serial_shift,
              "a shift by n takes n/4 + n%4 cycles more: no barrel shifter");
  cycles("mul", p.mul, "mul; with serial_mul its fixed part");
  set.boolean("timing.serial_mul", p.serial_mul,
              "mul takes a cycle more for each significant bit of rs2, at least one");
  cycles("mulh", p.mulh, "mulh, mulhu, mulhsu");
  cycles("div", p.div, "div, divu, rem, remu; with div_by_leading_zeros the fixed part");
  cycles("div_by_zero", p.div_by_zero, "the same with a divisor of 0, where that is shorter");
  set.boolean("timing.div_by_leading_zeros", p.div_by_leading_zeros,
              "division takes a cycle more for each leading zero of the divisor");
  cycles("load", p.load, "aligned load");
  cycles("store", p.store, "aligned store");
  cycles("load_use", p.load_use, "stall of an instruction that reads what the one before it loads");
  cycles("load_overwrite", p.load_overwrite,
         "stall of an instruction, other than a load, that overwrites what the one before it loads");
  cycles("misaligned_load", p.misaligned_load, "extra of a load that crosses a word");
  cycles("misaligned_store", p.misaligned_store, "extra of a store that crosses a word");
  cycles("branch_not_taken", p.branch_not_taken, "branch that is not taken");
  cycles("branch_taken", p.branch_taken, "branch that is taken");
  cycles("jal", p.jal, "jal, c.j, c.jal");
  cycles("jalr", p.jalr, "jalr, c.jr, c.jalr");
  cycles("jalr_after_result", p.jalr_after_result,
         "stall of a jalr whose register the instruction before it computes");
  cycles("jalr_after_load", p.jalr_after_load, "the same when it is loaded");
  cycles("jalr_two_after_load", p.jalr_two_after_load, "the same when it is loaded one instruction earlier");
  cycles("jump_overlap", p.jump_overlap,
         "cycles of a jump that pass while mulh or a division just before it completes");
  cycles("taken_over_unaligned", p.taken_over_unaligned,
         "extra of a taken branch when the instruction behind it has 32 bit and is not word aligned: its "
         "fetch is awaited");
  cycles("csr", p.csr, "access to a control register that changes nothing in the pipeline");
  cycles("csr_state", p.csr_state, "access to a counter or to a register of interrupts and traps");
  cycles("fence", p.fence, "fence");
  cycles("fence_i", p.fence_i, "fence.i");
  cycles("mret", p.mret, "mret");
  cycles("wfi", p.wfi, "wfi, without the sleep");
  cycles("interrupt", p.interrupt, "from the interrupted instruction to the first one of the handler");
  cycles("trap", p.trap, "the same for an exception");
  cycles("reset", p.reset, "from the release of reset to the first instruction of the program");
  cycles("unaligned_fetch", p.unaligned_fetch, "extra of each 32-bit instruction that is not word aligned");
  cycles("unaligned_target", p.unaligned_target, "extra when such an instruction is the target of a jump");
}

}  // namespace quartet::mcu
