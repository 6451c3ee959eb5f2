#include "accel/rtl/plugin/clocked_block.hpp"

namespace quartet::rtl {

ClockedBlock::ClockedBlock(const sc_core::sc_module_name& name, RtlModel& model, IBlockDriver& driver)
    : sc_core::sc_module(name), clock("clock"), model_(model), driver_(driver) {
  SC_HAS_PROCESS(ClockedBlock);
  SC_METHOD(rising_edge);
  sensitive << clock.pos();
  dont_initialize();
}

void ClockedBlock::rising_edge() {
  const IBlockDriver::Next next = driver_.before_edge(model_);
  model_.tick();
  if (next == IBlockDriver::Next::end || model_.stopped()) next_trigger(never_);
}

}  // namespace quartet::rtl
