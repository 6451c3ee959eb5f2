#include "accel/cnn/simulate.hpp"

#include <cmath>
#include <systemc>

#include "accel/cnn/model/apb_interface.hpp"
#include "accel/cnn/model/compute_units.hpp"
#include "accel/cnn/model/host.hpp"
#include "accel/cnn/model/input_fifo.hpp"
#include "accel/cnn/model/quadrant.hpp"
#include "accel/cnn/model/sequencer.hpp"
#include "sim/kernel/fresh_kernel.hpp"

namespace quartet::cnn {

namespace {

/// The array: its blocks and the wires between them.
class Array : public sc_core::sc_module {
 public:
  Array(const sc_core::sc_module_name& name, const Network& network, const Program& program,
        const Params& params, sc_core::sc_time cycle, const KernelLayouts& layouts, Rounding rounding)
      : sc_module(name),
        data_memory(params),
        quadrants(make_quadrants(params)),
        fifo("fifo", params.instances()),
        apb("apb", params, cycle, quadrants, data_memory, fifo),
        data_path("data_path", network, program, params, layouts, quadrants, data_memory, fifo, rounding),
        sequencer("sequencer", program, params, cycle, {apb, data_path, data_memory, fifo, quadrants}) {}

  DataMemory data_memory;
  std::vector<std::unique_ptr<Quadrant>> quadrants;
  InputFifo fifo;
  ApbInterface apb;
  DataPath data_path;
  Sequencer sequencer;

 private:
  static std::vector<std::unique_ptr<Quadrant>> make_quadrants(const Params& params) {
    std::vector<std::unique_ptr<Quadrant>> all;
    for (int q = 0; q < params.quadrants; ++q)
      all.push_back(std::make_unique<Quadrant>(("quadrant_" + std::to_string(q)).c_str(), params, q));
    return all;
  }
};

[[nodiscard]] Result<void> check_inputs(const Network& network, std::span<const Values> inputs) {
  if (inputs.size() != network.inputs.size())
    return bad_input(network.name, std::to_string(inputs.size()) + " inputs given, the network has " +
                                       std::to_string(network.inputs.size()));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& tensor = network.tensor(network.inputs[i]);
    if (static_cast<std::int64_t>(inputs[i].size()) != tensor.elements())
      return bad_input(tensor.name, std::to_string(inputs[i].size()) + " values given, the input has " +
                                        std::to_string(tensor.elements()));
    for (const std::int32_t v : inputs[i]) {
      if (!tensor.type.holds(v))
        return bad_input(tensor.name, "value " + std::to_string(v) + " is not of type " + tensor.type.name());
    }
  }
  return {};
}

void collect(const Array& array, const Host& host, Measured& m) {
  m.layer_cycles = array.sequencer.layer_cycles;
  m.outputs = array.sequencer.outputs;
  m.weight_load = host.weights_loaded_at;
  m.input_load = host.input_loaded_at - host.weights_loaded_at;
  m.start = array.sequencer.first_layer_at - host.start_asked_at;
  m.interrupt = host.woken_at - array.sequencer.finished_at;
  m.read_out = host.done_at - host.woken_at;
  m.conflicts = array.sequencer.conflicts;
  m.fifo_waits = array.sequencer.fifo_waits;
  m.host_waits = host.fifo_waits;
  m.result = host.result;
}

[[nodiscard]] Result<void> run_model(const Network& network, const Program& program, const Params& params,
                                     std::span<const Values> inputs, Rounding rounding, Measured& m) {
  // The kernel counts picoseconds: the cycle is rounded to one, every time is a multiple of it.
  const sc_core::sc_time cycle(std::round(1e12 / params.clock_hz), sc_core::SC_PS);
  const KernelLayouts layouts = kernel_layouts(network, program.layers, program.memory);
  Array array("cnn", network, program, params, cycle, layouts, rounding);
  Host host("host", network, program, params, cycle, layouts, inputs, rounding, array.fifo,
            array.data_memory);
  sc_core::sc_signal<bool> interrupt("interrupt");
  host.socket.bind(array.apb.socket);
  array.apb.interrupt(interrupt);
  host.interrupt(interrupt);
  sc_core::sc_start();
  if (!array.sequencer.status) return array.sequencer.status;
  if (!host.status) return host.status;
  if (host.done_at == 0) return fail(ErrorCode::internal, network.name, "the simulated array never finished");
  collect(array, host, m);
  return {};
}

}  // namespace

Result<Measured> simulate(const Network& network, const Program& program, const Params& params,
                          std::span<const Values> inputs, Rounding rounding) {
  if (Result<void> checked = check_inputs(network, inputs); !checked) return pass(std::move(checked.error()));
  Measured m;
  Result<void> done =
      run_in_fresh_kernel([&] { return run_model(network, program, params, inputs, rounding, m); });
  if (!done) return pass(std::move(done.error()));
  // Cycles without input belong to the layer that waits for it.
  if (!m.layer_cycles.empty()) m.layer_cycles.front() += m.fifo_waits;
  return m;
}

}  // namespace quartet::cnn
