#include "accel/mcu/timing/cortex_m.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "accel/mcu/engine/hart.hpp"
#include "accel/mcu/iss/arm/cost_class.hpp"
#include "accel/mcu/timing/float_pipeline.hpp"

namespace quartet::mcu {

namespace {

using arm::CostClass;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

// --- division: early out by the significant bits of the quotient. imm: bits a cycle, and above them what any
// division that is not trivial adds.

constexpr u32 kBaseShift = 8;

u32 quotient_cycles(u32 dividend, u32 divisor, u32 argument) {
  if (divisor == 0 || dividend < divisor) return 0;
  const u32 bits = static_cast<u32>(std::bit_width(dividend) - std::bit_width(divisor) + 1);
  const u32 per_cycle = argument & ((1U << kBaseShift) - 1);
  return (argument >> kBaseShift) + (bits + per_cycle - 1) / per_cycle;
}
void charge_unsigned(Hart* hart, Op* op, u64 cycles, u64 instret) {
  return next(hart, op, cycles + quotient_cycles(hart->x[op->rs1], hart->x[op->rs2], op->imm), instret);
}
u32 magnitude(u32 value) {
  return value >> 31 != 0 ? 0U - value : value;
}
void charge_signed(Hart* hart, Op* op, u64 cycles, u64 instret) {
  const u32 n = magnitude(hart->x[op->rs1]), d = magnitude(hart->x[op->rs2]);
  return next(hart, op, cycles + quotient_cycles(n, d, op->imm), instret);
}

// --- kinds

CostClass kind_of(const Decoded& d) {
  return static_cast<CostClass>(d.what->cost);
}
bool is_load(CostClass k) {
  return k == CostClass::load || k == CostClass::load_literal || k == CostClass::float_load;
}
/// Accesses whose address phase may overlap the data phase of the one before.
bool pipelines(CostClass k) {
  return is_load(k) || k == CostClass::store || k == CostClass::float_store;
}
bool computes(CostClass k) {
  return k <= CostClass::multiply_long;
}
/// The registers an access takes its address from: base and index, where rs2 is an index.
bool addresses_by(const Decoded& d, CostClass k, std::uint8_t reg) {
  if (reg == 0) return false;
  const bool accesses = (k >= CostClass::load && k <= CostClass::table_branch) ||
                        (k >= CostClass::float_load && k <= CostClass::float_store_pair);
  const bool indexed = k != CostClass::pair && k != CostClass::exclusive;
  return accesses && (d.operands.rs1 == reg || (indexed && d.operands.rs2 == reg));
}
bool is_wide_and_unaligned(const Decoded& d) {
  return d.size == 4 && d.pc % 4 != 0;
}
bool goes_on(const Decoded& d) {
  return d.what->flow == Flow::next || d.what->flow == Flow::alone;
}
/// What the state of fetch and floating-point unit is followed through: the instructions behind the last end
/// of a block.
std::span<const Decoded> since_end(std::span<const Decoded> before) {
  std::size_t first = before.size();
  while (first > 0 && before[first - 1].what->flow == Flow::next) --first;
  return before.subspan(first);
}

class CortexMTiming : public ITiming {
 public:
  explicit CortexMTiming(const CortexMParams& params) : p_(params) { fill(); }

  [[nodiscard]] Cost cost(std::span<const Decoded> before, const Decoded& d, const Decoded*) const override {
    Cost cost = alone(before, d);
    const u32 run = unaligned_run(since_end(before), d);
    cost.cycles += run;
    cost.taken_cycles += run;
    if (d.guard != nullptr && !goes_on(d)) cost.cycles = 1 + run;
    add_float(since_end(before), d, cost);
    cost.skipped_cycles = d.what->flow == Flow::next ? std::min(cost.cycles, 1 + run) : cost.cycles;
    return cost;
  }

  [[nodiscard]] u32 entry_cycles(const Decoded& first) const override {
    return is_wide_and_unaligned(first) ? static_cast<u32>(p_.unaligned_target) : 0;
  }

 private:
  /// Without the state of the floating-point unit.
  [[nodiscard]] Cost alone(std::span<const Decoded> before, const Decoded& d) const {
    const CostClass kind = kind_of(d);
    Cost cost = base_[static_cast<std::size_t>(kind)];
    const Decoded* const last = before.empty() ? nullptr : &before.back();
    if (kind == CostClass::multiple || kind == CostClass::multiple_pc) {
      const u32 words =
          kind == CostClass::multiple && d.operands.rd >= kFirstFloat
              ? d.operands.imm
              : static_cast<u32>(std::popcount(d.operands.imm)) - (kind == CostClass::multiple_pc ? 1 : 0);
      cost.cycles += words * static_cast<u32>(p_.multiple_word);
      cost.taken_cycles = cost.cycles;
    }
    if (last == nullptr) return cost;
    const CostClass previous = kind_of(*last);
    if (kind == CostClass::it && last->size == 2) cost.cycles = static_cast<u32>(p_.it_folded);
    const bool waits = is_load(previous) && addresses_by(d, kind, last->operands.rd);
    if (is_load(kind) && pipelines(previous) && !waits)
      cost.cycles -= static_cast<u32>(kind == CostClass::float_load ? p_.float_load - p_.float_load_pipelined
                                                                    : p_.load - p_.load_pipelined);
    if (computes(previous) && addresses_by(d, kind, last->operands.rd)) {
      cost.cycles += static_cast<u32>(p_.address_after_result);
      cost.taken_cycles += static_cast<u32>(p_.address_after_result);
    }
    return cost;
  }

