// The array: its blocks and the wires between them.
//
//   host ──TLM──▶ apb ─▶ sequencer ─▶ data_path ─▶ quadrants, data_memory
//        ◀──irq──  └──▶ memories        └ fifo ─▶ first layer of a streaming network
#pragma once

#include <memory>
#include <systemc>
#include <vector>

#include "accel/cnn/model/apb_interface.hpp"
#include "accel/cnn/model/compute_units.hpp"
#include "accel/cnn/model/input_fifo.hpp"
#include "accel/cnn/model/quadrant.hpp"
#include "accel/cnn/model/sequencer.hpp"

namespace quartet::cnn {

class Array : public sc_core::sc_module {
 public:
  Array(const sc_core::sc_module_name& name, const Network& network, const Program& program,
        const Params& params, sc_core::sc_time cycle, const KernelLayouts& layouts, Rounding rounding);

  DataMemory data_memory;
  std::vector<std::unique_ptr<Quadrant>> quadrants;
  InputFifo fifo;
  ApbInterface apb;
  DataPath data_path;
  Sequencer sequencer;
};

/// The kernel counts picoseconds: the cycle is rounded to one, every time is a multiple of it.
[[nodiscard]] sc_core::sc_time array_cycle(const Params& params);

}  // namespace quartet::cnn
