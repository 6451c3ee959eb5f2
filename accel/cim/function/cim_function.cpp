#include "accel/cim/function/cim_function.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace quartet::cim {

namespace {

/// Positions of one batch of MVMs: enough to use every weight that is fetched many times, few enough for the
/// caches. No result depends on it.
constexpr std::int64_t kBatch = 128;
/// Numbers of the MVMs of the compensation: beyond those of any inference. The reference, and the read-out of
/// now.
constexpr std::uint64_t kReferenceMvms = std::uint64_t{1} << 54, kReadOutMvms = std::uint64_t{1} << 55;
/// Epochs of the accumulated read noise: at the inference, and at a read-out of the compensation that lies
/// before it.
constexpr std::uint64_t kInferenceEpoch = 0, kEarlierEpoch = 1;
/// A sum beyond this is no longer exact in a double, and no network has it.
constexpr double kLargestSum = 0x1p52;

/// The largest |code − zero point| that the type can hold.
[[nodiscard]] double largest_input(const Tensor& tensor, const AnalogLayer& layer) {
  return static_cast<double>(
      std::max(tensor.type.max() - layer.input_zero, layer.input_zero - tensor.type.min()));
}

[[nodiscard]] Result<Forward> make_forward(const Tensor& input, const AnalogLayer& layer,
                                           const AnalogParams& params) {
  Forward forward;
  forward.full_scale_input = layer.input_full;
  forward.max_input = largest_input(input, layer);
  if (params.dac_quantization) {
    auto dac = pwm_dac(params.dac_width(), layer.input_full, "cim.dac_bits");
    if (!dac) return pass(std::move(dac.error()));
    forward.dac = *dac;
  }
  if (params.adc_quantization) {
    auto adc = oscillator_adc(params.adc_width(), params.adc_bound, "cim.adc_bits");
    if (!adc) return pass(std::move(adc.error()));
    forward.adc = *adc;
  }
  if (auto checked = forward.check(); !checked) return pass(std::move(checked.error()));
  return forward;
}

}  // namespace

Result<std::unique_ptr<CimFunction>> CimFunction::create(const Network& network, const Mapping& mapping,
                                                         const Params& params, const RunOptions& options) {
  auto digital = Interpreter::create(network, {.rounding = options.rounding});
  if (!digital) return pass(std::move(digital.error()));
  std::unique_ptr<CimFunction> function(new CimFunction(network, mapping, std::move(*digital)));
  if (auto done = function->prepare_layers(params.analog, options.rounding); !done)
    return pass(std::move(done.error()));
  if (auto done = function->program(params, options.seed); !done) return pass(std::move(done.error()));
  if (auto done = function->age_and_compensate(params.analog); !done) return pass(std::move(done.error()));
  return function;
}

Result<void> CimFunction::prepare_layers(const AnalogParams& params, Rounding rounding) {
  for (const MappedLayer& mapped : mapping_.layers) {
    const Layer& layer = network_.layers[mapped.analog.layer];
    auto forward = make_forward(network_.tensor(layer.inputs.front()), mapped.analog, params);
    if (!forward) return pass(std::move(forward.error()));
    auto requantizer = golden::Requantizer::create({network_, layer, rounding, Interpreter::Isa::portable},
                                                   static_cast<std::size_t>(mapped.analog.geometry.out_c));
    if (!requantizer) return pass(std::move(requantizer.error()));
    LayerRun& run = layers_.emplace_back(LayerRun{std::move(*forward), std::move(*requantizer), {}, {}});
    for (const Block& block : mapped.blocks) {
      BlockRun& made = run.blocks.emplace_back();
      made.first_mvm = mvms_per_inference_;
      made.factors.assign(static_cast<std::size_t>(block.columns), 1.0);
      mvms_per_inference_ += static_cast<std::uint64_t>(mapped.analog.positions());
    }
  }
  return {};
}

Result<void> CimFunction::program(const Params& params, std::uint64_t seed) {
  const auto model = params.analog.device_model();
  if (!model) return pass(model.error());
  std::vector<std::vector<WeightBlock>> blocks(static_cast<std::size_t>(mapping_.arrays));
  std::vector<std::vector<float>> codes;  // keeps the weights alive
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const MappedLayer& mapped = mapping_.layers[i];
    const Values& weights = network_.tensor(network_.layers[mapped.analog.layer].weights).constant;
    for (std::size_t b = 0; b < mapped.blocks.size(); ++b) {
      const Block& block = mapped.blocks[b];
      codes.push_back(block_codes(mapped.analog, block, weights));
      auto& list = blocks[static_cast<std::size_t>(block.array)];
      layers_[i].blocks[b].array = static_cast<std::size_t>(block.array);
      layers_[i].blocks[b].block = list.size();
      list.push_back(
          {block.row, block.column, block.rows, block.columns, mapped.analog.weight_full, codes.back()});
    }
  }
  for (std::size_t a = 0; a < blocks.size(); ++a) {
    AnalogArray::Params p;
    p.rows = params.array.rows, p.columns = params.array.columns;
    p.device = *model;
    p.effects = params.analog.effects;
    p.seed = seed, p.id = a;
    auto array = AnalogArray::create(std::move(p));
    if (!array) return pass(std::move(array.error()));
    if (auto done = array->program(blocks[a]); !done) return pass(std::move(done.error()));
    arrays_.push_back(std::move(*array));
  }
  return {};
}

