#include "accel/ultratrail/array_model.hpp"

#include <fmt/format.h>

#include <cmath>
#include <systemc>

#include "sim/kernel/fresh_kernel.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::ultratrail {
namespace {

/// Holds every activation of the network by tensor.
class FeatureMemory : public sc_core::sc_module {
 public:
  FeatureMemory(const sc_core::sc_module_name& name, const Network& network) : sc_module(name), words_(network.tensors.size()) {}

  [[nodiscard]] const Values& read(TensorId id) const { return words_[static_cast<std::size_t>(id)]; }
  void write(TensorId id, Values values) { words_[static_cast<std::size_t>(id)] = std::move(values); }

 private:
  std::vector<Values> words_;
};

/// rows × columns multipliers: one cycle a tap and tile of input channels.
class MacArray : public sc_core::sc_module {
 public:
  MacArray(const sc_core::sc_module_name& name, ArrayShape array) : sc_module(name), array_(array) {}

  /// Cycles of one output position for one tile of output channels.
  [[nodiscard]] std::uint64_t window_cycles(const ConvShape& shape, std::int64_t position) const {
    const std::int64_t first = position * shape.stride - shape.reach();
    std::uint64_t cycles = 0;
    for (int channel = 0; channel < shape.in_channels; channel += array_.rows) {
      for (std::int64_t tap = 0; tap < shape.filter; ++tap) {
        const std::int64_t row = first + tap;
        if (row >= 0 && row < shape.width) ++cycles;
      }
    }
    return cycles;
  }
  [[nodiscard]] int columns() const { return array_.columns; }

 private:
  ArrayShape array_;
};

/// Accumulators to features: requantization, and the free layers behind (add, pool, activation).
class OutputStage : public sc_core::sc_module {
 public:
  OutputStage(const sc_core::sc_module_name& name, const Network& network, Interpreter& kernels, FeatureMemory& memory)
      : sc_module(name), network_(network), kernels_(kernels), memory_(memory) {}

  [[nodiscard]] Result<void> finish(const MappedLayer& mapped) {
    for (const std::size_t index : mapped.graph_layers) {
      const Layer& layer = network_.layers[index];
      std::vector<Values> inputs;
      for (const TensorId id : layer.inputs) {
        if (!network_.tensor(id).is_constant()) inputs.push_back(memory_.read(id));
      }
      auto values = kernels_.run_layer(index, inputs);
      if (!values) return pass(values.error());
      memory_.write(layer.output, std::move(*values));
    }
    return {};
  }

 private:
  const Network& network_;
  Interpreter& kernels_;
  FeatureMemory& memory_;
};

class Sequencer : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Sequencer);
  Sequencer(const sc_core::sc_module_name& name, const std::vector<MappedLayer>& program, sc_core::sc_time cycle, const MacArray& mac_array,
            OutputStage& output_stage)
      : sc_module(name), program_(program), cycle_(cycle), mac_array_(mac_array), output_stage_(output_stage) {
    SC_THREAD(run);
  }

  std::vector<std::uint64_t> layer_cycles;
  Result<void> status;

 private:
  void run() {
    for (const MappedLayer& layer : program_) {
      const sc_core::sc_time start = sc_core::sc_time_stamp();
      if (layer.shape) compute(*layer.shape);
      layer_cycles.push_back((sc_core::sc_time_stamp() - start).value() / cycle_.value());
      status = output_stage_.finish(layer);
      if (!status) return;
    }
  }

  void compute(const ConvShape& shape) {
    wait(cycle_);  // layer set-up
    for (int channel = 0; channel < shape.out_channels; channel += mac_array_.columns()) {
      for (std::int64_t position = 0; position < shape.positions(); ++position) {
        wait(cycle_ * static_cast<double>(mac_array_.window_cycles(shape, position)));
      }
    }
  }

  const std::vector<MappedLayer>& program_;
  sc_core::sc_time cycle_;
  const MacArray& mac_array_;
  OutputStage& output_stage_;
};

Result<void> run_model(const Network& network, const std::vector<MappedLayer>& mapped, const Params& params, std::span<const Values> inputs,
                       Interpreter& kernels, Measured& measured) {
  // The kernel counts picoseconds: the cycle is rounded to one, every time is a multiple of it.
  const sc_core::sc_time cycle(std::round(1e12 / params.clock_hz), sc_core::SC_PS);
  FeatureMemory feature_memory("feature_memory", network);
  MacArray mac_array("mac_array", {params.rows, params.columns});
  OutputStage output_stage("output_stage", network, kernels, feature_memory);
  Sequencer sequencer("sequencer", mapped, cycle, mac_array, output_stage);
  for (std::size_t i = 0; i < inputs.size(); ++i) feature_memory.write(network.inputs[i], inputs[i]);
  sc_core::sc_start();
  if (!sequencer.status) return sequencer.status;
  measured.layer_cycles = std::move(sequencer.layer_cycles);
  measured.logits = feature_memory.read(network.logits());
  return {};
}

}  // namespace

Result<Measured> simulate_array(const Network& network, const std::vector<MappedLayer>& mapped, const Params& params,
                                std::span<const Values> inputs, Rounding rounding) {
  if (inputs.size() != network.inputs.size()) {
    return bad_input(network.name, fmt::format("{} inputs given, the network has {}", inputs.size(), network.inputs.size()));
  }
  auto kernels = Interpreter::create(network, {.rounding = rounding});
  if (!kernels) return pass(kernels.error());
  Measured measured;
  const auto done = run_in_fresh_kernel([&] { return run_model(network, mapped, params, inputs, *kernels, measured); });
  if (!done) return pass(done.error());
  return measured;
}

}  // namespace quartet::ultratrail
