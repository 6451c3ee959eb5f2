#include "accel/cim/mapping/analog_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace quartet::cim {

namespace {

constexpr int kMaxBits = 8;
constexpr std::array<std::string_view, 5> kAnalog = {"conv1d", "conv2d", "depthwise_conv2d",
                                                     "conv_transpose2d", "fully_connected"};

[[nodiscard]] Result<golden::Geometry> geometry_of(const Network& network, const Layer& layer) {
  const golden::KernelContext context{network, layer, Rounding::double_rounding, Interpreter::Isa::portable};
  if (layer.op == "fully_connected") return golden::dense_geometry(context);
  if (layer.op == "conv_transpose2d") return golden::transposed_geometry(context);
  return golden::window_geometry(context);
}

}  // namespace

bool is_analog(const std::string& op) {
  return std::find(kAnalog.begin(), kAnalog.end(), op) != kAnalog.end();
}

double full_scale_input(const Tensor& tensor) {
  const std::int64_t zero = tensor.quantization.zero_point();
  const std::int64_t above = tensor.type.max() - zero, below = zero - tensor.type.min();
  return static_cast<double>(std::max<std::int64_t>(zero == 0 ? above : std::max(above, below), 1));
}

double full_scale_weight(const Tensor& weights, WeightRange range) {
  std::int64_t largest = range == WeightRange::type ? weights.type.max() : 0;
  for (const std::int32_t w : weights.constant)
    largest = std::max<std::int64_t>(largest, std::abs(std::int64_t{w}));
  return static_cast<double>(std::max<std::int64_t>(largest, 1));
}

AnalogFindings describe_analog_layer(const Network& network, std::size_t index, WeightRange range) {
  AnalogFindings found;
  const Layer& layer = network.layers[index];
  const Tensor& input = network.tensor(layer.inputs.front());
  const Tensor& weights = network.tensor(layer.weights);
  const auto refuse = [&](std::string cause, std::string remedy) {
    found.problems.push_back({"", std::move(cause), std::move(remedy)});
  };
  if (input.is_constant()) refuse("its input is a constant", "the DAC drives activations");
  if (input.type.bits > kMaxBits)
    refuse(fmt::format("activations of type {}, the array takes at most {} bit", input.type.name(), kMaxBits),
           "quantize its input to 8 bit");
  if (weights.type.bits > kMaxBits)
    refuse(fmt::format("weights of type {}, a cell holds at most {} bit", weights.type.name(), kMaxBits),
           "quantize the weights to 8 bit");
  const auto geometry = geometry_of(network, layer);
  if (!geometry) {
    found.problems.push_back(geometry.error().problems.front());
    return found;
  }
  found.layer = {index, *geometry, input.quantization.zero_point(), full_scale_input(input),
                 full_scale_weight(weights, range)};
  return found;
}

void im2col(const AnalogLayer& layer, std::span<const std::int32_t> input, const WindowRange& range,
            std::vector<float>& out) {
  const golden::Geometry& g = layer.geometry;
  const std::int64_t width = std::int64_t{g.taps()} * range.channels;
  out.assign(static_cast<std::size_t>(range.count * width), 0.0F);
  float* row = out.data();
  for (std::int64_t position = range.position; position < range.position + range.count;
       ++position, row += width) {
    golden::for_each_tap(g, static_cast<int>(position / g.out_w), static_cast<int>(position % g.out_w),
                         [&](int tap, std::ptrdiff_t offset) {
                           const std::int32_t* from = input.data() + offset + range.first;
                           float* to = row + std::ptrdiff_t{tap} * range.channels;
                           for (int c = 0; c < range.channels; ++c)
                             to[c] = static_cast<float>(from[c] - layer.input_zero);
                         });
  }
}

}  // namespace quartet::cim
