// Which form a quantizer takes: nothing, an open layer's requantization, or a layer of its own.
#include <algorithm>
#include <cmath>

#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

Activation quantized(const Activation& x, const QuantSpec& spec) {
  Activation result;
  result.tensor = x.tensor;
  result.dims = x.dims;
  result.layout = x.layout;
  result.scale = {spec.scale};
  result.zero = spec.zero;
  result.integer = spec.integer_output;
  result.shifted = spec.shifted;
  return result;
}

namespace {

using Stage = Activation::Stage;
using Rule = Requantization::Rule;

constexpr int kMaxShift = 15;         // MAX78000 output shift, as Requantization::shift
constexpr int kThresholdBits = 4;     // up to 15 thresholds a channel instead of an inexact bias or rounding
constexpr double kMaxScale = 0x1p30;  // of the multiplier rule

std::vector<double> effective_scales(const Activation& x, const QuantSpec& spec) {
  std::vector<double> scales = x.scale;
  for (double& s : scales) s /= spec.scale;
  if (std::all_of(scales.begin(), scales.end(), [&](double s) { return s == scales[0]; })) scales.resize(1);
  return scales;
}

/// log2 of the one power-of-two scale, or nullopt.
std::optional<int> power_of_two(const std::vector<double>& scales) {
  int exponent = 0;
  if (scales.size() != 1 || std::frexp(scales[0], &exponent) != 0.5) return std::nullopt;
  return exponent - 1;
}

bool symmetric_inputs(const Converter& c, const Layer& layer) {
  return std::all_of(layer.inputs.begin(), layer.inputs.end(),
                     [&](TensorId id) { return c.network.tensor(id).quantization.zero_point() == 0; });
}

bool shift_fits(const Converter& c, const Layer& layer, const std::vector<double>& scales,
                const QuantSpec& spec) {
  const auto exponent = power_of_two(scales);
  const bool mode =
      spec.mode == RoundMode::half_up || spec.mode == RoundMode::floor || spec.mode == RoundMode::ceil;
  return mode && exponent && std::abs(7 + *exponent) <= kMaxShift && spec.type == kInt8 && spec.zero == 0 &&
         symmetric_inputs(c, layer);
}

/// Clamp in stored integers: the quantizer's range and the pending clamp.
void set_clamp(Requantization& rule, const Activation& x, const QuantSpec& spec) {
  rule.clamp_min = std::max(spec.min, quantize_value(spec, x.low));
  rule.clamp_max = std::min(spec.max, quantize_value(spec, x.high));
}

void note_rounding(Converter& c, const Layer& layer, const QuantSpec& spec) {
  const Requantization& rule = layer.requantization;
  if (rule.rule == Rule::shift) {
    if (spec.mode == RoundMode::half_up && rule.clamp_min < 0 && !c.graph.half_up_is_upward)
      c.notes.add(
          "HALF_UP becomes the shift rule, which rounds negative ties up; QONNX's reference rounds them away "
          "from zero",
          layer.name);
    return;
  }
  if (rule.rule != Rule::multiplier || spec.mode == RoundMode::half_up) return;
  const bool nearest = spec.mode == RoundMode::half_even || spec.mode == RoundMode::half_down;
  c.notes.add("rounding " + to_text(spec.mode) +
                  " becomes the multiplier rule (half away from zero), which differs " +
                  (nearest ? "at exact ties" : "by up to one step"),
              layer.name);
}

/// Sets multiplier or shift and the clamp; the offset is in the bias already.
Result<void> set_rule(Converter& c, const Node& node, Layer& layer, const Activation& x,
                      const QuantSpec& spec) {
  const std::vector<double> scales = effective_scales(x, spec);
  Requantization& rule = layer.requantization;
  if (shift_fits(c, layer, scales, spec)) {
    rule.rule = Rule::shift;
    rule.shift = 7 + *power_of_two(scales);
  } else {
    rule.rule = Rule::multiplier;
    rule.scales = scales;
    for (const double s : scales) {
      if (!(s > 0 && s <= kMaxScale))
        return c.error(node, "the requantization scale " + std::to_string(s) + " is not in (0, 2^30]");
    }
    if (auto charged = c.charge(node, scales.size()); !charged) return charged;
  }
  set_clamp(rule, x, spec);
  note_rounding(c, layer, spec);
  return {};
}

/// Gives a tensor chain its type; the layers that follow clamp to the type only.
Activation typed(Converter& c, const Activation& x, const QuantSpec& spec) {
  const auto retype = [&](TensorId id) {
    c.network.tensor(id).type = spec.type;
    c.network.tensor(id).quantization = {{spec.scale}, {spec.zero}};
  };
  retype(x.layer >= 0 ? c.layer(x.layer).output : x.tensor);
  for (const int follower : x.followers) {
    retype(c.layer(follower).output);
    for (const TensorId id : c.layer(follower).inputs) retype(id);
    c.layer(follower).requantization.clamp_min = static_cast<std::int32_t>(spec.type.min());
    c.layer(follower).requantization.clamp_max = static_cast<std::int32_t>(spec.type.max());
  }
  return quantized(x, spec);
}

Result<Activation> quantize_input(Converter& c, const Node& node, const Activation& x,
                                  const QuantSpec& spec) {
  if (x.clamped() || x.has_offset() || x.scale != std::vector<double>{1.0})
    return c.error(node, "the network's input is changed before its first quantizer",
                   "put a Quant or QuantizeLinear directly on the input");
  const Tensor& tensor = c.network.tensor(x.tensor);
  const Quantization wanted{{spec.scale}, {spec.zero}};
  if (!tensor.quantization.scales.empty() && (tensor.quantization != wanted || tensor.type != spec.type))
    return c.error(node, "the network's input is quantized in two ways", "quantize it once");
  return typed(c, x, spec);
}

bool whole_offset(const Activation& x) {
  for (std::size_t i = 0; i < x.offset.size(); ++i) {
    const double units = x.offset[i] / x.scale[x.scale.size() == 1 ? 0 : i % x.scale.size()];
    if (std::abs(units - std::round(units)) > 1e-4 + 1e-6 * std::abs(units)) return false;
  }
  return true;
}

/// FLOOR and CEIL as a nearest rounding of a value moved by half a step (exact for powers of two up to 1/2).
/// Signed UP and DOWN have no such form.
Result<QuantSpec> move_half_step(Converter& c, const Node& node, Activation& x, QuantSpec spec) {
  const bool whole_steps = whole_offset(x) && std::all_of(x.scale.begin(), x.scale.end(), [&](double s) {
                             return std::fmod(s, spec.scale) == 0;
                           });
  if (whole_steps) spec.mode = RoundMode::half_up;  // nothing is ever rounded
  const bool never_negative = std::max(spec.min, quantize_value(spec, x.low)) >= spec.zero;
  if (spec.mode == RoundMode::down && never_negative) spec.mode = RoundMode::floor;
  if (spec.mode == RoundMode::up && never_negative) spec.mode = RoundMode::ceil;
  if (spec.mode == RoundMode::down || spec.mode == RoundMode::up)
    return c.error(
        node, "rounding mode " + to_text(spec.mode) + " of values that can be negative has no integer form",
        "use ROUND, HALF_UP, FLOOR or CEIL");
  if (spec.mode != RoundMode::floor && spec.mode != RoundMode::ceil) return spec;
  const std::size_t channels = std::max(x.scale.size(), x.offset.size());
  if (x.offset.size() != channels) x.offset.assign(channels, x.offset[0]);
  for (std::size_t i = 0; i < channels; ++i) {
    const double unit = x.scale[x.scale.size() == 1 ? 0 : i];
    const double half = spec.scale / 2;
    // Ceiling: the largest move that leaves a whole step where it is, a unit less than half a step up.
    x.offset[i] += spec.mode == RoundMode::floor ? -half : (std::ceil(half / unit) - 1) * unit;
  }
  return spec;
}

bool wants_thresholds(const Activation& x, const QuantSpec& spec) {
  const bool nearest = spec.mode == RoundMode::half_even || spec.mode == RoundMode::half_up;
  return spec.type.bipolar || (spec.type.bits <= kThresholdBits && (!nearest || !whole_offset(x)));
}

/// A requantize, relu or relu6 layer on stored integers (or on accumulators that others read too).
Result<Activation> requantize_layer(Converter& c, const Node& node, const Activation& x,
                                    const QuantSpec& spec) {
  if (x.has_offset() || spec.mode == RoundMode::floor || spec.mode == RoundMode::ceil ||
      spec.mode == RoundMode::up || spec.mode == RoundMode::down)
    return c.error(node,
                   "a constant or rounding mode " + to_text(spec.mode) +
                       " is applied to a value that is no layer's own accumulator",
                   "fold it into a convolution, or use 4 bits or fewer (thresholds)");
  const Tensor source = c.network.tensor(x.tensor);
  Layer layer;
  layer.inputs = {x.tensor};
  const bool same = x.stage == Stage::stored && x.scale.size() == 1 && same_scale(x.scale[0], spec.scale) &&
                    x.zero == spec.zero && source.type == spec.type && spec.min == spec.type.min() &&
                    spec.max == spec.type.max();
  const bool relu = same && x.low == 0 && (x.high == HUGE_VAL || x.high == 6);
  layer.op = !relu ? "requantize" : (x.high == 6 ? "relu6" : "relu");
  const auto index =
      c.add_layer(node, std::move(layer), x.dims, x.layout, spec.type, {{spec.scale}, {spec.zero}});
  if (!index) return pass(index.error());
  if (!relu) {
    if (auto set = set_rule(c, node, c.layer(*index), x, spec); !set) return pass(set.error());
  }
  Activation result = x;
  result.layer = -1;
  result.followers.clear();
  result.tensor = c.layer(*index).output;
  return typed(c, result, spec);
}

/// add or sub: the sum itself where scales agree, else TFLite's integer addition.
Result<Activation> quantize_sum(Converter& c, const Node& node, const Activation& x, const QuantSpec& spec) {
  Layer& layer = c.layer(x.layer);
  Requantization& rule = layer.requantization;
  const double factor = x.scale[0];
  if (x.stage == Stage::accumulator && same_scale(factor, spec.scale) && spec.zero == 0) {
    set_clamp(rule, x, spec);
    return typed(c, x, spec);
  }
  if (x.stage == Stage::accumulator && shift_fits(c, layer, {factor / spec.scale}, spec) &&
      spec.mode == RoundMode::half_up)
    return requantize_layer(c, node, x, spec);
  rule.rule = Rule::multiplier;
  layer.attributes.output_scale =
      x.stage == Stage::sum ? spec.scale / factor : spec.scale * layer.attributes.input_scales[0] / factor;
  set_clamp(rule, x, spec);
  note_rounding(c, layer, spec);
  return typed(c, x, spec);
}

bool is_identity(const Tensor& tensor, const Activation& x, const QuantSpec& spec) {
  const auto least = static_cast<std::int32_t>(tensor.type.min());
  const auto most = static_cast<std::int32_t>(tensor.type.max());
  return x.per_tensor() && !x.has_offset() && same_scale(x.scale[0], spec.scale) && x.zero == spec.zero &&
         tensor.type.bipolar == spec.type.bipolar &&
         (spec.type.bipolar || (least >= spec.min && most <= spec.max)) &&
         x.low <= x.scale[0] * (static_cast<double>(least) - x.zero) &&
         x.high >= x.scale[0] * (static_cast<double>(most) - x.zero);
}

}  // namespace