Result<CimFunction::Readings> CimFunction::read_levels(const CompensationParams& params,
                                                       std::uint64_t first_mvm) {
  Readings readings;
  for (LayerRun& layer : layers_) {
    const DriftCompensation compensation(params, layer.forward);
    for (BlockRun& block : layer.blocks) {
      AnalogArray& array = arrays_[block.array];
      auto reading = compensation.read(array, block.block, first_mvm);
      if (!reading) return pass(std::move(reading.error()));
      first_mvm += params.mvms(array.block(block.block).rows);
      readings.push_back(std::move(*reading));
    }
  }
  return readings;
}

Result<void> CimFunction::age_and_compensate(const AnalogParams& params) {
  const auto age = [&](double time_s, std::uint64_t epoch) -> Result<void> {
    for (AnalogArray& array : arrays_) {
      if (auto done = array.set_time(time_s, epoch); !done) return done;
    }
    return {};
  };
  const CompensationParams& c = params.compensation;
  if (c.scope != "none") {
    for (AnalogArray& array : arrays_) array.set_programmed();
    const auto reference = read_levels(c, kReferenceMvms);
    if (!reference) return pass(reference.error());
    if (auto done = age(params.compensation_time_s(),
                        params.compensation_time_s() == params.time_s ? kInferenceEpoch : kEarlierEpoch);
        !done)
      return done;
    const auto now = read_levels(c, kReadOutMvms);
    if (!now) return pass(now.error());
    std::size_t at = 0;
    for (LayerRun& layer : layers_) {
      const DriftCompensation compensation(c, layer.forward);
      for (BlockRun& block : layer.blocks) {
        block.factors =
            compensation.factors((*reference)[at], (*now)[at], static_cast<int>(block.factors.size()));
        ++at;
      }
    }
  }
  return age(params.time_s, kInferenceEpoch);
}

Result<void> CimFunction::run_block(LayerRun& run, const AnalogLayer& layer, std::size_t index,
                                    const WindowRange& range, std::int64_t sample) {
  const Block& block = mapping_.layers[static_cast<std::size_t>(&run - layers_.data())].blocks[index];
  const auto width = static_cast<std::size_t>(layer.geometry.taps() * range.channels);
  const auto rows = static_cast<std::size_t>(block.rows), columns = static_cast<std::size_t>(block.columns);
  const auto batch = static_cast<std::size_t>(range.count);
  std::span<const float> inputs = windows_;
  if (rows != width) {
    rows_.resize(batch * rows);
    for (std::size_t b = 0; b < batch; ++b)
      std::copy_n(windows_.begin() + static_cast<std::ptrdiff_t>(b * width) + block.first_row, rows,
                  rows_.begin() + static_cast<std::ptrdiff_t>(b * rows));
    inputs = rows_;
  }
  BlockRun& where = run.blocks[index];
  const std::uint64_t first = static_cast<std::uint64_t>(sample) * mvms_per_inference_ + where.first_mvm +
                              static_cast<std::uint64_t>(range.position);
  outputs_.resize(batch * columns);
  if (auto done = run.forward.run(arrays_[where.array], where.block, inputs, static_cast<int>(batch), first,
                                  outputs_, run.counts);
      !done)
    return done;
  const auto channels = static_cast<std::size_t>(layer.geometry.out_c);
  for (std::size_t b = 0; b < batch; ++b) {
    const double* from = outputs_.data() + b * columns;
    double* to = sums_.data() + b * channels + static_cast<std::size_t>(block.first_output);
    for (std::size_t c = 0; c < columns; ++c) to[c] += from[c] * where.factors[c];
  }
  return {};
}

