// Operators without weights: pools, sums, tables, softmax, and those that only move bytes.
#include <algorithm>

#include "accel/mcu/image/channels.hpp"
#include "sim/base/requantize.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::mcu {

namespace {

constexpr int kTableEntries = 256;
constexpr int kLowest = -128;

const Layer& layer_of(const ImageBuilder& builder, int index) {
  return builder.network().layers[static_cast<std::size_t>(index)];
}

// TFLite's sum: both operands at a common scale with 20 extra bits.
constexpr int kSumLeftShift = 20;

std::vector<std::int32_t> operand_table(const Tensor& operand, double scale, double twice_max, int sign,
                                        Rounding rounding) {
  const QuantizedMultiplier multiplier = quantize_multiplier(scale / twice_max, rounding);
  const std::int32_t zero = operand.quantization.zero_point();
  std::vector<std::int32_t> table;
  for (int x = kLowest; x < kLowest + kTableEntries; ++x)
    table.push_back(sign * multiply_by_quantized((x - zero) * (1 << kSumLeftShift), multiplier, rounding));
  return table;
}

// The table of an operator that treats every element alike, from the golden interpreter.
Result<std::vector<std::int8_t>> element_table(const ImageBuilder& builder, int index) {
  const Network& network = builder.network();
  const Tensor& in = network.tensor(layer_of(builder, index).inputs[0]);
  auto interpreter = Interpreter::create(network, {.rounding = builder.options().rounding});
  if (!interpreter) return pass(interpreter.error());
  std::vector<std::int8_t> table(kTableEntries);
  for (std::int64_t x = in.type.min(); x <= in.type.max(); ++x) {
    if (!in.type.holds(x)) continue;
    const Values input(static_cast<std::size_t>(in.elements()), static_cast<std::int32_t>(x));
    const auto output = interpreter->run_layer(static_cast<std::size_t>(index), std::span(&input, 1));
    if (!output) return pass(output.error());
    if (!std::all_of(output->begin(), output->end(), [&](std::int32_t y) { return y == output->front(); }))
      return refuse(builder, index, "it treats channels differently",
                    "fold it into the layer before, which can requantize by channel");
    table[static_cast<std::size_t>(x - kLowest)] = static_cast<std::int8_t>(output->front());
  }
  return table;
}

}  // namespace

Result<void> lower_pool(ImageBuilder& builder, int index) {
  if (auto ok = check_bytes(builder, index); !ok) return ok;
  const Layer& layer = layer_of(builder, index);
  Step step = builder.step(index);
  q_layer& r = step.record;
  if (layer.op.starts_with("global_")) {
    r.kernel_h = r.in_h, r.kernel_w = r.in_w;
    r.stride_h = r.stride_w = r.dilation_h = r.dilation_w = 1;
    r.pad_top = r.pad_left = 0;
  }
  if (layer.op.ends_with("average_pool")) r.dilation_h = r.dilation_w = 1;
  r.op = layer.op.ends_with("max_pool") ? Q_MAX_POOL : Q_AVERAGE_POOL;
  r.average_truncates = layer.attributes.average_rounding == AverageRounding::truncate ? 1 : 0;
  step.kernel = "pool";
  builder.add(std::move(step));
  return {};
}

Result<void> lower_sum(ImageBuilder& builder, int index) {
  if (auto ok = check_bytes(builder, index); !ok) return ok;
  const Layer& layer = layer_of(builder, index);
  if (layer.inputs.size() != 2)
    return refuse(builder, index, std::to_string(layer.inputs.size()) + " operands", "the firmware adds two");
  Step step = builder.step(index);
  const int sign = layer.op == "sub" ? -1 : 1;
  step.kernel = "sum";
  if (layer.requantization.rule != Requantization::Rule::multiplier) {
    step.record.op = Q_PLAIN_SUM;
    step.record.sign_mask = sign;
    builder.add(std::move(step));
    return {};
  }
  const Network& network = builder.network();
  const Attributes& a = layer.attributes;
  const Rounding rounding = builder.options().rounding;
  const double twice_max = 2.0 * std::max(a.input_scales[0], a.input_scales[1]);
  const auto first =
      operand_table(network.tensor(layer.inputs[0]), a.input_scales[0], twice_max, 1, rounding);
  const auto second =
      operand_table(network.tensor(layer.inputs[1]), a.input_scales[1], twice_max, sign, rounding);
  step.record.op = Q_SUM;
  step.record.table = builder.append(first);
  step.record.table2 = builder.append(second);
  const auto [low1, high1] = std::minmax_element(first.begin(), first.end());
  const auto [low2, high2] = std::minmax_element(second.begin(), second.end());
  const Bounds bounds{std::int64_t{*low1} + *low2, std::int64_t{*high1} + *high2};
  const double scale = twice_max / ((1 << kSumLeftShift) * a.output_scale);
  if (auto ok = add_sum_channel(builder, step, scale, bounds); !ok) return ok;
  builder.add(std::move(step));
  return {};
}