bool same_scale(double a, double b) {
  return std::abs(a - b) <= 1e-6 * std::abs(b);
}

Result<Activation> quantize(Converter& c, const Node& node, Activation x, const QuantSpec& given) {
  if (x.stage == Stage::input) return quantize_input(c, node, x, given);
  if (x.stage == Stage::stored && is_identity(c.network.tensor(x.tensor), x, given)) {
    x.integer = given.integer_output;
    x.shifted = given.shifted;
    x.low = -HUGE_VAL;
    x.high = HUGE_VAL;
    return x;
  }
  if (auto positive = make_positive(c, node, x); !positive) return pass(positive.error());
  const bool sums =
      x.stage == Stage::sum || (x.stage == Stage::accumulator && c.layer(x.layer).weights == kNoTensor);
  if (wants_thresholds(x, given) && x.stage != Stage::sum)
    return quantize_by_thresholds(c, node, std::move(x), given);
  if (x.channels_lost && !x.per_tensor() && (x.stage == Stage::stored || x.shared))
    return c.error(node, "per-channel numbers follow a reshape that mixed the channels",
                   "quantize before the reshape");
  if (x.stage == Stage::stored) return requantize_layer(c, node, x, given);
  if (x.stage == Stage::sum && (x.shared || x.has_offset()))
    return c.error(node, "a sum of values with different scales is used before it is quantized",
                   "quantize the sum directly");
  if (x.shared || (sums && x.has_offset())) return requantize_layer(c, node, x, given);
  if (sums) return quantize_sum(c, node, x, given);
  const auto spec = move_half_step(c, node, x, given);
  if (!spec) return pass(spec.error());
  if (auto folded = fold_offset(c, node, x); !folded) return pass(folded.error());
  if (auto set = set_rule(c, node, c.layer(x.layer), x, *spec); !set) return pass(set.error());
  return typed(c, x, *spec);
}

}  // namespace quartet::onnx_import
