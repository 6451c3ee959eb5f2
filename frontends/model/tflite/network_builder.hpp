// What the converters of single operators share: stored tensors become network tensors (batch axis dropped,
// uint8 activations shifted to int8), constants become values, layers are collected.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "frontends/model/tflite/stored_model.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::tfl {

/// A clamp in output integers.
struct Clamp {
  std::int32_t min = -128;
  std::int32_t max = 127;
};

class NetworkBuilder {
 public:
  /// `stored` must outlive the builder; `file_bytes` bounds how much constants may expand.
  NetworkBuilder(const StoredModel& stored, std::string name, std::size_t file_bytes);

  [[nodiscard]] const StoredTensor& stored(int id) const {
    return stored_.tensors.at(static_cast<std::size_t>(id));
  }
  /// Index of operand `i`, or −1 when it is absent.
  [[nodiscard]] static int operand(const StoredOperator& op, std::size_t i);
  [[nodiscard]] bool is_graph_input(int id) const;
  [[nodiscard]] bool is_graph_output(int id) const;

  /// Operand `i` as an int8 activation.
  [[nodiscard]] Result<TensorId> input(const StoredOperator& op, std::size_t i);
  /// The one output, an int8 activation.
  [[nodiscard]] Result<TensorId> output(const StoredOperator& op);
  /// Operand `i` as a constant int8 tensor with symmetric weights of `rank` axes.
  [[nodiscard]] Result<const StoredTensor*> weights(const StoredOperator& op, std::size_t i,
                                                    std::size_t rank);
  /// Operand `i` as a bias of `channels` int32 values; kNoTensor when absent.
  [[nodiscard]] Result<TensorId> bias(const StoredOperator& op, std::size_t i, int channels);
  /// Values of a constant int8, int32 or int64 tensor.
  [[nodiscard]] Result<Values> integers(const StoredOperator& op, const StoredTensor& tensor);

  /// The network reads this float input of the file as the int8 tensor it is quantized to.
  void replace_input(int stored_float, TensorId tensor) { replaced_inputs_[stored_float] = tensor; }
  /// The network ends at the int8 tensor that this float output of the file is computed from.
  void replace_output(int stored_float, TensorId tensor) { replaced_outputs_[stored_float] = tensor; }

  [[nodiscard]] Tensor& tensor(TensorId id) { return network_.tensor(id); }
  TensorId add(Tensor tensor) { return network_.add(std::move(tensor)); }
  /// The layer is named after its output tensor unless it has a name.
  void add(Layer layer);
  void note(std::string text);

  /// All layers added: inputs and outputs are set and the network is handed over.
  [[nodiscard]] Result<Network> finish();

  /// "kws: operator 3 CONV_2D 'conv2d_1'".
  [[nodiscard]] std::string place(const StoredOperator& op) const;
  [[nodiscard]] tl::unexpected<Error> wrong(const StoredOperator& op, std::string cause,
                                            std::string remedy = "") const;

 private:
  Result<TensorId> activation(int id, const std::string& place);

  const StoredModel& stored_;
  Network network_;
  std::vector<TensorId> activations_;  // by stored tensor
  std::vector<std::string> names_;     // readable, unique, by stored tensor
  std::map<int, TensorId> replaced_inputs_, replaced_outputs_;
  std::uint64_t constant_budget_;  // elements
};

/// Readable, unique names: "model/conv2d_1/Relu;model/bn/Fused…" becomes "conv2d_1".
[[nodiscard]] std::vector<std::string> readable_names(const std::vector<StoredTensor>& tensors);

}  // namespace quartet::tfl
