// The state of one import: what each ONNX value means, and the network under construction.
#pragma once

#include <limits>
#include <set>

#include "frontends/model/onnx/graph.hpp"
#include "frontends/model/onnx/quantizer.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::onnx_import {

/// Where the channel axis of an activation is in ONNX's axes. Stored tensors are always H, W, C.
enum class Layout { channels_first, channels_last };

/// What an ONNX activation means: real = clamp(scale[c]·(q − zero) + offset[c], low, high), q the integers of
/// `tensor`. Affine operators and clamps only change these numbers; the next quantizer turns them into a
/// requantization of the layer that made q (when that layer is still open), or into a layer of its own.
struct Activation {
  enum class Stage {
    input,        ///< the network's input before its quantizer: type and scale are not known yet
    accumulator,  ///< int32 sums of `layer`, whose requantization is still open
    sum,  ///< result of an open add or sub `layer` of operands with different scales; scale is a factor on it
    stored  ///< integers of a known type
  };
  TensorId tensor = kNoTensor;
  Dims dims;  ///< ONNX axes
  Layout layout = Layout::channels_first;
  Stage stage = Stage::stored;
  std::vector<double> scale{1.0};  ///< one, or one per channel of `layer`
  std::int32_t zero = 0;
  std::vector<double> offset{0.0};
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  int layer = -1;              ///< open stages: index into Network::layers
  std::vector<int> followers;  ///< layers after `layer` that only move or select its values
  bool channels_lost = false;  ///< a reshape mixed the channels: per-channel numbers cannot change any more
  bool shared = false;         ///< other readers see the same value, so its layer cannot be changed
  bool integer = false;        ///< ONNX's value is q + shifted itself, not the real number
  std::int32_t shifted = 0;

  [[nodiscard]] bool open() const { return stage == Stage::accumulator || stage == Stage::sum; }
  [[nodiscard]] bool clamped() const {
    return low > -std::numeric_limits<double>::infinity() || high < std::numeric_limits<double>::infinity();
  }
  [[nodiscard]] bool has_offset() const;
  [[nodiscard]] bool per_tensor() const { return scale.size() == 1 && offset.size() == 1; }
};

/// Shape of the stored tensor (H,W,C; L,1,C; N), or why the axes have none.
[[nodiscard]] tl::expected<Shape, std::string> stored_shape(const Dims& dims, Layout layout);

/// Approximations, each said once with the layers it concerns.
class Notes {
 public:
  void add(const std::string& what, const std::string& layer);
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> notes_;
};

/// One ONNX value: a constant or an activation.
struct Value {
  ConstantPtr constant;
  Activation activation;
};

class Converter {
 public:
  Converter(const Graph& graph, std::string name);

  const Graph& graph;
  Network network;
  Notes notes;

  /// "FILE: node 'conv1' (Conv)".
  [[nodiscard]] std::string place(const Node& node) const;
  [[nodiscard]] tl::unexpected<Error> error(const Node& node, std::string cause,
                                            std::string remedy = "") const;

  [[nodiscard]] bool is_constant(const Node& node, std::size_t input) const;
  /// The constant behind an input; an activation or an absent input is an error that says what it is for.
  [[nodiscard]] Result<ConstantPtr> constant(const Node& node, std::size_t input,
                                             const std::string& role) const;
  /// The activation behind an input, marked shared when it has other readers.
  [[nodiscard]] Result<Activation> activation(const Node& node, std::size_t input);
  /// The same, and it must stand for real numbers (not for QuantizeLinear's integers).
  [[nodiscard]] Result<Activation> real_activation(const Node& node, std::size_t input);

  void define(const std::string& name, Value value);
  void define(const Node& node, Activation activation);
  void define(const Node& node, Constant constant);
  [[nodiscard]] bool failed(const Node& node) const;  ///< an input's node failed: skip this one silently
  void mark_failed(const Node& node);
  [[nodiscard]] const Value* find(const std::string& name) const;
  /// One reader of each input is done: values that nobody reads any more are forgotten.
  void release(const Node& node);
  /// True when the per-channel numbers of live values are more than a model can mean.
  [[nodiscard]] bool over_budget() const { return live_channels_ > kMaxElements; }

  /// Counts numbers that the network will hold; in all they are bounded.
  [[nodiscard]] Result<void> charge(const Node& node, std::size_t numbers);
  /// Adds a constant tensor, charged.
  [[nodiscard]] Result<TensorId> add_constant(const Node& node, Tensor tensor);
  /// Adds the layer and its output tensor, clamped to the type. Sets layer.name and layer.output.
  [[nodiscard]] Result<int> add_layer(const Node& node, Layer layer, const Dims& dims, Layout layout,
                                      IntType type, Quantization quantization);
  /// add_layer for a layer that moves or selects values of `from` (pool, reshape, pad): the result carries
  /// its meaning.
  [[nodiscard]] Result<Activation> follow(const Node& node, const Activation& from, Layer layer,
                                          const Dims& dims, Layout layout);

  [[nodiscard]] Layer& layer(int index) { return network.layers[static_cast<std::size_t>(index)]; }
  [[nodiscard]] Tensor& output_tensor(int index) { return network.tensor(layer(index).output); }

 private:
  void forget(const std::string& name);

  std::map<std::string, Value> values_;
  std::map<std::string, int> unread_;
  std::set<std::string> failed_;
  std::set<std::string> layer_names_;
  std::map<std::string, int> last_number_;  ///< of the layers that one node has added
  std::int64_t charged_ = 0;
  std::int64_t live_channels_ = 0;
};

}  // namespace quartet::onnx_import