Result<Values> CimFunction::analog_layer(std::size_t index, std::int64_t sample, const Values& input) {
  const MappedLayer& mapped = mapping_.layers[index];
  const AnalogLayer& layer = mapped.analog;
  LayerRun& run = layers_[index];
  const auto channels = static_cast<std::size_t>(layer.geometry.out_c);
  const TensorId bias_id = network_.layers[layer.layer].bias;
  const Values* bias = bias_id == kNoTensor ? nullptr : &network_.tensor(bias_id).constant;
  Values out(static_cast<std::size_t>(layer.positions()) * channels);
  for (std::int64_t position = 0; position < layer.positions(); position += kBatch) {
    const std::int64_t count = std::min(kBatch, layer.positions() - position);
    sums_.assign(static_cast<std::size_t>(count) * channels, 0.0);
    WindowRange held;  // what windows_ holds: blocks of the same channels follow each other
    for (std::size_t b = 0; b < mapped.blocks.size(); ++b) {
      const int inputs = layer.geometry.group_inputs();
      const WindowRange range{position, count, mapped.blocks[b].first_group * inputs,
                              mapped.blocks[b].groups * inputs};
      if (range != held) im2col(layer, input, held = range, windows_);
      if (auto done = run_block(run, layer, b, range, sample); !done) return pass(std::move(done.error()));
    }
    std::int32_t* to = out.data() + static_cast<std::size_t>(position) * channels;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      const std::size_t c = i % channels;
      const std::int64_t sum = std::llrint(std::clamp(sums_[i], -kLargestSum, kLargestSum));
      to[i] = run.requantizer.apply(sum + (bias == nullptr ? 0 : (*bias)[c]), c);
    }
  }
  return out;
}

Result<Values> CimFunction::digital_layer(std::size_t layer, const std::vector<Values>& tensors) {
  std::vector<Values> inputs;
  for (const TensorId id : network_.layers[layer].inputs) {
    if (!network_.tensor(id).is_constant()) inputs.push_back(tensors[static_cast<std::size_t>(id)]);
  }
  return digital_.run_layer(layer, inputs);
}

Result<void> CimFunction::run_layer(std::size_t index, std::int64_t sample, std::vector<Values>& tensors) {
  const MappedLayer& mapped = mapping_.layers[index];
  for (const std::size_t graph_layer : mapped.graph_layers) {
    const Layer& layer = network_.layers[graph_layer];
    auto values = graph_layer == mapped.analog.layer
                      ? analog_layer(index, sample, tensors[static_cast<std::size_t>(layer.inputs.front())])
                      : digital_layer(graph_layer, tensors);
    if (!values) return pass(std::move(values.error()));
    tensors[static_cast<std::size_t>(layer.output)] = std::move(*values);
  }
  return {};
}

Result<void> check_inputs(const Network& network, std::span<const Values> inputs) {
  if (inputs.size() != network.inputs.size())
    return bad_input(network.name, fmt::format("{} inputs given, the network has {}", inputs.size(),
                                               network.inputs.size()));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& tensor = network.tensor(network.inputs[i]);
    if (static_cast<std::int64_t>(inputs[i].size()) != tensor.elements())
      return bad_input(tensor.name,
                       fmt::format("{} values given, the input has {}", inputs[i].size(), tensor.elements()));
    const auto wrong = std::find_if(inputs[i].begin(), inputs[i].end(),
                                    [&](std::int32_t v) { return !tensor.type.holds(v); });
    if (wrong != inputs[i].end())
      return bad_input(tensor.name, fmt::format("value {} is not of type {}", *wrong, tensor.type.name()));
  }
  return {};
}

Result<Values> CimFunction::run(std::span<const Values> inputs, std::int64_t sample) {
  if (auto checked = check_inputs(network_, inputs); !checked) return pass(std::move(checked.error()));
  std::vector<Values> tensors(network_.tensors.size());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    tensors[static_cast<std::size_t>(network_.inputs[i])] = inputs[i];
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (auto done = run_layer(i, sample, tensors); !done) return pass(std::move(done.error()));
  }
  return std::move(tensors[static_cast<std::size_t>(network_.logits())]);
}

std::vector<Figure> CimFunction::figures() const {
  std::vector<Figure> figures;
  ConversionCounts total;
  for (const LayerRun& layer : layers_) total += layer.counts;
  const auto count = [&](std::string name, std::uint64_t value, std::string note) {
    figures.push_back({std::move(name), static_cast<double>(value), "1", "counted", std::move(note)});
  };
  count("ADC conversions", total.adc_conversions, "over all inferences, compensation excluded");
  count("saturated ADC conversions", total.adc_saturated, "sums beyond cim.adc_bound");
  count("saturated DAC inputs", total.dac_clipped, "inputs beyond the DAC range of their layer");
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (layers_[i].counts.adc_saturated > 0)
      count("saturated ADC conversions, " + network_.layers[mapping_.layers[i].analog.layer].name,
            layers_[i].counts.adc_saturated, "of this layer");
  }
  return figures;
}

}  // namespace quartet::cim
