#include "accel/mcu/timing/float_pipeline.hpp"

#include <algorithm>

#include "accel/mcu/iss/arm/cost_class.hpp"

namespace quartet::mcu {

namespace {

using arm::CostClass;
using u32 = std::uint32_t;

CostClass kind_of(const Decoded& d) {
  return static_cast<CostClass>(d.what->cost);
}
bool calculates(CostClass k) {
  return k >= CostClass::float_op && k <= CostClass::float_compare;
}

}  // namespace

bool uses_float(const Decoded& d) {
  const CostClass k = kind_of(d);
  return k >= CostClass::float_op && k <= CostClass::float_move_pair;
}

u32 FloatPipeline::latency_of(const Decoded& d, u32 cycles) const {
  const CostClass k = kind_of(d);
  if (k == CostClass::float_accumulate) return static_cast<u32>(latency_.accumulate);
  if (k == CostClass::float_divide) return static_cast<u32>(latency_.divide);
  return cycles;
}

u32 FloatPipeline::until_ready(std::uint8_t reg, bool accumulates) const {
  if (reg < kFirstFloat || reg >= kFirstFloat + results_.size()) return 0;
  const Result& r = results_[static_cast<std::size_t>(reg - kFirstFloat)];
  const u32 at = r.at + (r.late && !accumulates ? static_cast<u32>(latency_.result_use) : 0);
  return at > now_ ? at - now_ : 0;
}

u32 FloatPipeline::wait(const Decoded& d) const {
  const CostClass k = kind_of(d);
  if (!uses_float(d)) return 0;
  u32 cycles = calculates(k) && free_ > now_ ? free_ - now_ : 0;
  cycles = std::max({cycles, until_ready(d.operands.rs1, false), until_ready(d.operands.rs2, false)});
  const bool reads_target = k == CostClass::float_accumulate || k == CostClass::float_store;
  if (reads_target) cycles = std::max(cycles, until_ready(d.operands.rd, k == CostClass::float_accumulate));
  return cycles;
}

void FloatPipeline::issue(const Decoded& d, u32 cycles) {
  const u32 start = now_ + wait(d);
  now_ = start + cycles;
  const CostClass k = kind_of(d);
  if (!calculates(k)) return;
  free_ = std::max(free_, start + latency_of(d, cycles));
  if (d.operands.rd >= kFirstFloat && d.operands.rd < kFirstFloat + results_.size())
    results_[static_cast<std::size_t>(d.operands.rd - kFirstFloat)] = {start + latency_of(d, cycles),
                                                                       k != CostClass::float_compare};
}

u32 FloatPipeline::busy_after(u32 cycles) const {
  const u32 then = now_ + cycles;
  return free_ > then ? free_ - then : 0;
}

}  // namespace quartet::mcu
