#include "frontends/model/golden/steps.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace quartet::golden {
namespace {

constexpr std::int32_t kBiasUnit = 128;  // a stored bias counts 128 units of the accumulator
constexpr int kMaxShift = 15;

MapSize size_of(const Stage& stage, TensorId id) {
  const Shape& s = stage.network.tensor(id).shape;
  return {s[2], s[0], s[1]};
}

Layer make_layer(const Stage& stage, const std::string& op, std::vector<TensorId> inputs) {
  Layer layer;
  layer.name = stage.name + "_" + op;
  layer.op = op;
  layer.inputs = std::move(inputs);
  layer.placement = stage.placement;
  return layer;
}

TensorId append(Stage& stage, Layer layer, MapSize size, IntType type = kInt8) {
  layer.output = stage.network.add({layer.name, size.hwc(), type, {}, {}});
  stage.network.layers.push_back(std::move(layer));
  return stage.network.layers.back().output;
}

/// The step's recorded input must be what the steps before it left.
bool takes(const Stage& stage, Fields& step, MapSize size) {
  const MapSize have = size_of(stage, stage.operands[0]);
  if (have == size) return true;
  step.problem(fmt::format("takes {}x{}x{}, but what precedes it gives {}x{}x{}", size.c, size.h, size.w,
                           have.c, have.h, have.w));
  return false;
}

void add_pool(Stage& stage, Fields& step) {
  const std::string mode = step.text("mode");
  const bool average = mode == "avg";
  if (!average && mode != "max")
    step.problem(fmt::format("pooling mode '{}' is unknown", mode), "known are max and avg");
  const Size2 window = step.size("pool", 1, 1);
  const Size2 stride = step.size("pool_stride", 1, 1);
  const Size2 dilation = step.has("dilation") ? step.size("dilation", 1, 1) : Size2{};
  const bool half_away = step.flag("rounding");
  const Shape in = step.shape("in_shape", 3, 4);
  const Shape out = step.shape("out_shape", 3, 4);
  if (in.empty() || out.empty() || !takes(stage, step, map_size({in.begin() + 1, in.end()}))) return;
  for (TensorId& operand : stage.operands) {
    Layer layer = make_layer(stage, average ? "average_pool" : "max_pool", {operand});
    layer.attributes.kernel = window;
    layer.attributes.stride = stride;
    layer.attributes.dilation = dilation;
    layer.attributes.average_rounding =
        half_away ? AverageRounding::half_away_from_zero : AverageRounding::truncate;
    operand = append(stage, std::move(layer), map_size({out.begin() + 1, out.end()}));
  }
}

void add_eltwise(Stage& stage, Fields& step) {
  constexpr std::array kKnown{"add", "sub", "or", "xor"};
  const std::string op = step.text("operator");
  if (std::find(kKnown.begin(), kKnown.end(), op) == kKnown.end()) {
    step.problem(fmt::format("element-wise operator '{}' is not supported", op),
                 "supported are add, sub, or, xor");
  }
  if (step.small("output_width", 0, 32) != 8)
    step.problem("only element-wise results of 8 bit are supported");
  if (step.small("output_shift", -kMaxShift, kMaxShift) != 0)
    step.problem("a shift of an element-wise result is not supported");
  const Shape out = step.shape("out_shape", 2, 3);
  if (stage.operands.size() < 2) step.problem("an element-wise step needs two operands or more");
  if (out.empty() || !takes(stage, step, map_size(out))) return;
  stage.operands = {append(stage, make_layer(stage, op, stage.operands), map_size(out))};
}

void add_passthrough(Stage& stage, Fields& step) {
  const Shape out = step.shape("out_shape", 2, 3);
  if (out.empty() || !takes(stage, step, map_size(out))) return;
  stage.operands = {append(stage, make_layer(stage, "identity", stage.operands), map_size(out))};
}

/// A convolution that takes I×1×1 from a map reads it channel-first.
void flatten(Stage& stage, MapSize wanted) {
  const MapSize have = size_of(stage, stage.operands[0]);
  if (have == wanted || wanted.h != 1 || wanted.w != 1 || have.elements() != wanted.c) return;
  Layer layer = make_layer(stage, "reshape", stage.operands);
  layer.attributes.new_shape = wanted.hwc();
  layer.attributes.flatten_order = FlattenOrder::chw;
  stage.operands = {append(stage, std::move(layer), wanted)};
}

/// Weights O,I,KH,KW (or O,I,K) and bias O.
void read_constants(Stage& stage, Fields& step, Layer& layer, int inputs, int outputs) {
  const Size2 kernel = layer.attributes.kernel;
  const int per_group = inputs / layer.attributes.groups;
  const auto weights = stage.arrays.read(step.text("weights"), step.place());
  if (!weights) return step.problem(weights.error().text());
  Shape wanted{outputs, per_group, kernel.h};
  if (weights->shape.size() == 4) wanted.push_back(kernel.w);
  if (weights->shape != wanted || (wanted.size() == 3 && kernel.w != 1)) {
    return step.problem(
        fmt::format("weights of shape {} do not fit {} outputs, {} inputs and a kernel of {}x{}",
                    to_string(weights->shape), outputs, per_group, kernel.h, kernel.w));
  }
  const IntType type{stage.weight_bits, true, false};
  layer.weights = stage.network.add({layer.name + "_weights",
                                     {outputs, kernel.h, kernel.w, per_group},
                                     type,
                                     {},
                                     to_ohwi(weights->values, outputs, per_group, kernel)});
  if (!step.has("bias")) return;
  const auto bias = stage.arrays.read(step.text("bias"), step.place());
  if (!bias) return step.problem(bias.error().text());
  Values values = bias->values;
  for (std::int32_t& b : values) {
    if (!kInt8.holds(b)) return step.problem(fmt::format("bias {} does not fit 8 bit", b));
    b *= kBiasUnit;
  }
  if (bias->shape != Shape{outputs})
    return step.problem(
        fmt::format("bias of shape {} does not fit {} outputs", to_string(bias->shape), outputs));
  layer.bias = stage.network.add({layer.name + "_bias", {outputs}, kInt32, {}, std::move(values)});
}

/// 8-bit results are shifted, rounded and saturated, 32-bit results are the accumulator.
void set_result(Fields& step, Requantization& r, bool wide, const std::string& activation) {
  const int shift = step.small("output_shift", -kMaxShift, kMaxShift);
  if (wide) {
    r.rule = Requantization::Rule::none;
    r.clamp_min = std::numeric_limits<std::int32_t>::min();
    r.clamp_max = std::numeric_limits<std::int32_t>::max();
    if (activation != "none") step.problem("a 32-bit result has no activation");
    return;
  }
  r.rule = Requantization::Rule::shift;
  r.shift = shift;
  r.clamp_min = activation == "relu" ? 0 : -128;
  r.clamp_max = 127;
  if (activation != "none" && activation != "relu" && activation != "abs") {
    step.problem(fmt::format("activation '{}' is not supported", activation),
                 "supported are none, relu, abs");
  }
}

std::string graph_op(const std::string& op, int inputs, int groups) {
  if (op == "conv2d" && groups > 1 && groups == inputs) return "depthwise_conv2d";
  return op == "convtranspose2d" ? "conv_transpose2d" : op;
}

void set_window(Fields& step, const std::string& op, Attributes& a) {
  const bool transposed = op == "convtranspose2d";
  a.kernel = step.size("kernel_size", 1, 1);
  a.dilation = step.size("dilation", 1, 1);
  a.stride = step.size(transposed ? "fractional_stride" : "stride", 1, 1);
  const Size2 padding = step.size("padding", 0, 0);
  a.padding = {padding.h, padding.w, padding.h, padding.w};
  if (transposed) a.output_padding = step.size("output_padding", 0, 0);
}

void add_convolution(Stage& stage, Fields& step) {
  const std::string op = step.text("op");
  const Shape in_shape = step.shape("in_shape", 2, 3);
  const Shape out_shape = step.shape("out_shape", 2, 3);
  if (step.has("bypass") && step.flag("bypass")) step.problem("a bypassed convolution is not supported");
  if (in_shape.empty() || out_shape.empty()) return;
  const MapSize in = map_size(in_shape);
  const MapSize out = map_size(out_shape);
  flatten(stage, in);
  const int groups = step.small("groups", 1, in.c);
  if (!takes(stage, step, in)) return;
  if (in.c % groups != 0)
    return step.problem(fmt::format("{} groups do not divide {} channels", groups, in.c));
  const int width = step.small("output_width", 8, 32);
  if (width != 8 && width != 32)
    step.problem(fmt::format("a result of {} bit is not supported", width), "supported are 8 and 32 bit");
  Layer layer = make_layer(stage, graph_op(op, in.c, groups), stage.operands);
  set_window(step, op, layer.attributes);
  layer.attributes.groups = groups;
  const std::string activation = step.text_or("activation", "none");
  set_result(step, layer.requantization, width == 32, activation);
  read_constants(stage, step, layer, in.c, out.c);
  stage.operands = {append(stage, std::move(layer), out, width == 32 ? kInt32 : kInt8)};
  if (activation == "abs") stage.operands = {append(stage, make_layer(stage, "abs", stage.operands), out)};
}

struct Step {
  const char* op;
  void (*add)(Stage&, Fields&);
};
constexpr std::array kSteps{Step{"pool", add_pool},
                            Step{"eltwise", add_eltwise},
                            Step{"conv1d", add_convolution},
                            Step{"conv2d", add_convolution},
                            Step{"convtranspose2d", add_convolution},
                            Step{"passthrough", add_passthrough}};

bool takes_operands(const std::string& op) {
  return op == "pool" || op == "eltwise";
}

}  // namespace

