#include "workloads/graph/layer_table.hpp"

#include <fmt/format.h>

#include "workloads/graph/operator.hpp"

namespace quartet {

namespace {

std::string size_text(Size2 size) {
  return size.h == size.w ? std::to_string(size.h) : fmt::format("{}x{}", size.h, size.w);
}

std::string window_text(const Attributes& a) {
  const Padding& p = a.padding;
  const bool padded = p != Padding{};
  std::string text;
  if (a.kernel != Size2{} || a.stride != Size2{} || padded)
    text = fmt::format("{}x{}", a.kernel.h, a.kernel.w);
  if (a.stride != Size2{}) text += " stride " + size_text(a.stride);
  if (padded) text += fmt::format(" pad {},{},{},{}", p.top, p.left, p.bottom, p.right);
  if (a.dilation != Size2{}) text += " dilation " + size_text(a.dilation);
  if (a.output_padding != Size2{0, 0}) text += " output pad " + size_text(a.output_padding);
  if (a.groups != 1) text += fmt::format(" groups {}", a.groups);
  return text;
}

std::string rule_text(const Network& network, const Layer& layer) {
  const Requantization& r = layer.requantization;
  switch (r.rule) {
    case Requantization::Rule::none:
      return "";
    case Requantization::Rule::multiplier:
      return r.scales.size() > 1 ? "multiplier per channel" : "multiplier";
    case Requantization::Rule::shift:
      return fmt::format("shift {}", r.shift);
    case Requantization::Rule::thresholds: {
      const Shape& table = network.tensor(r.thresholds).shape;
      return fmt::format("{} thresholds{}", table.back(), table.front() > 1 ? " per channel" : "");
    }
  }
  return "";
}

std::string requantization_text(const Network& network, const Layer& layer) {
  const Requantization& r = layer.requantization;
  const IntType& type = network.tensor(layer.output).type;
  std::string text = rule_text(network, layer);
  if (r.clamp_min != type.min() || r.clamp_max != type.max()) {
    text += fmt::format("{}clamp [{}, {}]", text.empty() ? "" : ", ", r.clamp_min, r.clamp_max);
  }
  return text;
}

}  // namespace

std::vector<LayerRow> layer_table(const Network& network) {
  std::vector<LayerRow> rows;
  for (const Layer& layer : network.layers) {
    const Tensor& output = network.tensor(layer.output);
    LayerRow row;
    row.name = layer.name;
    row.op = layer.op;
    row.input = network.tensor(layer.inputs.front()).shape;
    row.output = output.shape;
    row.activation_type = output.type.name();
    row.window = window_text(layer.attributes);
    row.macs = layer_macs(network, layer);
    if (layer.weights != kNoTensor) {
      const Tensor& weights = network.tensor(layer.weights);
      row.weights = weights.elements();
      row.weight_bits = weights.type.bits;
    }
    row.requantization = requantization_text(network, layer);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace quartet
