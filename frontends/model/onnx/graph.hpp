// An ONNX file as plain data: checked nodes in topological order, constants as numbers. No protobuf beyond
// this border.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/base/int_type.hpp"

namespace quartet::onnx_import {

/// ONNX axes, batch included; every size is in [1, kMaxElements].
using Dims = std::vector<std::int64_t>;

/// Bounds that no tinyML model reaches and that keep a hostile file from claiming memory.
inline constexpr std::int64_t kMaxElements = std::int64_t{1} << 25;
inline constexpr std::size_t kMaxFileBytes = std::size_t{1} << 27;
inline constexpr std::size_t kMaxRank = 8;

/// Product of the sizes, or an error text when one is not positive or the product is beyond kMaxElements.
[[nodiscard]] tl::expected<std::int64_t, std::string> checked_count(const Dims& dims);
/// "1x1x49x10".
[[nodiscard]] std::string to_text(const Dims& dims);
/// The name with everything but printable ASCII replaced, and cut: file names and node names reach terminals
/// and JSON.
[[nodiscard]] std::string printable(const std::string& name);

enum class ElementType { floating, int8, uint8, int16, uint16, int32, int64, boolean, other };

/// The integers behind a constant: value = scale[c]·(q − zero[c]), c along `axis` (−1: one scale for all).
struct ConstantQuantization {
  std::vector<std::int32_t> q;
  std::vector<double> scales{1.0};
  std::vector<std::int32_t> zeros{0};
  int axis = -1;
  IntType type = kInt8;
};

/// A constant in row-major order; `values` are what ONNX computes with.
struct Constant {
  Dims dims;
  std::vector<double> values;
  ElementType type = ElementType::floating;
  std::optional<ConstantQuantization> quantized;
};
using ConstantPtr = std::shared_ptr<const Constant>;

struct Attribute {
  std::optional<std::int64_t> integer;
  std::optional<double> real;
  std::optional<std::string> text;
  std::vector<std::int64_t> integers;
  std::vector<double> reals;
  ConstantPtr tensor;
};

struct Node {
  std::string name;  ///< printable, unique in the graph
  std::string op;
  std::string domain;  ///< "" for ONNX's own operators
  std::vector<std::string> inputs, outputs;
  std::map<std::string, Attribute> attributes;

  [[nodiscard]] std::int64_t integer(const std::string& key, std::int64_t fallback) const;
  [[nodiscard]] double real(const std::string& key, double fallback) const;
  [[nodiscard]] std::string text(const std::string& key, const std::string& fallback) const;
  [[nodiscard]] std::vector<std::int64_t> integers(const std::string& key) const;
  [[nodiscard]] bool has(const std::string& key) const { return attributes.count(key) != 0; }
  [[nodiscard]] bool has_input(std::size_t index) const {
    return index < inputs.size() && !inputs[index].empty();
  }
};

struct GraphInput {
  std::string name;
  ElementType type = ElementType::floating;
  Dims dims;
};

struct Graph {
  std::string place;        ///< the file, for errors
  std::int64_t opset = 0;   ///< version of ONNX's own operators, 0 when not declared
  std::vector<Node> nodes;  ///< topological order
  std::vector<GraphInput> inputs;
  std::vector<std::string> outputs;
  std::map<std::string, ConstantPtr> constants;  ///< initializers
  std::map<std::string, int> readers;            ///< reads of a value, graph outputs included
  std::map<std::string, std::size_t> reader;     ///< index of the first node that reads a value
  std::map<std::string, IntType> datatypes;      ///< FINN's datatype annotations
  bool half_up_is_upward = false;  ///< metadata quartet.half_up = "towards_positive": HALF_UP ties go up, also negative ones
};

/// Parses and checks bytes: wire format, sizes, lengths, one writer a value, every value written, no cycle.
[[nodiscard]] Result<Graph> parse_onnx(std::span<const std::uint8_t> bytes, const std::string& place);

/// Orders graph.nodes so that every value is written before it is read, and counts readers. A value that
/// nobody writes or a cycle is an error that names it.
[[nodiscard]] Result<void> order_nodes(Graph& graph);

/// "INT4", "UINT2", "BIPOLAR", "BINARY", "TERNARY" (FINN's names).
[[nodiscard]] std::optional<IntType> finn_datatype(const std::string& name);

}  // namespace quartet::onnx_import
