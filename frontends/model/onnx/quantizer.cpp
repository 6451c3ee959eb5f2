#include "frontends/model/onnx/quantizer.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

namespace quartet::onnx_import {

namespace {

constexpr std::pair<const char*, RoundMode> kModes[] = {
    {"ROUND", RoundMode::half_even}, {"HALF_EVEN", RoundMode::half_even},
    {"HALF_UP", RoundMode::half_up}, {"HALF_DOWN", RoundMode::half_down},
    {"FLOOR", RoundMode::floor},     {"CEIL", RoundMode::ceil},
    {"UP", RoundMode::up},           {"DOWN", RoundMode::down}};

double half_even(double v) {
  const double below = std::floor(v);
  const double fraction = v - below;
  if (fraction != 0.5) return fraction < 0.5 ? below : below + 1;
  return std::fmod(below, 2.0) == 0.0 ? below : below + 1;
}

}  // namespace

double round_as(RoundMode mode, double v) {
  switch (mode) {
    case RoundMode::half_even:
      return half_even(v);
    case RoundMode::half_up:
      return std::copysign(std::floor(std::abs(v) + 0.5), v);
    case RoundMode::half_down:
      return std::copysign(std::ceil(std::abs(v) - 0.5), v);
    case RoundMode::floor:
      return std::floor(v);
    case RoundMode::ceil:
      return std::ceil(v);
    case RoundMode::up:
      return std::copysign(std::ceil(std::abs(v)), v);
    case RoundMode::down:
      return std::trunc(v);
  }
  return v;
}

std::int32_t quantize_value(const QuantSpec& spec, double real) {
  if (spec.type.bipolar) return real >= 0 ? 1 : -1;
  const double low = static_cast<double>(spec.min) - spec.zero;
  const double high = static_cast<double>(spec.max) - spec.zero;
  return static_cast<std::int32_t>(round_as(spec.mode, std::clamp(real / spec.scale, low, high))) + spec.zero;
}

std::optional<RoundMode> round_mode(const std::string& name) {
  std::string upper = name;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const auto& [text, mode] : kModes) {
    if (upper == text) return mode;
  }
  return std::nullopt;
}

std::string to_text(RoundMode mode) {
  for (const auto& [text, known] : kModes) {
    if (known == mode) return text;
  }
  return "?";
}

tl::expected<AxisScales, std::string> axis_scales(const Constant& scale, const Dims& dims,
                                                  std::int64_t axis) {
  AxisScales result{scale.values, -1};
  if (scale.values.size() != 1) {
    const auto rank = static_cast<std::int64_t>(dims.size());
    if (axis < 0) axis += rank;
    if (axis < 0 || axis >= rank ||
        dims[static_cast<std::size_t>(axis)] != static_cast<std::int64_t>(scale.values.size()))
      return tl::unexpected<std::string>("its " + std::to_string(scale.values.size()) +
                                         " scales do not match axis " + std::to_string(axis) + " of shape " +
                                         to_text(dims));
    result.axis = static_cast<int>(axis);
  }
  for (const double s : result.scales) {
    if (!(s > 0) || !std::isfinite(s)) return tl::unexpected<std::string>("a scale is not a positive number");
  }
  return result;
}

tl::expected<AxisScales, std::string> broadcast_scales(const Constant& scale, const Dims& dims) {
  if (scale.values.size() == 1) return axis_scales(scale, dims, 0);
  const std::string mismatch =
      "its scale of shape " + to_text(scale.dims) + " does not broadcast along one axis of " + to_text(dims);
  if (scale.dims.size() > dims.size()) return tl::unexpected<std::string>(mismatch);
  const std::size_t lead = dims.size() - scale.dims.size();
  std::int64_t axis = -1;
  for (std::size_t i = 0; i < scale.dims.size(); ++i) {
    if (scale.dims[i] == 1) continue;
    if (axis >= 0) return tl::unexpected<std::string>(mismatch);
    axis = static_cast<std::int64_t>(i + lead);
  }
  return axis_scales(scale, dims, axis);
}

AxisIndex::AxisIndex(const Dims& dims, int axis) : axis_(axis) {
  if (axis < 0) return;
  size_ = static_cast<std::size_t>(dims[static_cast<std::size_t>(axis)]);
  for (std::size_t i = static_cast<std::size_t>(axis) + 1; i < dims.size(); ++i)
    inner_ *= static_cast<std::size_t>(dims[i]);
}

Constant quantize_constant(const Constant& constant, const ConstantSpec& spec) {
  Constant result = constant;
  ConstantQuantization quantization{{}, spec.scales.scales, spec.zeros, spec.scales.axis, spec.type};
  const AxisIndex channel(constant.dims, spec.scales.axis);
  quantization.q.reserve(constant.values.size());
  for (std::size_t i = 0; i < constant.values.size(); ++i) {
    const std::size_t c = channel(i);
    const double scale = spec.scales.scales[c];
    const std::int32_t zero = spec.zeros[spec.zeros.size() == 1 ? 0 : c];
    std::int32_t q = constant.values[i] >= 0 ? 1 : -1;
    if (!spec.type.bipolar) {
      const double low = static_cast<double>(spec.min - zero);
      const double high = static_cast<double>(spec.max - zero);
      q = static_cast<std::int32_t>(round_as(spec.mode, std::clamp(constant.values[i] / scale, low, high)) +
                                    zero);
    }
    quantization.q.push_back(q);
    result.values[i] = scale * (static_cast<double>(q) - zero);
  }
  result.quantized = std::move(quantization);
  return result;
}

}  // namespace quartet::onnx_import
