#include "accel/rtl/plugin/timed_block.hpp"

#include <algorithm>

namespace quartet::rtl {

TimedBlock::TimedBlock(const sc_core::sc_module_name& name, RtlModel& model, IBlockDriver& driver, const sc_core::sc_time& period,
                       std::uint64_t max_ahead)
    : sc_core::sc_module(name),
      model_(model),
      driver_(driver),
      period_(period),
      limit_(period * static_cast<double>(std::max<std::uint64_t>(max_ahead, 1))) {
  SC_HAS_PROCESS(TimedBlock);
  SC_METHOD(run);
}

void TimedBlock::run() {
  const sc_core::sc_time free = std::min(limit_, sc_core::sc_time_to_pending_activity());
  IBlockDriver::Next next = IBlockDriver::Next::cycle;
  ahead_ = sc_core::SC_ZERO_TIME;
  do {
    next = driver_.before_edge(model_);
    model_.tick();
    ahead_ += period_;
  } while (ahead_ < free && next == IBlockDriver::Next::cycle && !model_.stopped());
  if (next == IBlockDriver::Next::end || model_.stopped()) {
    next_trigger(never_);
  } else {
    next_trigger(ahead_);
  }
}

}  // namespace quartet::rtl
