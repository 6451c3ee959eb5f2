// One MVM on its way from stage to stage: a rendezvous, so that a stage keeps its MVM until the next one
// takes it.
#pragma once

#include <cstdint>
#include <systemc>

#include "accel/cim/mapping/block.hpp"
#include "accel/cim/timing/cycle_model.hpp"

namespace quartet::cim {

struct MvmJob {
  const Block* block = nullptr;
  MvmCycles cycles;
  int phases = 1;     ///< conversions in turn of the busiest ADC
  bool last = false;  ///< of its layer
};

class Handover {
 public:
  /// Returns when the job has been taken.
  void put(const MvmJob& job) {
    job_ = job;
    full_ = true;
    offered_.notify(sc_core::SC_ZERO_TIME);
    while (full_) sc_core::wait(taken_);
  }
  [[nodiscard]] MvmJob take() {
    while (!full_) sc_core::wait(offered_);
    full_ = false;
    taken_.notify(sc_core::SC_ZERO_TIME);
    return job_;
  }

 private:
  MvmJob job_;
  bool full_ = false;
  sc_core::sc_event offered_, taken_;
};

}  // namespace quartet::cim
