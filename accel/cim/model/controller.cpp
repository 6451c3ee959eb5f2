#include "accel/cim/model/controller.hpp"

namespace quartet::cim {

Controller::Controller(const sc_core::sc_module_name& name, Machine machine, Parts parts,
                       sc_core::sc_time cycle)
    : sc_module(name),
      layer_cycles(machine.mapping.layers.size(), 0),
      machine_(std::move(machine)),
      parts_(parts),
      cycle_(cycle) {
  SC_THREAD(main);
}

std::uint64_t Controller::now() const {
  return sc_core::sc_time_stamp().value() / cycle_.value();
}

void Controller::main() {
  for (;;) {
    wait(parts_.port.start);
    if ((parts_.port.command() & kCalibrate) != 0) {
      calibrate();
    } else {
      infer();
    }
    parts_.port.finish();
  }
}

void Controller::issue(const MappedLayer& layer, std::int64_t rounds, bool calibration) {
  const Params& params = machine_.params;
  wait(static_cast<double>(params.periphery.layer_setup_cycles) * cycle_);
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (const Block& block : layer.blocks) {
      const std::uint64_t times = calibration ? params.analog.compensation.mvms(block.rows) : 1;
      const bool last_block = round + 1 == rounds && &block == &layer.blocks.back();
      MvmJob job{&block, mvm_cycles(block, params), mux_phases(block, params.array), false};
      for (std::uint64_t i = 0; i < times; ++i) {
        job.last = last_block && i + 1 == times;
        parts_.to_dac.put(job);
      }
    }
  }
  wait(parts_.digital_unit.layer_done);
}

void Controller::calibrate() {
  for (std::uint32_t i = 0; i < parts_.port.layer_count(); ++i)
    issue(machine_.mapping.layers.at(parts_.port.entry(i).layer), 1, true);
}

Result<void> Controller::compute(std::size_t index) {
  std::vector<Values> tensors(machine_.network.tensors.size());
  const MappedLayer& mapped = machine_.mapping.layers[index];
  std::vector<bool> made(tensors.size(), false);
  for (const std::size_t graph_layer : mapped.graph_layers) {
    const Layer& layer = machine_.network.layers[graph_layer];
    for (const TensorId id : layer.inputs) {
      const auto at = static_cast<std::size_t>(id);
      if (!made[at] && !machine_.network.tensor(id).is_constant()) tensors[at] = parts_.sram.fetch(id);
    }
    made[static_cast<std::size_t>(layer.output)] = true;
  }
  if (auto done = function_->run_layer(index, 0, tensors); !done) return done;
  for (const std::size_t graph_layer : mapped.graph_layers) {
    const TensorId id = machine_.network.layers[graph_layer].output;
    if (parts_.sram.address(id) >= 0 && !parts_.sram.store(id, tensors[static_cast<std::size_t>(id)]))
      return fail(ErrorCode::internal, name(), "a tensor lies outside the activation SRAM");
  }
  return {};
}

void Controller::infer() {
  Params params = machine_.params;
  params.analog.time_s = parts_.port.time_s();
  auto function = CimFunction::create(machine_.network, machine_.mapping, params, machine_.options);
  if (!function) {
    status = pass(std::move(function.error()));
    return;
  }
  function_ = std::move(*function);
  first_layer_at = now();
  for (std::uint32_t i = 0; status && i < parts_.port.layer_count(); ++i) {
    const LayerEntry entry = parts_.port.entry(i);
    const MappedLayer& layer = machine_.mapping.layers.at(entry.layer);
    const std::uint64_t begin = now();
    issue(layer, entry.positions, false);
    const auto lanes = static_cast<std::uint32_t>(params.periphery.digital_lanes);
    wait(static_cast<double>((entry.digital_elements + lanes - 1) / lanes) * cycle_);
    layer_cycles.at(entry.layer) = now() - begin;
    status = compute(entry.layer);
  }
  finished_at = now();
}

}  // namespace quartet::cim
