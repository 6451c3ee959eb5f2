#include "tests/bench/synthetic_networks.hpp"

#include <stdexcept>
#include <string>

#include "sim/base/philox.hpp"

namespace quartet::bench {
namespace {

class Chain {
 public:
  Chain(std::string name, Shape shape) {
    network_.name = std::move(name);
    last_ = activation("input", std::move(shape));
    network_.inputs = {last_};
  }

  Chain& convolution(int outputs, Size2 kernel, Size2 stride, Padding padding, bool depthwise = false) {
    Layer layer;
    layer.op = depthwise ? "depthwise_conv2d" : "conv2d";
    const int inputs = depthwise ? 1 : channels();
    layer.weights = constant({outputs, kernel.h, kernel.w, inputs}, kInt8, -127, 127);
    layer.bias = constant({outputs}, kInt32, -5000, 5000);
    layer.attributes.kernel = kernel;
    layer.attributes.stride = stride;
    layer.attributes.padding = padding;
    rescale(layer, outputs, kernel.h * kernel.w * inputs);
    channels_ = outputs;
    return append(std::move(layer));
  }
  Chain& fully_connected(int inputs, int outputs) {
    Layer reshape;
    reshape.op = "reshape";
    reshape.attributes.new_shape = {inputs};
    append(std::move(reshape));
    Layer layer;
    layer.op = "fully_connected";
    layer.weights = constant({outputs, inputs}, kInt8, -127, 127);
    layer.bias = constant({outputs}, kInt32, -5000, 5000);
    rescale(layer, 1, inputs);
    return append(std::move(layer));
  }
  Chain& global_average_pool() {
    Layer layer;
    layer.op = "global_average_pool";
    return append(std::move(layer));
  }
  Chain& shift_rule(int shift) {
    network_.layers.back().requantization = {};
    network_.layers.back().requantization.rule = Requantization::Rule::shift;
    network_.layers.back().requantization.shift = shift;
    return *this;
  }
  Network finish() {
    network_.outputs = {last_};
    if (auto ok = infer_and_validate(network_); !ok) throw std::logic_error(ok.error().text());
    return std::move(network_);
  }

 private:
  [[nodiscard]] int channels() const {
    return channels_ == 0 ? network_.tensor(last_).shape.back() : channels_;
  }
  TensorId activation(std::string name, Shape shape) {
    Tensor tensor;
    tensor.name = std::move(name);
    tensor.shape = std::move(shape);
    tensor.quantization = {{0.5}, {network_.tensors.empty() ? 83 : -128}};
    return network_.add(std::move(tensor));
  }
  TensorId constant(Shape shape, IntType type, int low, int high) {
    Tensor tensor;
    tensor.shape = std::move(shape);
    tensor.type = type;
    const auto range = static_cast<std::uint32_t>(high - low + 1);
    for (std::int64_t i = 0; i < tensor.elements(); ++i) {
      const auto word = philox4x32(1, network_.tensors.size(), static_cast<std::uint64_t>(i))[0];
      tensor.constant.push_back(low + static_cast<std::int32_t>(word % range));
    }
    return network_.add(std::move(tensor));
  }
  /// A scale a channel that keeps sums of `terms` products within 8 bit.
  static void rescale(Layer& layer, int channels, int terms) {
    layer.requantization.rule = Requantization::Rule::multiplier;
    for (int c = 0; c < channels; ++c)
      layer.requantization.scales.push_back((1.0 + 0.01 * c) / (40.0 * terms));
  }
  Chain& append(Layer layer) {
    layer.name = layer.op + std::to_string(network_.layers.size());
    layer.inputs = {last_};
    layer.output = last_ = activation(layer.name, {});
    network_.layers.push_back(std::move(layer));
    return *this;
  }

  Network network_;
  TensorId last_ = kNoTensor;
  int channels_ = 0;
};

}  // namespace

Network ds_cnn() {
  Chain chain("ds_cnn", {49, 10, 1});
  chain.convolution(64, {10, 4}, {2, 2}, {4, 1, 5, 1});
  for (int block = 0; block < 4; ++block) {
    chain.convolution(64, {3, 3}, {1, 1}, {1, 1, 1, 1}, true).convolution(64, {1, 1}, {1, 1}, {});
  }
  return chain.global_average_pool().fully_connected(64, 12).finish();
}

Network mobilenet() {
  Chain chain("mobilenet", {96, 96, 3});
  chain.convolution(8, {3, 3}, {2, 2}, {0, 0, 1, 1});
  struct Block {
    int stride, outputs;
  };
  int inputs = 8;
  for (const Block b : {Block{1, 16},
                        {2, 32},
                        {1, 32},
                        {2, 64},
                        {1, 64},
                        {2, 128},
                        {1, 128},
                        {1, 128},
                        {1, 128},
                        {1, 128},
                        {1, 128},
                        {2, 256},
                        {1, 256}}) {
    const Padding padding = b.stride == 2 ? Padding{0, 0, 1, 1} : Padding{1, 1, 1, 1};
    chain.convolution(inputs, {3, 3}, {b.stride, b.stride}, padding, true)
        .convolution(b.outputs, {1, 1}, {1, 1}, {});
    inputs = b.outputs;
  }
  return chain.global_average_pool().fully_connected(256, 2).finish();
}

Network convolution_3x3() {
  return Chain("conv3x3", {32, 32, 64}).convolution(64, {3, 3}, {1, 1}, {1, 1, 1, 1}).shift_rule(-4).finish();
}

}  // namespace quartet::bench
