#include "tests/unit/onnx/model_builder.hpp"

#include "sim/base/philox.hpp"

namespace quartet::test {

namespace {

std::int64_t count(const Dims& dims) {
  std::int64_t n = 1;
  for (const std::int64_t d : dims) n *= d;
  return n;
}

}  // namespace

onnx::AttributeProto* NodeBuilder::attribute(const std::string& key,
                                             onnx::AttributeProto::AttributeType type) {
  auto* result = node_->add_attribute();
  result->set_name(key);
  result->set_type(type);
  return result;
}

NodeBuilder& NodeBuilder::integer(const std::string& key, std::int64_t value) {
  attribute(key, onnx::AttributeProto::INT)->set_i(value);
  return *this;
}

NodeBuilder& NodeBuilder::ints(const std::string& key, const std::vector<std::int64_t>& values) {
  auto* result = attribute(key, onnx::AttributeProto::INTS);
  for (const std::int64_t v : values) result->add_ints(v);
  return *this;
}

NodeBuilder& NodeBuilder::real(const std::string& key, float value) {
  attribute(key, onnx::AttributeProto::FLOAT)->set_f(value);
  return *this;
}

NodeBuilder& NodeBuilder::text(const std::string& key, const std::string& value) {
  attribute(key, onnx::AttributeProto::STRING)->set_s(value);
  return *this;
}

NodeBuilder& NodeBuilder::named(const std::string& name) {
  node_->set_name(name);
  return *this;
}

ModelBuilder::ModelBuilder() {
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  model.mutable_graph()->set_name("test");
}

ModelBuilder& ModelBuilder::input(const std::string& name, const Dims& dims, int type) {
  auto* value = model.mutable_graph()->add_input();
  value->set_name(name);
  auto* tensor = value->mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(type);
  tensor->mutable_shape();
  for (const std::int64_t d : dims) tensor->mutable_shape()->add_dim()->set_dim_value(d);
  return *this;
}

ModelBuilder& ModelBuilder::output(const std::string& name) {
  model.mutable_graph()->add_output()->set_name(name);
  return *this;
}

ModelBuilder& ModelBuilder::floats(const std::string& name, const Dims& dims,
                                   const std::vector<float>& values) {
  auto* tensor = model.mutable_graph()->add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t d : dims) tensor->add_dims(d);
  for (const float v : values) tensor->add_float_data(v);
  return *this;
}

ModelBuilder& ModelBuilder::integers(const std::string& name, const Dims& dims,
                                     const std::vector<std::int64_t>& values, int type) {
  auto* tensor = model.mutable_graph()->add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(type);
  for (const std::int64_t d : dims) tensor->add_dims(d);
  for (const std::int64_t v : values) {
    if (type == onnx::TensorProto::INT64) {
      tensor->add_int64_data(v);
    } else if (type == onnx::TensorProto::INT32) {
      tensor->add_int32_data(static_cast<std::int32_t>(v));
    } else {
      tensor->mutable_raw_data()->push_back(static_cast<char>(v));
    }
  }
  return *this;
}

NodeBuilder ModelBuilder::node(const std::string& op, const std::vector<std::string>& inputs,
                               const std::vector<std::string>& outputs, const std::string& domain) {
  auto* node = model.mutable_graph()->add_node();
  node->set_op_type(op);
  node->set_name(fresh(op));
  if (!domain.empty()) node->set_domain(domain);
  for (const auto& name : inputs) node->add_input(name);
  for (const auto& name : outputs) node->add_output(name);
  return NodeBuilder(node);
}

std::string ModelBuilder::fresh(const std::string& stem) {
  return stem + "_" + std::to_string(counter_++);
}

NodeBuilder ModelBuilder::quant(const std::string& from, const std::string& to, float scale, int bits,
                                const std::string& mode, float zero, bool is_signed, bool narrow) {
  const std::string s = fresh("scale"), z = fresh("zero"), b = fresh("bits");
  scalar(s, scale).scalar(z, zero).scalar(b, static_cast<float>(bits));
  return node("Quant", {from, s, z, b}, {to}, "qonnx.custom_op.general")
      .integer("signed", is_signed ? 1 : 0)
      .integer("narrow", narrow ? 1 : 0)
      .text("rounding_mode", mode);
}

ModelBuilder& ModelBuilder::qdq(const std::string& from, const std::string& to, float scale,
                                std::int64_t zero, int type) {
  const std::string s = fresh("scale"), z = fresh("zero"), q = fresh("integers");
  scalar(s, scale).integers(z, {}, {zero}, type);
  node("QuantizeLinear", {from, s, z}, {q});
  node("DequantizeLinear", {q, s, z}, {to});
  return *this;
}

ModelBuilder& ModelBuilder::weights(const std::string& name, const Dims& dims,
                                    const std::vector<float>& scales, std::int64_t axis, std::uint64_t seed) {
  std::vector<std::int64_t> values;
  for (std::int64_t i = 0; i < count(dims); ++i)
    values.push_back(static_cast<std::int64_t>(255 * uniform01(seed, 7, static_cast<std::uint64_t>(i))) -
                     127);
  const std::string q = fresh("weights"), s = fresh("scale"), z = fresh("zero");
  integers(q, dims, values, onnx::TensorProto::INT8);
  const auto size = static_cast<std::int64_t>(scales.size());
  floats(s, size == 1 ? Dims{} : Dims{size}, scales);
  integers(z, size == 1 ? Dims{} : Dims{size}, std::vector<std::int64_t>(scales.size(), 0),
           onnx::TensorProto::INT8);
  node("DequantizeLinear", {q, s, z}, {name}).integer("axis", axis);
  return *this;
}

ModelBuilder& ModelBuilder::random_floats(const std::string& name, const Dims& dims, float range,
                                          std::uint64_t seed) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < count(dims); ++i)
    values.push_back(static_cast<float>(2 * uniform01(seed, 9, static_cast<std::uint64_t>(i)) - 1) * range);
  return floats(name, dims, values);
}

std::vector<std::uint8_t> ModelBuilder::bytes() const {
  std::string text;
  model.SerializeToString(&text);
  return {text.begin(), text.end()};
}

}  // namespace quartet::test
