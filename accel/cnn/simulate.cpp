#include "accel/cnn/simulate.hpp"

#include <systemc>

#include "accel/cnn/model/array.hpp"
#include "accel/cnn/model/host.hpp"
#include "sim/kernel/fresh_kernel.hpp"

namespace quartet::cnn {

Result<void> check_inputs(const Network& network, std::span<const Values> inputs) {
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

namespace {

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
                                     std::span<const Values> inputs, Rounding rounding,
                                     IConvolutionStandIn* stand_in, Measured& m) {
  const sc_core::sc_time cycle = array_cycle(params);
  const KernelLayouts layouts = kernel_layouts(network, program.layers, program.memory);
  Array array("cnn", network, program, params, cycle, layouts, rounding);
  array.sequencer.stand_in = stand_in;
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
                          std::span<const Values> inputs, Rounding rounding, IConvolutionStandIn* stand_in) {
  if (Result<void> checked = check_inputs(network, inputs); !checked) return pass(std::move(checked.error()));
  Measured m;
  Result<void> done =
      run_in_fresh_kernel([&] { return run_model(network, program, params, inputs, rounding, stand_in, m); });
  if (!done) return pass(std::move(done.error()));
  // Cycles without input belong to the layer that waits for it.
  if (!m.layer_cycles.empty()) m.layer_cycles.front() += m.fifo_waits;
  return m;
}

}  // namespace quartet::cnn