  /// Charged once, at the instruction that makes the run long enough.
  [[nodiscard]] u32 unaligned_run(std::span<const Decoded> before, const Decoded& d) const {
    if (p_.unaligned_run == 0 || !is_wide_and_unaligned(d)) return 0;
    int length = 1;
    bool stores = is_store(d);
    for (std::size_t i = before.size(); i-- > 0 && is_wide_and_unaligned(before[i]); ++length)
      stores = stores && is_store(before[i]);
    return length == (stores ? p_.unaligned_run_stores : p_.unaligned_run)
               ? static_cast<u32>(p_.unaligned_run_cycles)
               : 0;
  }
  static bool is_store(const Decoded& d) {
    return kind_of(d) == CostClass::store || kind_of(d) == CostClass::store_register;
  }

  /// Waiting for the floating-point unit; what ends a block waits until it is idle.
  void add_float(std::span<const Decoded> before, const Decoded& d, Cost& cost) const {
    const bool ends = d.what->flow != Flow::next;
    if (!uses_float(d) && !ends) return;
    FloatPipeline unit({p_.float_accumulate, p_.float_divide, p_.float_result_use});
    bool any = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      any = any || uses_float(before[i]);
      if (any) unit.issue(before[i], alone(before.first(i), before[i]).cycles);
    }
    if (!any && !uses_float(d)) return;
    if (!ends) {
      cost.cycles += unit.wait(d);
      return;
    }
    cost.cycles += unit.busy_after(cost.cycles);
    cost.taken_cycles += unit.busy_after(cost.taken_cycles);
  }

  void set(CostClass kind, int cycles) { set(kind, cycles, cycles); }
  void set(CostClass kind, int cycles, int taken) {
    base_[static_cast<std::size_t>(kind)] = {static_cast<u32>(cycles), static_cast<u32>(taken), nullptr, 0,
                                             1};
  }
  void set_division(CostClass kind, Handler charge) {
    set(kind, p_.divide);
    if (p_.divide_bits_per_cycle == 0) return;
    Cost& cost = base_[static_cast<std::size_t>(kind)];
    cost.dynamic = charge;
    cost.argument = static_cast<u32>(p_.divide_bits_per_cycle) | static_cast<u32>(p_.divide_base - p_.divide)
                                                                     << kBaseShift;
  }

  void fill() {
    set(CostClass::alu, p_.alu);
    set(CostClass::shift, p_.alu);
    set(CostClass::multiply, p_.multiply);
    set(CostClass::multiply_long, p_.multiply_long);
    set_division(CostClass::divide_signed, charge_signed);
    set_division(CostClass::divide_unsigned, charge_unsigned);
    set(CostClass::load, p_.load);
    set(CostClass::load_literal, p_.load + p_.load_literal_extra);
    set(CostClass::store, p_.store);
    set(CostClass::store_register, p_.store_register);
    set(CostClass::multiple, p_.multiple);
    set(CostClass::multiple_pc, p_.multiple_pc);
    set(CostClass::pair, p_.pair);
    set(CostClass::exclusive, p_.exclusive);
    set(CostClass::load_pc, p_.load_pc);
    set(CostClass::table_branch, p_.table_branch);
    set(CostClass::branch, p_.branch_not_taken, p_.branch_taken);
    set(CostClass::compare_branch, p_.branch_not_taken, p_.compare_branch_taken);
    set(CostClass::jump, p_.jump);
    set(CostClass::call, p_.call);
    set(CostClass::jump_register, p_.jump_register);
    set(CostClass::call_register, p_.call_register);
    set(CostClass::write_pc, p_.write_pc);
    set(CostClass::it, p_.it);
    set(CostClass::nop, p_.nop);
    set(CostClass::barrier, p_.barrier);
    set(CostClass::barrier_instruction, p_.barrier_instruction);
    set(CostClass::special, p_.special);
    set(CostClass::wait, p_.wait);
    set(CostClass::float_op, p_.float_op);
    set(CostClass::float_accumulate, p_.float_op);
    set(CostClass::float_divide, p_.float_op);
    set(CostClass::float_compare, p_.float_compare);
    set(CostClass::float_load, p_.float_load);
    set(CostClass::float_store, p_.float_store);
    set(CostClass::float_load_pair, p_.float_pair);
    set(CostClass::float_store_pair, p_.float_pair);
    set(CostClass::float_move, p_.float_move);
    set(CostClass::float_move_pair, p_.float_move_pair);
    set(CostClass::none, 0);
  }

  CortexMParams p_;
  std::array<Cost, arm::kCostClasses> base_{};
};

}  // namespace

std::unique_ptr<ITiming> make_cortex_m_timing(const CortexMParams& params) {
  return std::make_unique<CortexMTiming>(params);
}

}  // namespace quartet::mcu
