#include "accel/ultratrail/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace quartet::ultratrail {
namespace {

constexpr std::array<std::string_view, 12> kFree = {
    "add",     "average_pool", "global_average_pool", "max_pool", "global_max_pool", "relu",
    "relu6",   "requantize",   "identity",            "reshape",  "softmax",         "multi_threshold"};

class Mapper {
 public:
  Mapper(const Network& network, const Params& params) : network_(network), params_(params) {}

  Result<std::vector<MappedLayer>> run() {
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      const Layer& layer = network_.layers[i];
      if (layer.op == "conv1d" || layer.op == "fully_connected") {
        compute_layer(i, layer);
      } else if (std::find(kFree.begin(), kFree.end(), layer.op) != kFree.end()) {
        free_layer(i, layer);
      } else {
        refuse(layer, fmt::format("operator '{}' does not run on UltraTrail", layer.op),
               "it runs conv1d and fully_connected, and add, pools and activations between them");
      }
    }
    if (!problems_.empty()) return pass({ErrorCode::bad_input, std::move(problems_)});
    return std::move(out_);
  }

 private:
  void refuse(const Layer& layer, std::string cause, std::string remedy = "") {
    problems_.push_back({fmt::format("layer '{}'", layer.name), std::move(cause), std::move(remedy)});
  }

  void free_layer(std::size_t index, const Layer& layer) {
    if (out_.empty()) {
      out_.push_back({{index}, layer.name, layer.op, std::nullopt, {}, 0});
      return;
    }
    out_.back().graph_layers.push_back(index);
    out_.back().name += "+" + layer.name;
    out_.back().op += "+" + layer.op;
  }

  void compute_layer(std::size_t index, const Layer& layer) {
    const std::size_t before = problems_.size();
    check_types(layer);
    const ConvShape shape = layer.op == "conv1d" ? conv_shape(layer) : dense_shape(layer);
    if (problems_.size() != before) return;
    const auto cost = conv_cycles(shape, {params_.rows, params_.columns}, fmt::format("layer '{}'", layer.name));
    if (!cost) {
      problems_.push_back(cost.error().problems.front());
      return;
    }
    out_.push_back({{index}, layer.name, layer.op, shape, *cost, layer_macs(network_, layer)});
  }

  void check_types(const Layer& layer) {
    const Tensor& features = network_.tensor(layer.inputs.front());
    const Tensor& weights = network_.tensor(layer.weights);
    if (features.type.bits > params_.feature_bits) {
      refuse(layer, fmt::format("features of {} bit, the array has {}", features.type.bits, params_.feature_bits),
             fmt::format("set ultratrail.feature_bits to {}", features.type.bits));
    }
    if (weights.type.bits > params_.weight_bits) {
      refuse(layer, fmt::format("weights of {} bit, the array has {}", weights.type.bits, params_.weight_bits),
             fmt::format("set ultratrail.weight_bits to {}", weights.type.bits));
    }
    const auto& zeros = features.quantization.zero_points;
    if (std::any_of(zeros.begin(), zeros.end(), [](std::int32_t z) { return z != 0; })) {
      refuse(layer, "its input has a zero point, the array computes with symmetric values only");
    }
  }

  ConvShape dense_shape(const Layer& layer) const {
    const Shape& weights = network_.tensor(layer.weights).shape;
    return {.in_channels = weights.at(1), .out_channels = weights.at(0)};
  }

  ConvShape conv_shape(const Layer& layer) {
    const Attributes& a = layer.attributes;
    const Shape& input = network_.tensor(layer.inputs.front()).shape;
    ConvShape s{.in_channels = input.at(2),
                .out_channels = network_.tensor(layer.weights).shape.at(0),
                .width = input.at(0),
                .filter = a.kernel.h,
                .stride = a.stride.h};
    const int half = a.kernel.h / 2;
    s.padded = a.padding.top == half && a.padding.bottom == half && half > 0;
    if (!s.padded && (a.padding.top != 0 || a.padding.bottom != 0)) {
      refuse(layer, fmt::format("padding {} before and {} behind a filter of {}", a.padding.top, a.padding.bottom, a.kernel.h),
             fmt::format("the array pads {} on both sides, or nothing", half));
    }
    if (a.groups != 1) refuse(layer, fmt::format("{} groups, the array has no grouped convolution", a.groups));
    if (a.dilation.h != 1) refuse(layer, fmt::format("dilation {}, the array has none", a.dilation.h));
    return s;
  }

  const Network& network_;
  const Params& params_;
  std::vector<MappedLayer> out_;
  std::vector<Problem> problems_;
};

}  // namespace

Result<std::vector<MappedLayer>> map_network(const Network& network, const Params& params) {
  return Mapper(network, params).run();
}

}  // namespace quartet::ultratrail
