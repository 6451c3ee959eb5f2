#include "frontends/model/onnx/converter.hpp"

#include <algorithm>

namespace quartet::onnx_import {

bool Activation::has_offset() const {
  return std::any_of(offset.begin(), offset.end(), [](double v) { return v != 0.0; });
}

tl::expected<Shape, std::string> stored_shape(const Dims& dims, Layout layout) {
  const auto count = checked_count(dims);
  if (!count) return tl::unexpected<std::string>(count.error());
  Dims d = dims;
  if (d.size() > 1) {
    if (d[0] != 1)
      return tl::unexpected<std::string>("the first axis of " + to_text(dims) + " is not a batch of 1");
    d.erase(d.begin());
  }
  if (d.empty()) d = {1};
  if (d.size() > 3)
    return tl::unexpected<std::string>("shape " + to_text(dims) + " has more than two spatial axes");
  if (layout == Layout::channels_first && d.size() > 1) std::rotate(d.begin(), d.begin() + 1, d.end());
  if (d.size() == 2) d.insert(d.begin() + 1, 1);
  return Shape(d.begin(), d.end());
}

void Notes::add(const std::string& what, const std::string& layer) {
  auto found =
      std::find_if(notes_.begin(), notes_.end(), [&](const auto& note) { return note.first == what; });
  if (found == notes_.end()) found = notes_.insert(notes_.end(), {what, {}});
  found->second.push_back(layer);
}

std::vector<std::string> Notes::lines() const {
  constexpr std::size_t kNamed = 4;  // a longer list hides the sentence
  std::vector<std::string> lines;
  for (const auto& [what, layers] : notes_) {
    std::string line = what + " (";
    for (std::size_t i = 0; i < std::min(kNamed, layers.size()); ++i)
      line += (i == 0 ? "" : ", ") + layers[i];
    if (layers.size() > kNamed) line += " and " + std::to_string(layers.size() - kNamed) + " more";
    lines.push_back(line + ")");
  }
  return lines;
}

Converter::Converter(const Graph& source, std::string name) : graph(source), unread_(source.readers) {
  network.name = std::move(name);
  for (const auto& [key, constant] : graph.constants) {
    const auto annotated = graph.datatypes.find(key);
    if (annotated == graph.datatypes.end()) {
      define(key, Value{constant, {}});
      continue;
    }
    const IntType type = annotated->second;
    const bool whole = std::all_of(constant->values.begin(), constant->values.end(), [&](double v) {
      return v == static_cast<double>(static_cast<std::int64_t>(std::clamp(v, -1e9, 1e9))) &&
             type.holds(static_cast<std::int64_t>(v));
    });
    Constant typed = *constant;
    if (whole)
      typed.quantized =
          ConstantQuantization{{typed.values.begin(), typed.values.end()}, {1.0}, {0}, -1, type};
    define(key, Value{std::make_shared<const Constant>(std::move(typed)), {}});
  }
}

std::string Converter::place(const Node& node) const {
  return graph.place + ": node '" + node.name + "' (" + (node.domain.empty() ? "" : node.domain + ".") +
         node.op + ")";
}

tl::unexpected<Error> Converter::error(const Node& node, std::string cause, std::string remedy) const {
  return bad_input(place(node), std::move(cause), std::move(remedy));
}

const Value* Converter::find(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

bool Converter::is_constant(const Node& node, std::size_t input) const {
  if (!node.has_input(input)) return false;
  const Value* value = find(node.inputs[input]);
  return value != nullptr && value->constant != nullptr;
}

Result<ConstantPtr> Converter::constant(const Node& node, std::size_t input, const std::string& role) const {
  if (!node.has_input(input))
    return error(node, "it has no " + role + " (input " + std::to_string(input) + ")");
  const Value* value = find(node.inputs[input]);
  if (value == nullptr || !value->constant)
    return error(node, role + " '" + printable(node.inputs[input]) + "' is not a constant",
                 "simplify the model so that it is an initializer");
  if (value->constant->values.empty()) return error(node, role + " is empty");
  return value->constant;
}

Result<Activation> Converter::activation(const Node& node, std::size_t input) {
  if (!node.has_input(input)) return error(node, "it has no input " + std::to_string(input));
  const Value* value = find(node.inputs[input]);
  if (value == nullptr || value->constant)
    return error(node, "input " + std::to_string(input) + " is a constant where an activation is expected");
  Activation result = value->activation;
  if (graph.readers.at(node.inputs[input]) > 1) result.shared = true;
  return result;
}

Result<Activation> Converter::real_activation(const Node& node, std::size_t input) {
  auto result = activation(node, input);
  if (result && result->integer)
    return error(node, "input '" + printable(node.inputs[input]) + "' is an integer tensor used as numbers",
                 "insert DequantizeLinear before it");
  return result;
}

void Converter::define(const std::string& name, Value value) {
  if (name.empty()) return;
  live_channels_ += static_cast<std::int64_t>(value.activation.scale.size() + value.activation.offset.size());
  values_[name] = std::move(value);
}

void Converter::forget(const std::string& name) {
  const auto found = values_.find(name);
  if (found == values_.end()) return;
  live_channels_ -= static_cast<std::int64_t>(found->second.activation.scale.size() +
                                              found->second.activation.offset.size());
  values_.erase(found);
}

void Converter::release(const Node& node) {
  for (const std::string& name : node.inputs) {
    if (!name.empty() && --unread_[name] == 0) forget(name);
  }
  for (const std::string& name : node.outputs) {
    if (unread_[name] == 0) forget(name);
  }
}

void Converter::define(const Node& node, Activation result) {
  if (node.outputs.empty()) return;
  if (result.tensor != kNoTensor && network.tensor(result.tensor).name.empty())
    network.tensor(result.tensor).name = printable(node.outputs[0]);
  define(node.outputs[0], Value{nullptr, std::move(result)});
}

void Converter::define(const Node& node, Constant result) {
  if (!node.outputs.empty())
    define(node.outputs[0], Value{std::make_shared<const Constant>(std::move(result)), {}});
}

bool Converter::failed(const Node& node) const {
  return std::any_of(node.inputs.begin(), node.inputs.end(),
                     [&](const std::string& name) { return failed_.count(name) != 0; });
}

void Converter::mark_failed(const Node& node) {
  failed_.insert(node.outputs.begin(), node.outputs.end());
}

Result<void> Converter::charge(const Node& node, std::size_t numbers) {
  charged_ += static_cast<std::int64_t>(numbers);
  if (charged_ > kMaxElements)
    return error(
        node, "the network's constants have more than " + std::to_string(kMaxElements) + " elements in all");
  return {};
}

Result<TensorId> Converter::add_constant(const Node& node, Tensor tensor) {
  if (auto charged = charge(node, tensor.constant.size()); !charged) return pass(charged.error());
  return network.add(std::move(tensor));
}

Result<int> Converter::add_layer(const Node& node, Layer added, const Dims& dims, Layout layout, IntType type,
                                 Quantization quantization) {
  auto shape = stored_shape(dims, layout);
  if (!shape) return error(node, "its result cannot be stored: " + shape.error());
  added.name = node.name;
  for (int& number = last_number_.try_emplace(node.name, 1).first->second;
       !layer_names_.insert(added.name).second;)
    added.name = node.name + "." + std::to_string(++number);
  const std::string tensor_name = node.outputs.empty() ? added.name : printable(node.outputs[0]);
  added.output = network.add(Tensor{tensor_name, std::move(*shape), type, std::move(quantization), {}});
  added.requantization.clamp_min = static_cast<std::int32_t>(type.min());
  added.requantization.clamp_max = static_cast<std::int32_t>(type.max());
  network.layers.push_back(std::move(added));
  return static_cast<int>(network.layers.size()) - 1;
}

Result<Activation> Converter::follow(const Node& node, const Activation& from, Layer added, const Dims& dims,
                                     Layout layout) {
  added.inputs = {from.tensor};
  const Tensor source = network.tensor(from.tensor);
  const auto index = add_layer(node, std::move(added), dims, layout, source.type, source.quantization);
  if (!index) return pass(index.error());
  Activation result = from;
  result.tensor = layer(*index).output;
  result.dims = dims;
  result.layout = layout;
  if (from.stage != Activation::Stage::stored) result.followers.push_back(*index);
  return result;
}

}  // namespace quartet::onnx_import
