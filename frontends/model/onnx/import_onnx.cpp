// import_onnx: parse, check that every node can be imported, convert node by node, settle the outputs,
// validate.
#include <exception>

#include "frontends/model/import.hpp"
#include "frontends/model/onnx/operators.hpp"
#include "frontends/model/onnx/requantize.hpp"

namespace quartet {

namespace onnx_import {

namespace {

Result<void> check_supported(const Graph& graph) {
  bool quantized = false;
  Error error{ErrorCode::bad_input, {}};
  for (const Node& node : graph.nodes) {
    const OperatorRow* row = find_row(node);
    quantized = quantized || (row != nullptr && row->quantizes);
    if (row != nullptr) continue;
    error.problems.push_back({graph.place + ": node '" + node.name + "'",
                              "operator " + node.op +
                                  (node.domain.empty() ? "" : " of domain " + node.domain) +
                                  " cannot be imported",
                              ""});
  }
  if (!error.problems.empty()) {
    error.problems.back().remedy = "supported are " + supported_operators();
    return pass(error);
  }
  if (!quantized && graph.datatypes.empty())
    return bad_input(graph.place, "this is a floating-point model: it has no quantizer at all",
                     "quantize it first, for example with QuantizeLinear/DequantizeLinear pairs (static "
                     "quantization) or QONNX Quant nodes");
  return {};
}

/// True when the first node that cares reads the input as N,H,W,C: a transpose to N,C,H,W after its
/// quantizers.
bool is_channels_last(const Graph& graph, const GraphInput& input) {
  constexpr int kPassed = 8;  // quantizers and copies between an input and the transpose
  std::string value = input.name;
  for (int step = 0; step < kPassed; ++step) {
    const auto reader = graph.reader.find(value);
    if (reader == graph.reader.end() || graph.readers.at(value) != 1) return false;
    const Node& node = graph.nodes[reader->second];
    const Dims perm = node.integers("perm");
    if (node.op == "Transpose") return perm == Dims{0, 3, 1, 2} || perm == Dims{0, 2, 1};
    const bool passes = node.op == "Identity" || node.op == "Quant" || node.op == "IntQuant" ||
                        node.op == "QuantizeLinear" || node.op == "DequantizeLinear";
    if (!passes || node.outputs.empty()) return false;
    value = node.outputs[0];
  }
  return false;
}

Result<void> add_input(Converter& c, const GraphInput& input) {
  const std::string place = c.graph.place + ": input '" + printable(input.name) + "'";
  Activation x;
  x.dims = input.dims;
  x.layout = is_channels_last(c.graph, input) ? Layout::channels_last : Layout::channels_first;
  auto shape = stored_shape(x.dims, x.layout);
  if (!shape)
    return bad_input(place, shape.error(),
                     "export the model for one sample (batch 1) of one or two spatial axes");
  Tensor tensor{printable(input.name), std::move(*shape), kInt8, {}, {}};
  const auto annotated = c.graph.datatypes.find(input.name);
  if (input.type == ElementType::int8 || input.type == ElementType::uint8) {
    x.integer = true;
    x.shifted = input.type == ElementType::uint8 ? 128 : 0;
  } else if (input.type != ElementType::floating) {
    return bad_input(place, "its element type is not float, int8 or uint8");
  } else if (annotated != c.graph.datatypes.end()) {
    tensor.type = annotated->second;
    tensor.quantization = {{1.0}, {0}};
    if (tensor.type == IntType{8, false, false}) {
      tensor.type = kInt8;
      tensor.quantization.zero_points = {-128};
      x.zero = -128;
    }
  } else {
    x.stage = Activation::Stage::input;
  }
  x.tensor = c.network.add(std::move(tensor));
  c.network.inputs.push_back(x.tensor);
  c.define(input.name, Value{nullptr, std::move(x)});
  return {};
}

/// A constant pending on a value with several readers goes into the bias once, before anyone reads it.
Result<void> settle_shared(Converter& c, const Node& node) {
  for (const std::string& name : node.outputs) {
    const auto readers = c.graph.readers.find(name);
    const Value* value = c.find(name);
    if (readers == c.graph.readers.end() || readers->second < 2 || value == nullptr || value->constant)
      continue;
    Activation x = value->activation;
    const bool foldable = x.stage == Activation::Stage::accumulator && !x.shared && x.has_offset() &&
                          c.layer(x.layer).weights != kNoTensor;
    if (!foldable) continue;
    if (auto positive = make_positive(c, node, x); !positive) return positive;
    if (auto folded = fold_offset(c, node, x); !folded) return folded;
    c.define(name, Value{nullptr, std::move(x)});
  }
  return {};
}

Result<void> convert_nodes(Converter& c) {
  constexpr std::size_t kMaxProblems = 20;
  Error error{ErrorCode::bad_input, {}};
  for (const Node& node : c.graph.nodes) {
    if (c.failed(node)) {
      c.mark_failed(node);
      continue;
    }
    auto converted = find_row(node)->convert(c, node);
    if (converted) converted = settle_shared(c, node);
    if (!converted) {
      error.problems.insert(error.problems.end(), converted.error().problems.begin(),
                            converted.error().problems.end());
      c.mark_failed(node);
    }
    c.release(node);
    if (c.over_budget()) return c.error(node, "the model has more per-channel numbers than can be held");
    if (error.problems.size() >= kMaxProblems) break;
  }
  if (!error.problems.empty()) return pass(error);
  return {};
}

Result<void> add_outputs(Converter& c) {
  for (const std::string& name : c.graph.outputs) {
    const Value* value = c.find(name);
    if (value == nullptr || value->constant)
      return bad_input(c.graph.place, "output '" + printable(name) + "' is a constant or is not computed");
    Node border;
    border.name = printable(name);
    border.op = "output";
    border.outputs = {name};
    Activation x = value->activation;
    x.shared = x.shared || c.graph.readers.at(name) > 1;
    const auto tensor = settle_output(c, border, std::move(x));
    if (!tensor) return pass(tensor.error());
    c.network.outputs.push_back(*tensor);
  }
  return {};
}

Result<Network> convert(const Graph& graph, const std::string& name) {
  if (auto supported = check_supported(graph); !supported) return pass(supported.error());
  Converter converter(graph, name);
  for (const GraphInput& input : graph.inputs) {
    if (auto added = add_input(converter, input); !added) return pass(added.error());
  }
  if (auto converted = convert_nodes(converter); !converted) return pass(converted.error());
  if (auto added = add_outputs(converter); !added) return pass(added.error());
  for (std::string& line : converter.notes.lines()) converter.network.notes.push_back(std::move(line));
  if (auto valid = infer_and_validate(converter.network); !valid) return pass(valid.error());
  return std::move(converter.network);
}

}  // namespace

}  // namespace onnx_import

Result<Network> import_onnx(std::span<const std::uint8_t> bytes, const std::string& name) {
  try {
    const auto graph = onnx_import::parse_onnx(bytes, name);
    if (!graph) return pass(graph.error());
    return onnx_import::convert(*graph, name);
  } catch (const std::exception& problem) {  // protobuf and allocation failures
    return bad_input(name, std::string("the ONNX model cannot be read: ") + problem.what());
  }
}

}  // namespace quartet
