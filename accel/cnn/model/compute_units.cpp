#include "accel/cnn/model/compute_units.hpp"

#include <algorithm>

#include "accel/cnn/bias_packing.hpp"
#include "accel/cnn/grouping.hpp"

namespace quartet::cnn {

Result<Values> ComputeUnit::run(Interpreter& arithmetic, std::size_t layer, std::span<const Values> inputs) {
  Result<Values> result = arithmetic.run_layer(layer, inputs);
  if (result) values += static_cast<std::int64_t>(result->size());
  return result;
}

DataPath::DataPath(const sc_core::sc_module_name& name, const Network& network, const Program& program,
                   const Params& params, const KernelLayouts& layouts,
                   std::vector<std::unique_ptr<Quadrant>>& quadrants, DataMemory& data_memory,
                   InputFifo& fifo, Rounding rounding)
    : sc_module(name),
      pooling_unit("pooling_unit"),
      elementwise_unit("elementwise_unit"),
      convolution("convolution"),
      params_(params),
      program_(program),
      layouts_(layouts),
      resident_(network),
      quadrants_(quadrants),
      data_memory_(data_memory),
      fifo_(fifo),
      rounding_(rounding),
      staged_(network.tensors.size()),
      inner_(network.tensors.size()) {}

Result<void> DataPath::start() {
  for (std::size_t i = 0; i < program_.layers.size(); ++i) {
    if (!program_.layers[i].has_weights()) continue;
    read_kernels(i);
    read_biases(i);
  }
  Result<Interpreter> created = Interpreter::create(resident_, {.rounding = rounding_});
  if (!created) return pass(std::move(created.error()));
  arithmetic_.emplace(std::move(*created));
  return {};
}

void DataPath::read_kernels(std::size_t index) {
  const HwLayer& layer = program_.layers[index];
  const KernelRegion& region = program_.memory.kernels[index];
  const KernelLayout& layout = *layouts_[index];
  Values& weights = resident_.tensor(resident_.layers[layer.core_member].weights).constant;
  for (std::size_t lane = 0; lane < layer.processors.size(); ++lane) {
    const int p = layer.processors[lane];
    Quadrant& quadrant = *quadrants_[static_cast<std::size_t>(p / params_.processors_per_quadrant)];
    Sram& sram =
        quadrant.processors[static_cast<std::size_t>(p % params_.processors_per_quadrant)]->weight_sram;
    layout.unpack(static_cast<int>(lane), sram.contents().data() + region.offset * params_.word_bits / 8,
                  weights);
  }
}

void DataPath::read_biases(std::size_t index) {
  const HwLayer& layer = program_.layers[index];
  const BiasRegion& region = program_.memory.biases[index];
  const TensorId id = resident_.layers[layer.core_member].bias;
  if (id == kNoTensor) return;
  Values& biases = resident_.tensor(id).constant;
  const std::uint8_t* bytes =
      quadrants_[static_cast<std::size_t>(region.quadrant)]->bias_sram.contents().data() + region.offset;
  for (std::size_t c = 0; c < biases.size(); ++c)
    biases[c] = unpack_bias(bytes + c * static_cast<std::size_t>(params_.bias_bytes_per_channel()), params_);
}

Values DataPath::operand(TensorId id) {
  const DataRegion& region = program_.memory.region(id);
  if (!region.rolls()) return fetch(region, data_memory_.contents(region.instance_mask()));
  const bool from_host =
      std::find(resident_.inputs.begin(), resident_.inputs.end(), id) != resident_.inputs.end();
  return from_host ? fetch(region.whole(), fifo_.collected()) : staged_[static_cast<std::size_t>(id)];
}

ComputeUnit& DataPath::unit_of(const std::string& op) {
  const Role role = role_of(op);
  return role == Role::pooling ? pooling_unit : role == Role::elementwise ? elementwise_unit : convolution;
}

ConvolutionWork DataPath::work(std::size_t index) {
  const HwLayer& layer = program_.layers[index];
  const Layer& graph = resident_.layers[layer.core_member];
  const Values* const biases = graph.bias == kNoTensor ? nullptr : &resident_.tensor(graph.bias).constant;
  return {layer, graph, operand(layer.operands.at(0)), resident_.tensor(graph.weights).constant, biases};
}

Result<Values> DataPath::run(std::size_t index) {
  const HwLayer& layer = program_.layers[index];
  for (const TensorId id : layer.operands) inner_[static_cast<std::size_t>(id)] = operand(id);
  for (const std::size_t member : layer.members) {
    const Layer& l = resident_.layers[member];
    std::vector<Values> inputs;
    for (const TensorId id : l.inputs) inputs.push_back(inner_[static_cast<std::size_t>(id)]);
    Result<Values> out = unit_of(l.op).run(*arithmetic_, member, inputs);
    if (!out) return out;
    inner_[static_cast<std::size_t>(l.output)] = std::move(*out);
  }
  Values& result = inner_[static_cast<std::size_t>(layer.output)];
  const DataRegion& region = program_.memory.region(layer.output);
  if (region.rolls()) {
    staged_[static_cast<std::size_t>(layer.output)] = result;
  } else {
    store(region, result, data_memory_.contents(region.instance_mask()));
  }
  return std::move(result);
}

}  // namespace quartet::cnn
