#include "frontends/model/tflite/arithmetic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tflite_reduced_generated.h"

namespace quartet::tfl {
namespace {

constexpr int kLargestWindow = 65535;

struct Sides {
  int before = 0, after = 0;
};

Sides same_sides(std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t dilation) {
  const std::int64_t out = (size + stride - 1) / stride;
  const std::int64_t total =
      std::max<std::int64_t>((out - 1) * stride + dilation * (kernel - 1) + 1 - size, 0);
  // Beyond an int only with a kernel that no weights can fill; the graph's own check then refuses the
  // padding.
  const auto bounded = [](std::int64_t v) {
    return static_cast<int>(std::min<std::int64_t>(v, std::int64_t{kLargestWindow} + 1));
  };
  return {bounded(total / 2), bounded(total - total / 2)};
}

}  // namespace

std::string window_flaw(const Window& window) {
  for (const int v : {window.kernel.h, window.kernel.w, window.stride.h, window.stride.w, window.dilation.h,
                      window.dilation.w}) {
    if (v < 1 || v > kLargestWindow)
      return fmt::format("has a kernel, stride or dilation of {}, not within 1 to {}", v, kLargestWindow);
  }
  return "";
}

Padding explicit_padding(tfl_schema::Padding kind, int height, int width, const Window& window) {
  if (kind != tfl_schema::Padding::SAME) return {};
  const Sides rows = same_sides(height, window.kernel.h, window.stride.h, window.dilation.h);
  const Sides columns = same_sides(width, window.kernel.w, window.stride.w, window.dilation.w);
  return {rows.before, columns.before, rows.after, columns.after};
}

Result<Clamp> fused_clamp(NetworkBuilder& net, const StoredOperator& op,
                          tfl_schema::ActivationFunctionType function, TensorId output) {
  const Quantization& q = net.tensor(output).quantization;
  // Float32 division, then round half away from zero: CalculateActivationRangeQuantized.
  const auto quantized = [&](float real) {
    const float steps = std::round(real / static_cast<float>(q.scale()));
    return static_cast<std::int32_t>(std::clamp(static_cast<float>(q.zero_point()) + steps, -128.0F, 127.0F));
  };
  using tfl_schema::ActivationFunctionType;
  switch (function) {
    case ActivationFunctionType::NONE:
      return Clamp{};
    case ActivationFunctionType::RELU:
      return Clamp{quantized(0.0F), 127};
    case ActivationFunctionType::RELU6:
      return Clamp{quantized(0.0F), quantized(6.0F)};
    case ActivationFunctionType::RELU_N1_TO_1:
      return Clamp{quantized(-1.0F), quantized(1.0F)};
    default:
      return net.wrong(op, fmt::format("has fused activation {}", static_cast<int>(function)),
                       "NONE, RELU, RELU6 and RELU_N1_TO_1 are supported");
  }
}

std::vector<double> effective_scales(const Tensor& input, const StoredTensor& weights, const Tensor& output) {
  std::vector<double> scales;
  for (const float w : weights.scales)
    scales.push_back(input.quantization.scale() * static_cast<double>(w) / output.quantization.scale());
  return scales;
}

Quantization weight_quantization(const StoredTensor& weights) {
  Quantization q;
  for (const float s : weights.scales) q.scales.push_back(static_cast<double>(s));
  q.zero_points.assign(1, 0);
  return q;
}

}  // namespace quartet::tfl
