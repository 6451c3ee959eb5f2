#include "workloads/passes/channel_flow.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace quartet {
namespace {

constexpr std::array<std::string_view, 11> kKeepChannels = {
    "max_pool", "average_pool", "global_max_pool", "global_average_pool", "relu",           "relu6",
    "abs",      "sign",         "identity",        "requantize",          "multi_threshold"};
constexpr std::array<std::string_view, 4> kReadAll = {"conv1d", "conv2d", "conv_transpose2d", "fully_connected"};

template <class List>
bool is_one_of(const List& list, std::string_view op) {
  return std::find(list.begin(), list.end(), op) != list.end();
}

bool is_depthwise(const Network& network, const Layer& layer) {
  return layer.op == "depthwise_conv2d" &&
         network.tensor(layer.weights).shape.front() == network.tensor(layer.inputs.front()).shape.back();
}

/// Elements in front of the last axis.
int pixels_of(const Shape& shape) {
  return static_cast<int>(element_count(shape) / shape.back());
}

/// To one vector, or with the same last axis read in the same order.
bool keeps_channels(const Network& network, const Layer& layer) {
  const Shape& from = network.tensor(layer.inputs.front()).shape;
  const Shape& to = network.tensor(layer.output).shape;
  if (pixels_of(to) == 1) return true;
  return layer.attributes.flatten_order == FlattenOrder::hwc && from.back() == to.back();
}

bool follows(const Network& network, const Layer& layer) {
  if (layer.op == "reshape") return keeps_channels(network, layer);
  // A pad of channels does not exist: its padding is rows and columns.
  return is_one_of(kKeepChannels, layer.op) || layer.op == "pad" || is_depthwise(network, layer);
}

/// The entries of `values` in blocks of `block`, chosen by `select`.
template <class T>
std::vector<T> chosen(const std::vector<T>& values, const std::vector<int>& select, std::size_t block = 1) {
  std::vector<T> out;
  for (const int i : select) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(i) * block);
    out.insert(out.end(), first, first + static_cast<std::ptrdiff_t>(block));
  }
  return out;
}

template <class T>
void choose_entries(std::vector<T>& values, const std::vector<int>& select) {
  if (values.size() > 1) values = chosen(values, select);
}

void select_quantization(Quantization& q, const std::vector<int>& select) {
  choose_entries(q.scales, select);
  choose_entries(q.zero_points, select);
}

/// A tensor whose first axis is chosen, as a new tensor.
TensorId selected_rows(Network& network, TensorId id, const std::vector<int>& select) {
  Tensor tensor = network.tensor(id);
  const std::size_t block = tensor.constant.size() / static_cast<std::size_t>(tensor.shape.front());
  tensor.constant = chosen(tensor.constant, select, block);
  tensor.shape.front() = static_cast<int>(select.size());
  select_quantization(tensor.quantization, select);
  return network.add(std::move(tensor));
}

void select_rule(Network& network, Requantization& r, const std::vector<int>& select) {
  choose_entries(r.scales, select);
  if (r.rule == Requantization::Rule::thresholds && network.tensor(r.thresholds).shape.front() > 1)
    r.thresholds = selected_rows(network, r.thresholds, select);
}

/// Weight columns: the last axis, or with a fully connected layer behind a map every pixel's share of it.
void select_columns(Network& network, Layer& layer, const std::vector<int>& select) {
  Tensor weights = network.tensor(layer.weights);
  const auto columns = static_cast<std::size_t>(weights.shape.back());
  Values out;
  for (std::size_t row = 0; row * columns < weights.constant.size(); ++row) {
    for (const int i : select) out.push_back(weights.constant[row * columns + static_cast<std::size_t>(i)]);
  }
  weights.constant = std::move(out);
  weights.shape.back() = static_cast<int>(select.size());
  layer.weights = network.add(std::move(weights));
}

