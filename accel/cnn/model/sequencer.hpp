// The sequencer: runs the layers row by row, from the start bit to the interrupt.
//
//   start ─▶ [startup] ─▶ layer 0 ─▶ layer 1 ─▶ … ─▶ interrupt
//                          └ rows: micro-operations of walk_row, cycles lost at the data-memory ports
//   As many layers as the layer-count register says. The first layers may stream: then it issues, row by row, the deepest of them that has its input rows.
#pragma once

#include <systemc>
#include <vector>

#include "accel/cnn/lower.hpp"
#include "accel/cnn/model/apb_interface.hpp"
#include "accel/cnn/model/compute_units.hpp"
#include "accel/cnn/model/input_fifo.hpp"
#include "accel/cnn/row_walk.hpp"

namespace quartet::cnn {

class Sequencer : public sc_core::sc_module {
 public:
  struct Parts {
    ApbInterface& apb;
    DataPath& data_path;
    DataMemory& data_memory;
    InputFifo& fifo;
    std::vector<std::unique_ptr<Quadrant>>& quadrants;
  };
  SC_HAS_PROCESS(Sequencer);
  Sequencer(const sc_core::sc_module_name& name, const Program& program, const Params& params,
            sc_core::sc_time cycle, Parts parts);

  IConvolutionStandIn* stand_in = nullptr;  ///< for the layers that it names; must outlive the run
  std::vector<std::uint64_t> layer_cycles;
  std::vector<Values> outputs;
  std::uint64_t first_layer_at = 0, finished_at = 0;  ///< cycles
  std::uint64_t conflicts = 0, fifo_waits = 0;
  Result<void> status;

 private:
  struct Stream;
  void main();
  [[nodiscard]] std::uint64_t now() const;
  void spend(std::size_t layer, std::uint64_t cycles);
  void run_layer(std::size_t index);
  void run_stand_in(std::size_t index);
  void run_streaming(std::size_t count);
  [[nodiscard]] const RowOps& row_ops(std::size_t index, int row);
  [[nodiscard]] std::uint64_t lost_to_bus(std::size_t index, int row, std::uint64_t cycles);
  void finish_layer(std::size_t index);

  const Program& program_;
  const Params& params_;
  sc_core::sc_time cycle_;
  Parts parts_;
  struct RowCache {
    bool known[4] = {false, false, false, false};
    RowOps ops[4];
  };
  std::vector<RowCache> rows_;
};

}  // namespace quartet::cnn
