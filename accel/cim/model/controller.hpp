// The array controller: runs the layer table, one layer after the other, from the start bit to the interrupt.
//
//   start ─▶ layer 0: setup ─▶ MVMs through DAC bank, ADC bank, digital unit ─▶ digital pass ─▶ layer 1 ─▶ …
//   ─▶ interrupt calibrate ─▶ the read-out of the drift compensation, block by block, through the same stages
//   ─▶ interrupt
#pragma once

#include <memory>
#include <systemc>
#include <vector>

#include "accel/cim/function/cim_function.hpp"
#include "accel/cim/model/register_port.hpp"
#include "accel/cim/model/stages.hpp"

namespace quartet::cim {

class Controller : public sc_core::sc_module {
 public:
  struct Parts {
    RegisterPort& port;
    ActivationSram& sram;
    Handover& to_dac;
    DigitalUnit& digital_unit;
  };
  struct Machine {
    const Network& network;
    const Mapping& mapping;
    const Params& params;
    RunOptions options;
  };
  SC_HAS_PROCESS(Controller);
  Controller(const sc_core::sc_module_name& name, Machine machine, Parts parts, sc_core::sc_time cycle);

  std::vector<std::uint64_t> layer_cycles;
  std::uint64_t first_layer_at = 0, finished_at = 0;  ///< cycles, of the last start
  Result<void> status;

 private:
  void main();
  [[nodiscard]] std::uint64_t now() const;
  void infer();
  void calibrate();
  /// `times` MVMs of each block in turn, `rounds` times over; returns when the last has left.
  void issue(const MappedLayer& layer, std::int64_t rounds, bool calibration);
  [[nodiscard]] Result<void> compute(std::size_t layer);

  Machine machine_;
  Parts parts_;
  sc_core::sc_time cycle_;
  std::unique_ptr<CimFunction> function_;
};

}  // namespace quartet::cim