/// Entries of the last axis behind a reshape; `old_shape` is the shape before it.
std::vector<int> behind_reshape(const Layer& layer, const Shape& old_shape, const Shape& new_shape, const std::vector<int>& select) {
  const int pixels = pixels_of(old_shape), channels = old_shape.back();
  if (pixels_of(new_shape) > 1 || pixels == 1) return select;
  std::vector<int> out;
  if (layer.attributes.flatten_order == FlattenOrder::hwc) {
    for (int p = 0; p < pixels; ++p)
      for (const int c : select) out.push_back(p * channels + c);
  } else {
    for (const int c : select)
      for (int p = 0; p < pixels; ++p) out.push_back(c * pixels + p);
  }
  return out;
}

/// A fully connected layer flattens what it reads itself, in the order of the map.
std::vector<int> columns_of(const Layer& layer, const Shape& shape, const std::vector<int>& select) {
  if (layer.op != "fully_connected") return select;
  std::vector<int> out;
  for (int p = 0; p < pixels_of(shape); ++p)
    for (const int c : select) out.push_back(p * shape.back() + c);
  return out;
}

}  // namespace

std::optional<ChannelFlow> channel_flow(const Network& network, std::size_t producer) {
  const Layer& made = network.layers[producer];
  const bool dense = is_one_of(kReadAll, made.op) && made.attributes.groups == 1;
  if (!dense || made.placement.hardware_layer >= 0) return std::nullopt;
  ChannelFlow flow;
  std::vector<bool> in_flow(network.tensors.size(), false);
  in_flow[static_cast<std::size_t>(made.output)] = true;
  for (std::size_t i = producer + 1; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    const bool reads = std::any_of(layer.inputs.begin(), layer.inputs.end(), [&](TensorId id) { return in_flow[static_cast<std::size_t>(id)]; });
    if (!reads) continue;
    if (layer.inputs.size() != 1 || layer.placement.hardware_layer >= 0) return std::nullopt;
    if (is_one_of(kReadAll, layer.op) && layer.attributes.groups == 1) {
      flow.consumers.push_back(i);
    } else if (follows(network, layer)) {
      flow.followers.push_back(i);
      in_flow[static_cast<std::size_t>(layer.output)] = true;
    } else {
      return std::nullopt;
    }
  }
  const auto leaves = [&](TensorId id) { return in_flow[static_cast<std::size_t>(id)]; };
  if (flow.consumers.empty() || std::any_of(network.outputs.begin(), network.outputs.end(), leaves)) return std::nullopt;
  return flow;
}

void select_rows(Network& network, Layer& layer, const std::vector<int>& select) {
  layer.weights = selected_rows(network, layer.weights, select);
  if (layer.bias != kNoTensor) layer.bias = selected_rows(network, layer.bias, select);
  select_rule(network, layer.requantization, select);
}

void select_channels(Network& network, std::size_t producer, const ChannelFlow& flow, const std::vector<int>& select) {
  std::map<TensorId, std::vector<int>> chosen_of;  // entries of each tensor's last axis
  std::map<TensorId, Shape> old_shapes;
  const auto moved = [&](TensorId id, std::vector<int> entries) {
    Tensor& tensor = network.tensor(id);
    old_shapes[id] = std::exchange(tensor.shape, {});
    select_quantization(tensor.quantization, entries);
    chosen_of[id] = std::move(entries);
  };
  select_rows(network, network.layers[producer], select);
  moved(network.layers[producer].output, select);
  for (const std::size_t i : flow.followers) {
    Layer& layer = network.layers[i];
    const TensorId from = layer.inputs.front();
    std::vector<int> entries = chosen_of.at(from);
    if (layer.op == "reshape") {
      entries = behind_reshape(layer, old_shapes.at(from), network.tensor(layer.output).shape, entries);
      layer.attributes.new_shape.back() = static_cast<int>(entries.size());
    } else if (layer.weights != kNoTensor) {
      select_rows(network, layer, entries);
      if (layer.attributes.groups > 1) layer.attributes.groups = static_cast<int>(entries.size());  // depthwise, where it is given
    } else {
      select_rule(network, layer.requantization, entries);
    }
    moved(layer.output, std::move(entries));
  }
  for (const std::size_t i : flow.consumers) {
    Layer& layer = network.layers[i];
    const TensorId from = layer.inputs.front();
    select_columns(network, layer, columns_of(layer, old_shapes.at(from), chosen_of.at(from)));
  }
}

}  // namespace quartet
