// ONNX models written in a few lines: what the tests import.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace quartet::test {

using Dims = std::vector<std::int64_t>;

/// Sets attributes of a node, chained: b.node(…).ints("pads", {1,1,1,1}).integer("group", 2).
class NodeBuilder {
 public:
  explicit NodeBuilder(onnx::NodeProto* node) : node_(node) {}
  NodeBuilder& integer(const std::string& key, std::int64_t value);
  NodeBuilder& ints(const std::string& key, const std::vector<std::int64_t>& values);
  NodeBuilder& real(const std::string& key, float value);
  NodeBuilder& text(const std::string& key, const std::string& value);
  NodeBuilder& named(const std::string& name);
  onnx::NodeProto* operator->() { return node_; }

 private:
  onnx::AttributeProto* attribute(const std::string& key, onnx::AttributeProto::AttributeType type);
  onnx::NodeProto* node_;
};

class ModelBuilder {
 public:
  ModelBuilder();
  ModelBuilder& input(const std::string& name, const Dims& dims, int type = onnx::TensorProto::FLOAT);
  ModelBuilder& output(const std::string& name);
  ModelBuilder& floats(const std::string& name, const Dims& dims, const std::vector<float>& values);
  ModelBuilder& scalar(const std::string& name, float value) { return floats(name, {}, {value}); }
  /// Integers of an ONNX element type, as raw_data for 8 bit and in the typed field otherwise.
  ModelBuilder& integers(const std::string& name, const Dims& dims, const std::vector<std::int64_t>& values,
                         int type);
  NodeBuilder node(const std::string& op, const std::vector<std::string>& inputs,
                   const std::vector<std::string>& outputs, const std::string& domain = "");

  /// QONNX Quant; its scale, zero point and bit width become initializers.
  NodeBuilder quant(const std::string& from, const std::string& to, float scale, int bits = 8,
                    const std::string& mode = "ROUND", float zero = 0, bool is_signed = true,
                    bool narrow = false);
  /// QuantizeLinear and DequantizeLinear.
  ModelBuilder& qdq(const std::string& from, const std::string& to, float scale, std::int64_t zero,
                    int type = onnx::TensorProto::INT8);
  /// An int8 weight constant of random values behind DequantizeLinear; scales along `axis` (one: per tensor).
  ModelBuilder& weights(const std::string& name, const Dims& dims, const std::vector<float>& scales,
                        std::int64_t axis = 0, std::uint64_t seed = 1);
  /// Random floats in [−range, range).
  ModelBuilder& random_floats(const std::string& name, const Dims& dims, float range, std::uint64_t seed);

  [[nodiscard]] std::vector<std::uint8_t> bytes() const;
  onnx::ModelProto model;

 private:
  std::string fresh(const std::string& stem);
  int counter_ = 0;
};

}  // namespace quartet::test