Result<void> lower_table(ImageBuilder& builder, int index) {
  if (auto ok = check_bytes(builder, index); !ok) return ok;
  auto table = element_table(builder, index);
  if (!table) return pass(table.error());
  Step step = builder.step(index);
  step.record.op = Q_TABLE;
  step.record.table = builder.append(*table);
  step.kernel = "table";
  builder.add(std::move(step));
  return {};
}

// As workloads/golden/kernels/softmax.cpp sets its constants.
Result<void> lower_softmax(ImageBuilder& builder, int index) {
  if (auto ok = check_bytes(builder, index); !ok) return ok;
  const Layer& layer = layer_of(builder, index);
  const Network& network = builder.network();
  const Tensor& in = network.tensor(layer.inputs[0]);
  constexpr int kIntegerBits = 5;
  constexpr int kMostColumns = 1 << 11;
  Step step = builder.step(index);
  q_layer& r = step.record;
  if (const int columns = in.shape.back(); columns > kMostColumns)
    return refuse(builder, index, "it has " + std::to_string(columns) + " columns", "softmax takes at most 2048");
  const bool single = builder.options().rounding == Rounding::single_rounding;
  const double scale = layer.attributes.beta * in.quantization.scale() * (1 << (31 - kIntegerBits));
  if (!(scale >= 1.0)) return refuse(builder, index, "the input scale times beta is below 2^-26");
  const QuantizedMultiplier multiplier =
      quantize_multiplier(std::min(scale, single ? 0x1p30 - 1.0 : 0x1p31 - 1.0), builder.options().rounding);
  r.op = Q_SOFTMAX;
  r.in_c = in.shape.back();
  r.in_h = static_cast<std::int32_t>(in.elements() / in.shape.back());
  r.softmax_multiplier = multiplier.q;
  r.softmax_shift = multiplier.shift;
  r.softmax_single = single ? 1 : 0;
  const std::int64_t radius = std::int64_t{(1 << kIntegerBits) - 1} << (31 - kIntegerBits);
  r.softmax_lowest = static_cast<std::int32_t>(-(radius >> multiplier.shift));
  const IntType type = network.tensor(layer.output).type;
  r.clamp_min = static_cast<std::int32_t>(type.min());
  r.clamp_max = static_cast<std::int32_t>(type.max());
  step.kernel = "softmax";
  builder.add(std::move(step));
  return {};
}

Result<void> lower_concat(ImageBuilder& builder, int index) {
  if (auto ok = check_bytes(builder, index); !ok) return ok;
  const Layer& layer = layer_of(builder, index);
  const Network& network = builder.network();
  const Shape& out = network.tensor(layer.output).shape;
  const auto axis = static_cast<std::size_t>(layer.attributes.axis < 0 ? static_cast<int>(out.size()) - 1
                                                                       : layer.attributes.axis);
  const auto inner = [&](const Shape& shape) {
    std::int64_t n = 1;
    for (std::size_t d = axis; d < shape.size(); ++d) n *= shape[d];
    return n;
  };
  std::int64_t skip = 0;
  for (std::size_t k = 0; k < layer.inputs.size(); ++k) {
    const Tensor& operand = network.tensor(layer.inputs[k]);
    Step step = builder.step(index);
    step.inputs = {layer.inputs[k]};
    step.record.op = Q_COPY;
    step.record.block_in = static_cast<std::int32_t>(inner(operand.shape));
    step.record.block_out_stride = static_cast<std::int32_t>(inner(out));
    step.record.count = static_cast<std::int32_t>(operand.elements() / inner(operand.shape));
    step.output_skip = skip;
    step.kernel = "copy";
    if (layer.inputs.size() > 1) step.suffix = "#" + std::to_string(k);
    skip += inner(operand.shape);
    builder.add(std::move(step));
  }
  return {};
}

Result<void> lower_pad(ImageBuilder& builder, int index) {
  if (auto ok = check_bytes(builder, index); !ok) return ok;
  Step step = builder.step(index);
  step.record.op = Q_PAD;
  step.kernel = "pad";
  builder.add(std::move(step));
  return {};
}

Result<void> lower_reshape(ImageBuilder& builder, int index) {
  const Layer& layer = layer_of(builder, index);
  const Shape& in = builder.network().tensor(layer.inputs[0]).shape;
  const bool moves = layer.attributes.flatten_order == FlattenOrder::chw && in.size() == 3 && in[2] > 1 &&
                     in[0] * in[1] > 1;
  if (!moves) return lower_identity(builder, index);
  if (auto ok = check_bytes(builder, index); !ok) return ok;
  Step step = builder.step(index);
  step.record.op = Q_TRANSPOSE;
  step.kernel = "transpose";
  builder.add(std::move(step));
  return {};
}

Result<void> lower_identity(ImageBuilder& builder, int index) {
  const Layer& layer = layer_of(builder, index);
  builder.alias(layer.output, layer.inputs[0]);
  return {};
}

}  // namespace quartet::mcu
