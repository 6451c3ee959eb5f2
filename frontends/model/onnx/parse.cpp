#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/stubs/logging.h>
#include <onnx/onnx_pb.h>

#include <set>

#include "frontends/model/onnx/graph.hpp"
#include "frontends/model/onnx/tensor.hpp"

namespace quartet::onnx_import {

namespace {

constexpr int kMaxNesting = 32;  // subgraphs and types nest a few levels; protobuf's default is 100

bool is_standard_domain(const std::string& domain) {
  return domain.empty() || domain == "ai.onnx";
}

Result<Attribute> read_attribute(const ::onnx::AttributeProto& proto, const std::string& place) {
  Attribute attribute;
  if (proto.has_i()) attribute.integer = proto.i();
  if (proto.has_f()) attribute.real = static_cast<double>(proto.f());
  if (proto.has_s()) attribute.text = proto.s();
  attribute.integers.assign(proto.ints().begin(), proto.ints().end());
  attribute.reals.assign(proto.floats().begin(), proto.floats().end());
  if (proto.has_t()) {
    auto constant = decode_tensor(proto.t());
    if (!constant)
      return bad_input(place, "attribute '" + printable(proto.name()) + "': " + constant.error());
    attribute.tensor = std::make_shared<const Constant>(std::move(*constant));
  }
  return attribute;
}

Result<void> read_nodes(const ::onnx::GraphProto& proto, Graph& graph) {
  std::set<std::string> names;
  for (int n = 0; n < proto.node_size(); ++n) {
    const auto& source = proto.node(n);
    Node node;
    node.op = printable(source.op_type());
    node.domain = is_standard_domain(source.domain()) ? "" : printable(source.domain());
    node.name = source.name().empty() ? node.op + "_" + std::to_string(n) : printable(source.name());
    if (!names.insert(node.name).second) node.name.append("_").append(std::to_string(n));
    names.insert(node.name);
    node.inputs.assign(source.input().begin(), source.input().end());
    node.outputs.assign(source.output().begin(), source.output().end());
    for (const auto& attribute : source.attribute()) {
      auto read = read_attribute(attribute, graph.place + ": node '" + node.name + "'");
      if (!read) return pass(read.error());
      node.attributes[attribute.name()] = std::move(*read);
    }
    graph.nodes.push_back(std::move(node));
  }
  return {};
}

Result<void> read_constants(const ::onnx::GraphProto& proto, Graph& graph) {
  std::int64_t total = 0;
  for (const auto& tensor : proto.initializer()) {
    const std::string place = graph.place + ": initializer '" + printable(tensor.name()) + "'";
    auto constant = decode_tensor(tensor);
    if (!constant) return bad_input(place, constant.error());
    total += static_cast<std::int64_t>(constant->values.size());
    if (total > kMaxElements)
      return bad_input(graph.place, "the initializers have more than " + std::to_string(kMaxElements) +
                                        " elements in all");
    if (!graph.constants.emplace(tensor.name(), std::make_shared<const Constant>(std::move(*constant)))
             .second)
      return bad_input(place, "there are two of this name");
  }
  for (const auto& sparse : proto.sparse_initializer())
    return bad_input(graph.place, "initializer '" + printable(sparse.values().name()) + "' is sparse",
                     "store it dense");
  return {};
}

/// A free first axis (no size, or a name) is the batch and becomes 1.
Result<GraphInput> read_input(const ::onnx::ValueInfoProto& proto, const std::string& graph_place) {
  const std::string place = graph_place + ": input '" + printable(proto.name()) + "'";
  if (!proto.type().has_tensor_type() || !proto.type().tensor_type().has_shape())
    return bad_input(place, "it has no tensor shape", "export the model with a fixed input shape");
  const auto& type = proto.type().tensor_type();
  GraphInput input{proto.name(), element_type(type.elem_type()), {}};
  if (static_cast<std::size_t>(type.shape().dim_size()) > kMaxRank)
    return bad_input(place, "it has more than 8 axes");
  for (int i = 0; i < type.shape().dim_size(); ++i) {
    const auto& dim = type.shape().dim(i);
    if (!dim.has_dim_value() && i > 0)
      return bad_input(place, "axis " + std::to_string(i) + " has no fixed size",
                       "export the model with a fixed input shape");
    input.dims.push_back(dim.has_dim_value() ? dim.dim_value() : 1);
  }
  const auto count = checked_count(input.dims);
  if (!count) return bad_input(place, count.error());
  return input;
}

Result<void> read_borders(const ::onnx::GraphProto& proto, Graph& graph) {
  std::set<std::string> names;
  for (const auto& value : proto.input()) {
    if (graph.constants.count(value.name()) != 0)
      continue;  // IR version 3 lists initializers among the inputs
    if (!names.insert(value.name()).second)
      return bad_input(graph.place, "there are two inputs '" + printable(value.name()) + "'");
    auto input = read_input(value, graph.place);
    if (!input) return pass(input.error());
    graph.inputs.push_back(std::move(*input));
  }
  for (const auto& value : proto.output()) graph.outputs.push_back(value.name());
  if (graph.inputs.empty()) return bad_input(graph.place, "the graph has no input");
  if (graph.outputs.empty()) return bad_input(graph.place, "the graph has no output");
  for (const auto& annotation : proto.quantization_annotation()) {
    for (const auto& entry : annotation.quant_parameter_tensor_names()) {
      if (entry.key() != "finn_datatype") continue;
      if (const auto type = finn_datatype(entry.value())) graph.datatypes[annotation.tensor_name()] = *type;
    }
  }
  return {};
}

bool parse_bytes(std::span<const std::uint8_t> bytes, ::onnx::ModelProto& model) {
  const google::protobuf::LogSilencer silencer;  // a library prints nothing
  google::protobuf::io::CodedInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(kMaxNesting);
  stream.SetTotalBytesLimit(static_cast<int>(bytes.size()));
  return model.ParseFromCodedStream(&stream) && stream.ConsumedEntireMessage();
}

}  // namespace

Result<Graph> parse_onnx(std::span<const std::uint8_t> bytes, const std::string& place) {
  if (bytes.size() > kMaxFileBytes)
    return bad_input(place, "the file has " + std::to_string(bytes.size()) + " bytes, more than " +
                                std::to_string(kMaxFileBytes));
  ::onnx::ModelProto model;
  if (bytes.empty() || !parse_bytes(bytes, model))
    return bad_input(place, "this is not a whole ONNX model (protobuf cannot be parsed)",
                     "export it again or check the download");
  if (!model.has_graph() || model.graph().node_size() == 0)
    return bad_input(place, "the ONNX model has no graph, or a graph without nodes");
  if (model.opset_import_size() == 0)
    return bad_input(place, "the ONNX model declares no operator set (opset_import)",
                     "it may be cut short: export it again");
  Graph graph;
  graph.place = place;
  for (const auto& opset : model.opset_import()) {
    if (is_standard_domain(opset.domain())) graph.opset = opset.version();
  }
  for (const auto& property : model.metadata_props()) {
    if (property.key() == "quartet.half_up") graph.half_up_is_upward = property.value() == "towards_positive";
  }
  if (auto read = read_constants(model.graph(), graph); !read) return pass(read.error());
  if (auto read = read_borders(model.graph(), graph); !read) return pass(read.error());
  if (auto read = read_nodes(model.graph(), graph); !read) return pass(read.error());
  if (auto ordered = order_nodes(graph); !ordered) return pass(ordered.error());
  return graph;
}

}  // namespace quartet::onnx_import
