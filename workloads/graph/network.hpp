// The quantized network: tensors and layers in execution order. Every front end produces it, every machine runs it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "workloads/graph/tensor.hpp"

namespace quartet {

using TensorId = int;
inline constexpr TensorId kNoTensor = -1;

struct Size2 {
  int h = 1;
  int w = 1;
  bool operator==(const Size2&) const = default;
};

/// Padding in elements. A padded tap counts as the input's zero point (it adds nothing to the accumulator).
struct Padding {
  int top = 0, left = 0, bottom = 0, right = 0;
  bool operator==(const Padding&) const = default;
};

/// How a wide accumulator becomes the output type.
struct Requantization {
  enum class Rule {
    none,        ///< the accumulator itself (saturated to the output type)
    multiplier,  ///< y = zero_point + acc·scale[c] by quantized multiplier (TFLite, ONNX); rounding chosen at run time
    shift,       ///< y = floor(acc·2^(shift−7) + 1/2) (MAX78000); shift is the total output shift
    thresholds   ///< y = number of thresholds T of the channel with acc >= T (+ output type min when signed)
  };
  Rule rule = Rule::none;
  std::vector<double> scales;           ///< multiplier: effective real scale, one or one per output channel
  int shift = 0;                        ///< shift: in [−15, 15]
  TensorId thresholds = kNoTensor;      ///< thresholds: constant [channels or 1, steps], int32, ascending per row
  /// Clamp after requantization, in output integers (fused ReLU, ReLU6, the type's range).
  std::int32_t clamp_min = -128;
  std::int32_t clamp_max = 127;
};

/// Rounding of an average: away from zero as TFLite, truncated as the MAX78000, or half away by its rounding switch.
enum class AverageRounding { half_away_from_zero, truncate };

/// Order in which H×W×C is read out when it becomes a vector.
enum class FlattenOrder { hwc, chw };

/// What an operator may need to know; each operator documents which fields it reads (workloads/graph/operators).
struct Attributes {
  Size2 kernel, stride, dilation;
  Padding padding;
  Size2 output_padding{0, 0};      ///< conv_transpose: extra rows and columns at bottom and right
  int groups = 1;                  ///< convolutions: input and output channels are split into this many groups
  AverageRounding average_rounding = AverageRounding::half_away_from_zero;
  int axis = -1;                   ///< concat: axis; −1 is the last (channels)
  Shape new_shape;                 ///< reshape
  FlattenOrder flatten_order = FlattenOrder::hwc;
  double beta = 1.0;               ///< softmax
  std::vector<double> input_scales;  ///< add, sub, concat with the multiplier rule: real scale of each operand
  double output_scale = 1.0;         ///< the same: real scale of the result
};

/// Hints from a recorded hardware mapping (golden files, vendor tools); a target may use or ignore them.
struct Placement {
  int hardware_layer = -1;               ///< layers that share a number run as one hardware layer
  std::uint64_t processors = 0;          ///< enabled processor mask, 0 = let the planner choose
  std::uint64_t output_processors = 0;
  bool streaming = false;
  bool channels_first_input = false;     ///< CHW data format (first layer)
  int kernel_offset = -1;                ///< weight-memory word where the layer's kernels start
};

struct Layer {
  std::string name;
  std::string op;                  ///< name of a registered operator, for example "conv2d"
  std::vector<TensorId> inputs;    ///< activations first
  TensorId weights = kNoTensor;    ///< [O, KH, KW, I/groups]; fully_connected [O, I]
  TensorId bias = kNoTensor;       ///< [O], in units of the accumulator
  TensorId output = kNoTensor;
  Attributes attributes;
  Requantization requantization;
  Placement placement;
};

struct Network {
  std::string name;
  std::vector<Tensor> tensors;
  std::vector<Layer> layers;       ///< topologically ordered
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;
  std::vector<std::string> notes;  ///< what the importer approximated or dropped; shown as warnings

  [[nodiscard]] const Tensor& tensor(TensorId id) const { return tensors.at(static_cast<std::size_t>(id)); }
  [[nodiscard]] Tensor& tensor(TensorId id) { return tensors.at(static_cast<std::size_t>(id)); }
  TensorId add(Tensor tensor) {
    tensors.push_back(std::move(tensor));
    return static_cast<TensorId>(tensors.size()) - 1;
  }
  /// The integer result before a final softmax: what --outputs writes and arg-max reads. The input of the softmax that
  /// the first output comes from, directly or through layers that only copy (reshape, identity); else the first output.
  [[nodiscard]] TensorId logits() const;
  [[nodiscard]] std::int64_t macs() const;
  /// Packed storage of all weights, each tensor once; biases and thresholds not counted.
  [[nodiscard]] std::int64_t weight_bytes() const;
};

/// Multiply-accumulates of one layer (padding taps counted), 0 for layers without weights.
[[nodiscard]] std::int64_t layer_macs(const Network& network, const Layer& layer);

/// Fills in every output shape from the inputs' shapes and checks the whole graph: each error names layer and cause,
/// all of them at once. Safe on any network, however malformed. An output declared with another element count is an
/// error; clamps are cut to the output type's range. Afterwards: ids are valid, shapes are known and bounded (kMaxRank,
/// kMaxElements, 2^30 elements in all), constants lie within their types, and no accumulator leaves 32 bit (64 bit
/// where input or weights have more than 8 bit).
[[nodiscard]] Result<void> infer_and_validate(Network& network);

/// Identity of the network: hash over structure, quantization, attributes, placement and constants. Names, notes, tensor
/// numbers and tensors that no layer uses do not count. The network must have passed infer_and_validate.
[[nodiscard]] std::string network_hash(const Network& network);

}  // namespace quartet