int operand_count(const nlohmann::json& step) {
  constexpr int kMaxOperands = 16;  // of the element-wise unit
  std::vector<Problem> ignored;
  Fields fields(step, "", ignored);
  if (!fields.has("op") || !takes_operands(fields.text("op"))) return 1;
  const Shape in = fields.shape("in_shape", 3, 4);
  return in.empty() || in[0] > kMaxOperands ? 1 : in[0];
}

MapSize operand_size(Fields& step) {
  const bool leading = takes_operands(step.text("op"));
  const Shape in = step.shape("in_shape", leading ? 3 : 2, leading ? 4 : 3);
  if (in.empty()) return {};
  return map_size(leading ? Shape(in.begin() + 1, in.end()) : in);
}

void add_step(Stage& stage, Fields& step) {
  const std::string op = step.text("op");
  const auto found = std::find_if(kSteps.begin(), kSteps.end(), [&](const Step& s) { return s.op == op; });
  if (found == kSteps.end()) {
    return step.problem(fmt::format("step '{}' is not supported", op),
                        "supported are pool, eltwise, conv1d, conv2d, convtranspose2d, passthrough");
  }
  if (op != "pool" && op != "eltwise" && stage.operands.size() > 1)
    return step.problem("several operands reach a step that takes one");
  found->add(stage, step);
}

}  // namespace quartet::golden
