#include "tests/unit/cnn/network_builder.hpp"

#include <gtest/gtest.h>

#include "sim/base/philox.hpp"

namespace quartet::test {

namespace {

std::int32_t random_in(std::int32_t low, std::int32_t high, std::uint64_t seed, std::uint64_t stream,
                       std::uint64_t index) {
  return low +
         static_cast<std::int32_t>(uniform01(seed, stream, index) * (static_cast<double>(high) - low + 1));
}

void infer(Network& network) {
  if (network.layers.empty()) return;
  const Result<void> valid = infer_and_validate(network);
  EXPECT_TRUE(valid.has_value()) << (valid ? "" : valid.error().text());
}

}  // namespace

Tensor NetworkBuilder::activation() const {
  Tensor t;
  t.type = kInt8;
  t.name = std::string("t").append(std::to_string(network.tensors.size()));
  if (multiplier_) t.quantization = {{0.05}, {-3}};
  return t;
}

TensorId NetworkBuilder::constant(Shape shape, IntType type, std::int32_t low, std::int32_t high,
                                  std::int32_t unit) {
  Tensor t;
  t.name = std::string("c").append(std::to_string(network.tensors.size()));
  t.shape = std::move(shape);
  t.type = type;
  const std::uint64_t stream = ++stream_;
  for (std::int64_t i = 0; i < t.elements(); ++i)
    t.constant.push_back(unit * random_in(low, high, seed_, stream, static_cast<std::uint64_t>(i)));
  return network.add(std::move(t));
}

TensorId NetworkBuilder::add(Layer layer) {
  layer.name = std::string("L").append(std::to_string(network.layers.size()));
  layer.output = network.add(activation());
  network.layers.push_back(layer);
  return layer.output;
}

void NetworkBuilder::requantize(Layer& layer, int outputs, bool relu) {
  Requantization& r = layer.requantization;
  if (multiplier_) {
    r.rule = Requantization::Rule::multiplier;
    const std::uint64_t stream = ++stream_;
    for (int o = 0; o < outputs; ++o)
      r.scales.push_back(0.0005 + 0.002 * uniform01(seed_, stream, static_cast<std::uint64_t>(o)));
    return;
  }
  r.rule = Requantization::Rule::shift;
  r.shift = -2;
  r.clamp_min = relu ? 0 : -128;
}

TensorId NetworkBuilder::input(Shape shape) {
  Tensor t = activation();
  t.shape = std::move(shape);
  const TensorId id = network.add(std::move(t));
  network.inputs.push_back(id);
  return id;
}

TensorId NetworkBuilder::conv(const std::string& op, TensorId x, int outputs, const ConvOptions& o) {
  // The tensor's shape is known only after inference: run it on what there is.
  Network so_far = network;
  so_far.outputs = {x};
  infer(so_far);
  const int channels = so_far.tensor(x).shape.back();
  Layer layer;
  layer.op = op;
  layer.inputs = {x};
  const IntType type{o.weight_bits, true, false};
  layer.weights = constant({outputs, o.kernel.h, o.kernel.w, o.depthwise ? 1 : channels}, type,
                           static_cast<std::int32_t>(type.min()), static_cast<std::int32_t>(type.max()));
  if (o.bias) layer.bias = constant({outputs}, kInt32, -100, 100, multiplier_ ? 1 : 128);
  layer.attributes.kernel = o.kernel;
  layer.attributes.stride = o.stride;
  layer.attributes.dilation = o.dilation;
  layer.attributes.padding = o.padding;
  layer.attributes.output_padding = o.output_padding;
  layer.attributes.groups = o.depthwise ? channels : 1;
  requantize(layer, outputs, o.relu);
  return add(layer);
}

TensorId NetworkBuilder::linear(TensorId x, int outputs, bool wide) {
  Network so_far = network;
  so_far.outputs = {x};
  infer(so_far);
  Layer layer;
  layer.op = "fully_connected";
  layer.inputs = {x};
  layer.weights = constant({outputs, so_far.tensor(x).shape.back()}, kInt8, -128, 127);
  layer.bias = constant({outputs}, kInt32, -100, 100, 128);
  if (!wide) requantize(layer, multiplier_ ? 1 : outputs, false);
  layer.requantization.clamp_min = wide ? std::numeric_limits<std::int32_t>::min() : -128;
  layer.requantization.clamp_max = wide ? std::numeric_limits<std::int32_t>::max() : 127;
  const TensorId id = add(layer);
  if (wide) network.tensor(id).type = kInt32;
  return id;
}

TensorId NetworkBuilder::pool(const std::string& op, TensorId x, Size2 window, Size2 stride) {
  Layer layer;
  layer.op = op;
  layer.inputs = {x};
  layer.attributes.kernel = window;
  layer.attributes.stride = stride;
  layer.attributes.average_rounding = AverageRounding::truncate;
  return add(layer);
}

TensorId NetworkBuilder::eltwise(const std::string& op, const std::vector<TensorId>& operands) {
  Layer layer;
  layer.op = op;
  layer.inputs = operands;
  if (multiplier_ && (op == "add" || op == "sub")) {
    layer.requantization.rule = Requantization::Rule::multiplier;
    layer.attributes.input_scales.assign(operands.size(), 0.05);
    layer.attributes.output_scale = 0.05;
  }
  return add(layer);
}

TensorId NetworkBuilder::simple(const std::string& op, TensorId x) {
  Layer layer;
  layer.op = op;
  layer.inputs = {x};
  return add(layer);
}

TensorId NetworkBuilder::flatten(TensorId x, FlattenOrder order) {
  Network so_far = network;
  so_far.outputs = {x};
  infer(so_far);
  Layer layer;
  layer.op = "reshape";
  layer.inputs = {x};
  layer.attributes.new_shape = {static_cast<int>(so_far.tensor(x).elements())};
  layer.attributes.flatten_order = order;
  return add(layer);
}

Network NetworkBuilder::finish(TensorId output) {
  network.name = "built";
  network.outputs = {output};
  infer(network);
  return network;
}

std::vector<Values> NetworkBuilder::random_inputs(const Network& network, std::uint64_t seed) {
  std::vector<Values> inputs;
  for (std::size_t i = 0; i < network.inputs.size(); ++i) {
    const Tensor& t = network.tensor(network.inputs[i]);
    Values v(static_cast<std::size_t>(t.elements()));
    for (std::size_t k = 0; k < v.size(); ++k) v[k] = random_in(-128, 127, seed, 1000 + i, k);
    inputs.push_back(std::move(v));
  }
  return inputs;
}

}  // namespace quartet::test
