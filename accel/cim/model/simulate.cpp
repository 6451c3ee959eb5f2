#include "accel/cim/model/simulate.hpp"

#include <cmath>
#include <systemc>

#include "accel/cim/model/controller.hpp"
#include "accel/cim/model/host.hpp"
#include "sim/kernel/fresh_kernel.hpp"

namespace quartet::cim {

namespace {

/// The machine: its blocks and the wires between them.
class AonCim : public sc_core::sc_module {
 public:
  AonCim(const sc_core::sc_module_name& name, const Controller::Machine& machine, sc_core::sc_time cycle)
      : sc_module(name),
        sram("activation_sram", machine.network, machine.mapping.activations,
             machine.params.periphery.activation_sram_bytes, machine.params.periphery.sram_bytes_per_cycle),
        port("register_port", machine.params, sram, cycle, machine.mapping.layers.size()),
        dac_bank("dac_bank", sram, to_dac, to_adc, cycle),
        adc_bank("adc_bank", to_adc, to_digital, cycle),
        digital_unit("digital_unit", to_digital, cycle),
        controller("controller", machine, {port, sram, to_dac, digital_unit}, cycle) {}

  Handover to_dac, to_adc, to_digital;
  ActivationSram sram;
  RegisterPort port;
  DacBank dac_bank;
  AdcBank adc_bank;
  DigitalUnit digital_unit;
  Controller controller;
};

[[nodiscard]] Result<void> run_model(const Controller::Machine& machine, std::span<const Values> inputs,
                                     Measured& m) {
  // The kernel counts picoseconds: the cycle is rounded to one, every time is a multiple of it.
  const sc_core::sc_time cycle(std::round(1e12 / machine.params.periphery.clock_hz), sc_core::SC_PS);
  AonCim cim("cim", machine, cycle);
  Host host("host", machine.network, machine.mapping, machine.params, inputs, cycle);
  sc_core::sc_signal<bool> interrupt("interrupt");
  host.socket.bind(cim.port.socket);
  cim.port.interrupt(interrupt);
  host.interrupt(interrupt);
  sc_core::sc_start();
  if (!cim.controller.status) return cim.controller.status;
  if (!host.status) return host.status;
  if (host.done_at == 0)
    return fail(ErrorCode::internal, machine.network.name, "the simulated machine never finished");
  m.layer_cycles = cim.controller.layer_cycles;
  m.phases.configuration = host.configured_at;
  const bool calibrated = host.calibrated_at > host.configured_at;
  m.phases.compensation = calibrated ? host.calibrated_at - host.configured_at -
                                           static_cast<std::uint64_t>(machine.params.periphery.start_cycles)
                                     : 0;
  m.phases.input_load = host.input_loaded_at;
  m.phases.start = cim.controller.first_layer_at - host.started_at;
  m.phases.interrupt = host.woken_at - cim.controller.finished_at;
  m.phases.read_out = host.done_at - host.woken_at;
  m.dac_conversions = cim.dac_bank.conversions;
  m.adc_conversions = cim.adc_bank.conversions;
  m.logits = host.result;
  return {};
}

}  // namespace

Result<Measured> simulate(const Network& network, const Mapping& mapping, const Params& params,
                          std::span<const Values> inputs, const RunOptions& options) {
  if (auto checked = check_inputs(network, inputs); !checked) return pass(std::move(checked.error()));
  Measured m;
  const Controller::Machine machine{network, mapping, params, options};
  if (auto done = run_in_fresh_kernel([&] { return run_model(machine, inputs, m); }); !done)
    return pass(std::move(done.error()));
  return m;
}

}  // namespace quartet::cim
