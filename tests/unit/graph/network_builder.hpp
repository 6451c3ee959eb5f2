// Small networks for tests: tensors and layers by one call each, every field still open to change.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet::test {

class NetworkBuilder {
 public:
  Network network;

  NetworkBuilder() { network.name = "test"; }

  TensorId input(Shape shape, IntType type = kInt8, Quantization quantization = {}) {
    const TensorId id = add("input", std::move(shape), type);
    network.tensor(id).quantization = std::move(quantization);
    network.inputs.push_back(id);
    return id;
  }
  /// All values equal.
  TensorId constant(Shape shape, IntType type = kInt8, std::int32_t value = 1) {
    const TensorId id = add("constant", std::move(shape), type);
    Tensor& tensor = network.tensor(id);
    tensor.constant.assign(static_cast<std::size_t>(tensor.elements()), value);
    return id;
  }
  TensorId constant(Shape shape, IntType type, Values values) {
    const TensorId id = add("constant", std::move(shape), type);
    network.tensor(id).constant = std::move(values);
    return id;
  }
  /// Appends a layer that writes a new tensor; with `weights`, kernel follows from a rank-4 shape.
  Layer& layer(const std::string& op, std::vector<TensorId> inputs, const Shape& weights = {},
               IntType type = kInt8) {
    Layer layer;
    layer.name = op + "_" + std::to_string(network.layers.size());
    layer.op = op;
    layer.inputs = std::move(inputs);
    if (!weights.empty()) layer.weights = constant(weights);
    if (weights.size() == 4) layer.attributes.kernel = {weights[1], weights[2]};
    layer.output = add(layer.name + ".out", {}, type);
    network.layers.push_back(std::move(layer));
    return network.layers.back();
  }
  /// Gives the last layer's output this quantization.
  void quantize_output(Quantization quantization) {
    network.tensor(last()).quantization = std::move(quantization);
  }
  [[nodiscard]] TensorId last() const { return network.layers.back().output; }

  /// The network with the last layer's output as its output.
  [[nodiscard]] Network finish() {
    network.outputs = {last()};
    return network;
  }

 private:
  TensorId add(std::string name, Shape shape, IntType type) {
    Tensor tensor;
    tensor.name = std::move(name);
    tensor.shape = std::move(shape);
    tensor.type = type;
    return network.add(std::move(tensor));
  }
};

/// The text of all problems, "" when the network is valid.
inline std::string problems_of(Network network) {
  const Result<void> result = infer_and_validate(network);
  return result ? "" : result.error().text();
}

/// Shape that the last layer computes; the problems' text as the only content of `why` when it is rejected.
inline Shape inferred(NetworkBuilder& builder, std::string* why = nullptr) {
  Network network = builder.finish();
  const Result<void> result = infer_and_validate(network);
  if (!result && why != nullptr) *why = result.error().text();
  return result ? network.tensor(network.outputs.front()).shape : Shape{};
}

}  // namespace quartet::test
