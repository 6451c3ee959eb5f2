#include "accel/cim/model/stages.hpp"

namespace quartet::cim {

namespace {

[[nodiscard]] sc_core::sc_time cycles(std::uint64_t count, const sc_core::sc_time& cycle) {
  return static_cast<double>(count) * cycle;
}

}  // namespace

DacBank::DacBank(const sc_core::sc_module_name& name, ActivationSram& sram, Handover& in, Handover& out,
                 sc_core::sc_time cycle)
    : sc_module(name), sram_(sram), in_(in), out_(out), cycle_(cycle) {
  SC_THREAD(run);
}

void DacBank::run() {
  for (;;) {
    const MvmJob job = in_.take();
    wait(cycles(job.cycles.load, cycle_));
    sram_.sram.count(static_cast<std::int64_t>(job.cycles.load), 0);
    conversions += static_cast<std::uint64_t>(job.block->rows);
    out_.put(job);
  }
}

AdcBank::AdcBank(const sc_core::sc_module_name& name, Handover& in, Handover& out, sc_core::sc_time cycle)
    : sc_module(name), in_(in), out_(out), cycle_(cycle) {
  SC_THREAD(run);
}

void AdcBank::run() {
  for (;;) {
    const MvmJob job = in_.take();
    const std::uint64_t turn = job.cycles.convert / static_cast<std::uint64_t>(job.phases);
    for (int phase = 0; phase < job.phases; ++phase) wait(cycles(turn, cycle_));
    conversions += static_cast<std::uint64_t>(job.block->columns);
    out_.put(job);
  }
}

DigitalUnit::DigitalUnit(const sc_core::sc_module_name& name, Handover& in, sc_core::sc_time cycle)
    : sc_module(name), in_(in), cycle_(cycle) {
  SC_THREAD(run);
}

void DigitalUnit::run() {
  for (;;) {
    const MvmJob job = in_.take();
    wait(cycles(job.cycles.digital, cycle_));
    if (job.last) layer_done.notify(sc_core::SC_ZERO_TIME);
  }
}

}  // namespace quartet::cim
