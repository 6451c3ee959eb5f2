#include "accel/cim/timing/cycle_model.hpp"

#include <algorithm>

namespace quartet::cim {

namespace {

[[nodiscard]] std::uint64_t ceil_div(std::int64_t a, std::int64_t b) {
  return static_cast<std::uint64_t>((a + b - 1) / b);
}

constexpr std::int64_t kWordBytes = 4;

}  // namespace

std::uint64_t conversion_cycles(int bits, int overhead_cycles) {
  return (std::uint64_t{1} << (bits - 1)) + static_cast<std::uint64_t>(overhead_cycles);
}

std::uint64_t conversion_cycles(const Params& params) {
  const int bits = std::max(params.analog.adc_width(), params.analog.dac_width() - 1);
  return conversion_cycles(bits, params.periphery.conversion_overhead_cycles);
}

MvmCycles mvm_cycles(const Block& block, const Params& params) {
  const PeripheryParams& p = params.periphery;
  return {ceil_div(block.rows, p.sram_bytes_per_cycle),
          static_cast<std::uint64_t>(mux_phases(block, params.array)) * conversion_cycles(params),
          ceil_div(block.columns, p.digital_lanes)};
}

void MvmPipeline::issue(const MvmCycles& mvm) {
  const std::uint64_t loaded =
      convert_start_ + mvm.load;  // the DAC registers are free once the previous MVM converts
  convert_start_ = std::max(loaded, digital_start_);  // the ADC registers, once its results are taken
  digital_start_ = std::max(convert_start_ + mvm.convert, digital_end_);
  digital_end_ = digital_start_ + mvm.digital;
}

LayerCycles layer_cycles(const MappedLayer& layer, const Params& params) {
  std::vector<MvmCycles> mvms;
  for (const Block& block : layer.blocks) mvms.push_back(mvm_cycles(block, params));
  MvmPipeline pipeline;
  for (std::int64_t position = 0; position < layer.analog.positions(); ++position) {
    for (const MvmCycles& mvm : mvms) pipeline.issue(mvm);
  }
  const PeripheryParams& p = params.periphery;
  return {static_cast<std::uint64_t>(p.layer_setup_cycles), pipeline.finished(),
          ceil_div(layer.digital_elements, p.digital_lanes)};
}

std::string layer_bound(const MappedLayer& layer, const Params& params) {
  MvmCycles sum;
  for (const Block& block : layer.blocks) {
    const MvmCycles mvm = mvm_cycles(block, params);
    sum.load += mvm.load, sum.convert += mvm.convert, sum.digital += mvm.digital;
  }
  if (sum.convert >= sum.load && sum.convert >= sum.digital) return "conversion";
  return sum.load >= sum.digital ? "activation sram" : "digital unit";
}

std::uint64_t compensation_cycles(const Mapping& mapping, const Params& params) {
  if (params.analog.compensation.scope == "none") return 0;
  std::uint64_t cycles = 0;
  for (const MappedLayer& layer : mapping.layers) {
    MvmPipeline pipeline;
    for (const Block& block : layer.blocks) {
      const MvmCycles mvm = mvm_cycles(block, params);
      for (std::uint64_t i = params.analog.compensation.mvms(block.rows); i > 0; --i) pipeline.issue(mvm);
    }
    cycles += static_cast<std::uint64_t>(params.periphery.layer_setup_cycles) + pipeline.finished();
  }
  return cycles;
}

std::uint64_t bus_cycles(std::int64_t bytes, const Params& params) {
  return ceil_div(bytes, kWordBytes) * static_cast<std::uint64_t>(params.periphery.bus_cycles_per_word);
}

PhaseCycles phase_cycles(const Network& network, const Mapping& mapping, const Params& params) {
  PhaseCycles phases;
  phases.configuration =
      bus_cycles(static_cast<std::int64_t>(mapping.layers.size()) * kLayerEntryBytes, params);
  for (const TensorId id : network.inputs)
    phases.input_load += bus_cycles(activation_bytes(network.tensor(id)), params);
  phases.start = static_cast<std::uint64_t>(params.periphery.start_cycles);
  phases.interrupt = static_cast<std::uint64_t>(params.periphery.interrupt_cycles);
  phases.read_out = bus_cycles(activation_bytes(network.tensor(network.logits())), params);
  phases.compensation = compensation_cycles(mapping, params);
  return phases;
}

}  // namespace quartet::cim
