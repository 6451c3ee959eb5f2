// What the lowering functions share: the pipeline under construction. Private to accel/dataflow.
#pragma once

#include <string_view>
#include <vector>

#include "accel/dataflow/lowering.hpp"

namespace quartet::dataflow {

/// Builds nodes of one graph layer after the other; links are made at the end, when the readers of each tensor are known.
class Lowering {
 public:
  Lowering(const Network& network, const Params& params);

  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const Params& params() const { return params_; }
  [[nodiscard]] const Tensor& input(const Layer& layer, std::size_t i = 0) const { return network_.tensor(layer.inputs.at(i)); }
  [[nodiscard]] const Tensor& output(const Layer& layer) const { return network_.tensor(layer.output); }

  /// The layer cannot run; collected, the layer gets no further nodes.
  void refuse(const Layer& layer, std::string cause, std::string remedy = "");
  /// A unit fed by what came before it in this layer ("chain"), or by the layer's first input. Returns its node.
  int chain(const Layer& layer, const std::string& suffix, UnitPtr unit);
  /// A unit fed by the given tensors; it becomes the end of the layer's chain.
  int join(const Layer& layer, const std::string& suffix, UnitPtr unit, const std::vector<TensorId>& inputs);
  /// `node` takes its folding from `leader`.
  void follow(int node, int leader) { out_.nodes[static_cast<std::size_t>(node)].leader = leader; }
  /// The layer's output holds the same stream as its input.
  void alias(const Layer& layer);
  /// A vector read from the tensor comes in pixel-major order, the network wants channel-major: order of arrival of its
  /// elements (index of the wanted element), empty when the same.
  void alias_reordered(const Layer& layer, std::vector<std::int32_t> order);
  [[nodiscard]] const std::vector<std::int32_t>& order(TensorId id) const { return orders_[static_cast<std::size_t>(id)]; }
  /// The accumulator's requantization as a unit behind the chain, if there is anything to do. It follows `leader` (kOutside:
  /// nothing), whose outputs take `reads` inputs each.
  void requantize(const Layer& layer, int leader, IntType accumulator, std::int64_t reads);
  /// Integers as they run in the tensor's stream: narrower than the tensor's type where an accumulator is.
  [[nodiscard]] IntType stream_type(TensorId id) const { return streams_[static_cast<std::size_t>(root(id))].type; }

  /// Type of the chain's output stream, where the tensor's own does not tell.
  void narrow(IntType type) { tail_type_ = type; }

  /// A layer begins; its row is opened at its first node.
  void begin(const Layer& layer);
  /// The layer's output is the end of its chain, of this type.
  void end(const Layer& layer);
  [[nodiscard]] Result<Pipeline> finish();

 private:
  /// Where a tensor's stream comes from.
  struct Stream {
    int node = kOutside;
    int input = kOutside;               ///< number of the network input, for node kOutside
    IntType type;
  };
  struct Reader {
    TensorId tensor;
    int node, port;
  };
  [[nodiscard]] TensorId root(TensorId id) const { return roots_[static_cast<std::size_t>(id)]; }
  int add_node(const Layer& layer, const std::string& suffix, UnitPtr unit);
  void label_select();
  void make_links();
  void sort();

  const Network& network_;
  const Params& params_;
  Pipeline out_;
  std::vector<Problem> problems_;
  std::vector<TensorId> roots_;         ///< tensor whose stream this one is
  std::vector<Stream> streams_;         ///< a tensor (roots only)
  std::vector<std::vector<std::int32_t>> orders_;  ///< a tensor; empty: as its stream has it
  std::vector<Reader> readers_;
  int tail_ = kOutside;                 ///< end of the present layer's chain
  IntType tail_type_;                   ///< of its output stream
  bool row_open_ = false, refused_ = false;
};

/// How one operator is lowered.
struct OperatorLowering {
  std::string_view op;
  void (*lower)(Lowering&, const Layer&);
};
[[nodiscard]] const std::vector<OperatorLowering>& lowerings();

void lower_convolution(Lowering& l, const Layer& layer);
void lower_depthwise(Lowering& l, const Layer& layer);
void lower_fully_connected(Lowering& l, const Layer& layer);
void lower_pad(Lowering& l, const Layer& layer);
void lower_window_pool(Lowering& l, const Layer& layer);
void lower_global_pool(Lowering& l, const Layer& layer);
void lower_add(Lowering& l, const Layer& layer);
void lower_concat(Lowering& l, const Layer& layer);
void lower_elementwise(Lowering& l, const Layer& layer);
void lower_requantize(Lowering& l, const Layer& layer);
void lower_copy(Lowering& l, const Layer& layer);
void lower_reshape(Lowering& l, const Layer& layer);
void lower_softmax(Lowering& l, const Layer& layer);

/// Geometry of a layer with H, W, C input.
struct MapShape {
  std::int64_t h = 1, w = 1, c = 1;
  [[nodiscard]] std::int64_t pixels() const { return h * w; }
};
/// Vectors are one pixel.
[[nodiscard]] MapShape map_shape(const Shape& shape);
/// Bits of the accumulator that these weights can reach from this input; two's complement.
[[nodiscard]] IntType accumulator_type(const Network& network, const Layer& layer, IntType input, std::int64_t outputs);

}  // namespace quartet::dataflow
