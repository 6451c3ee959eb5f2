// The oracle of the importer tests: ONNX and QONNX nodes computed in double, in ONNX's own axes, from their
// definitions. It shares no code with the importer.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/unit/onnx/model_builder.hpp"

namespace quartet::test {

struct FloatTensor {
  Dims dims;
  std::vector<double> values;
};

/// Attributes of a node with defaults.
class NodeView {
 public:
  explicit NodeView(const onnx::NodeProto& source) : node(source) {}
  [[nodiscard]] std::int64_t integer(const std::string& key, std::int64_t fallback) const;
  [[nodiscard]] Dims ints(const std::string& key, const Dims& fallback) const;
  [[nodiscard]] double real(const std::string& key, double fallback) const;
  [[nodiscard]] std::string text(const std::string& key, const std::string& fallback) const;
  const onnx::NodeProto& node;
};

/// One node: its inputs (empty where absent) to its first output.
using Evaluate = std::function<FloatTensor(const NodeView& node, const std::vector<FloatTensor>& in)>;

/// Convolutions and pools (float_windows.cpp).
void register_windows(std::map<std::string, Evaluate>& table);

/// Runs the graph, whose nodes are in order, on one input. An operator that it does not know throws
/// std::out_of_range.
FloatTensor evaluate(const onnx::ModelProto& model, const FloatTensor& input);

/// ONNX QuantizeLinear's and QONNX's roundings.
double rounded(const std::string& mode, double v);

}  // namespace quartet::test
