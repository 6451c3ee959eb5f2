#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "frontends/model/network_json.hpp"

namespace quartet {
namespace {

using Json = nlohmann::ordered_json;

Json pair_of(Size2 size) {
  return Json::array({size.h, size.w});
}

Json attributes_of(const Attributes& a) {
  const Attributes plain;
  Json out = Json::object();
  if (a.kernel != plain.kernel) out["kernel"] = pair_of(a.kernel);
  if (a.stride != plain.stride) out["stride"] = pair_of(a.stride);
  if (a.dilation != plain.dilation) out["dilation"] = pair_of(a.dilation);
  const Padding& p = a.padding;
  if (p != plain.padding) out["padding"] = Json::array({p.top, p.left, p.bottom, p.right});
  if (a.output_padding != plain.output_padding) out["output_padding"] = pair_of(a.output_padding);
  if (a.groups != plain.groups) out["groups"] = a.groups;
  if (a.average_rounding != plain.average_rounding) out["average_rounding"] = "truncate";
  if (a.axis != plain.axis) out["axis"] = a.axis;
  if (!a.new_shape.empty()) out["new_shape"] = a.new_shape;
  if (a.flatten_order != plain.flatten_order) out["flatten_order"] = "chw";
  if (a.beta != plain.beta) out["beta"] = a.beta;
  if (!a.input_scales.empty()) out["input_scales"] = a.input_scales;
  if (a.output_scale != plain.output_scale) out["output_scale"] = a.output_scale;
  return out;
}

Json requantization_of(const Requantization& r) {
  constexpr std::array kRules = {"none", "multiplier", "shift", "thresholds"};
  Json out = Json::object();
  out["rule"] = kRules.at(static_cast<std::size_t>(r.rule));
  if (!r.scales.empty()) out["scales"] = r.scales;
  if (r.shift != 0) out["shift"] = r.shift;
  if (r.thresholds != kNoTensor) out["thresholds"] = r.thresholds;
  out["clamp"] = Json::array({r.clamp_min, r.clamp_max});
  return out;
}

Json placement_of(const Placement& p) {
  const Placement plain;
  Json out = Json::object();
  if (p.hardware_layer != plain.hardware_layer) out["hardware_layer"] = p.hardware_layer;
  if (p.processors != 0) out["processors"] = fmt::format("{:#x}", p.processors);
  if (p.output_processors != 0) out["output_processors"] = fmt::format("{:#x}", p.output_processors);
  if (p.streaming) out["streaming"] = true;
  if (p.channels_first_input) out["channels_first_input"] = true;
  if (p.kernel_offset != plain.kernel_offset) out["kernel_offset"] = p.kernel_offset;
  return out;
}

Json layer_of(const Layer& layer) {
  Json out = Json::object();
  out["name"] = layer.name;
  out["op"] = layer.op;
  out["inputs"] = layer.inputs;
  if (layer.weights != kNoTensor) out["weights"] = layer.weights;
  if (layer.bias != kNoTensor) out["bias"] = layer.bias;
  out["output"] = layer.output;
  if (Json attributes = attributes_of(layer.attributes); !attributes.empty()) out["attributes"] = std::move(attributes);
  out["requantization"] = requantization_of(layer.requantization);
  if (Json placement = placement_of(layer.placement); !placement.empty()) out["placement"] = std::move(placement);
  return out;
}

Json tensor_of(const Tensor& tensor, bool with_shape) {
  Json out = Json::object();
  out["name"] = tensor.name;
  out["type"] = tensor.type.name();
  if (with_shape) out["shape"] = tensor.shape;
  if (!tensor.quantization.scales.empty()) out["scales"] = tensor.quantization.scales;
  if (!tensor.quantization.zero_points.empty()) out["zero_points"] = tensor.quantization.zero_points;
  if (tensor.is_constant()) out["values"] = tensor.constant;
  return out;
}

// Bytes that are no UTF-8 become U+FFFD: names come from model files.
std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// One entry a line, so that a difference of two networks can be read.
void append_list(std::string& out, const char* key, const std::vector<Json>& entries) {
  out += fmt::format(",\n\"{}\": [", key);
  for (std::size_t i = 0; i < entries.size(); ++i) out += (i == 0 ? "\n" : ",\n") + text_of(entries[i]);
  out += "\n]";
}

}  // namespace

std::string write_network_json(const Network& network) {
  std::string out = "{\"format\": \"quartet-network-1\",\n\"name\": " + text_of(network.name);
  out += ",\n\"notes\": " + text_of(network.notes);
  out += ",\n\"inputs\": " + text_of(network.inputs) + ",\n\"outputs\": " + text_of(network.outputs);
  std::vector<Json> tensors, layers;
  for (std::size_t i = 0; i < network.tensors.size(); ++i) {
    const bool input = std::count(network.inputs.begin(), network.inputs.end(), static_cast<TensorId>(i)) != 0;
    tensors.push_back(tensor_of(network.tensors[i], input || network.tensors[i].is_constant()));
  }
  for (const Layer& layer : network.layers) layers.push_back(layer_of(layer));
  append_list(out, "tensors", tensors);
  append_list(out, "layers", layers);
  return out + "\n}\n";
}

}  // namespace quartet
