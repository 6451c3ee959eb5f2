// Quantizers as integer thresholds on accumulators: exact for any bias, scale and rounding mode.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

namespace {

/// Smallest int32 for which the monotone predicate holds; the largest int32 when there is none.
std::int32_t first_true(const std::function<bool(std::int64_t)>& reached) {
  std::int64_t low = std::numeric_limits<std::int32_t>::min();
  std::int64_t high = std::numeric_limits<std::int32_t>::max();
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (reached(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return static_cast<std::int32_t>(low);
}

/// Integer thresholds: step k of channel i is reached from the first stored value whose real number satisfies
/// it.
Result<TensorId> integer_thresholds(
    Converter& c, const Node& node, const Activation& x, std::size_t rows, std::size_t steps,
    std::int32_t stored_zero,
    const std::function<bool(double real, std::size_t row, std::size_t step)>& satisfied) {
  if (auto charged = c.charge(node, rows * steps); !charged) return pass(charged.error());
  Values values;
  values.reserve(rows * steps);
  for (std::size_t row = 0; row < rows; ++row) {
    const double scale = x.scale[x.scale.size() == 1 ? 0 : row];
    const double offset = x.offset[x.offset.size() == 1 ? 0 : row];
    for (std::size_t step = 0; step < steps; ++step) {
      values.push_back(first_true([&](std::int64_t q) {
        const double real = scale * static_cast<double>(q - stored_zero) + offset;
        return satisfied(std::clamp(real, x.low, x.high), row, step);
      }));
    }
  }
  const Shape shape{static_cast<int>(rows), static_cast<int>(steps)};
  return c.network.add(Tensor{node.name + ".thresholds", shape, kInt32, {}, std::move(values)});
}

Result<Activation> finish(Converter& c, const Node& node, Activation x, TensorId thresholds,
                          const QuantSpec& spec) {
  const bool fused = x.open() && !x.shared && x.stage == Activation::Stage::accumulator &&
                     c.layer(x.layer).weights != kNoTensor;
  int index = x.layer;
  if (!fused) {
    Layer layer;
    layer.op = "multi_threshold";
    layer.inputs = {x.tensor};
    const auto added = c.add_layer(node, std::move(layer), x.dims, x.layout, spec.type, {});
    if (!added) return pass(added.error());
    index = *added;
    x.followers.clear();
    x.tensor = c.layer(index).output;
  }
  Requantization& rule = c.layer(index).requantization;
  rule.rule = Requantization::Rule::thresholds;
  rule.thresholds = thresholds;
  x.followers.push_back(index);
  for (const int follower : x.followers) {
    Tensor& tensor = c.output_tensor(follower);
    tensor.type = spec.type;
    tensor.quantization = {{spec.scale}, {spec.zero}};
    c.layer(follower).requantization.clamp_min = static_cast<std::int32_t>(spec.type.min());
    c.layer(follower).requantization.clamp_max = static_cast<std::int32_t>(spec.type.max());
  }
  return quantized(x, spec);
}

/// Zero of the stored values that thresholds are compared with: accumulators have none.
std::int32_t compared_zero(const Activation& x) {
  return x.stage == Activation::Stage::stored ? x.zero : 0;
}

Result<std::size_t> threshold_rows(Converter& c, const Node& node, const Activation& x,
                                   std::size_t table_rows) {
  if (x.stage == Activation::Stage::sum)
    return c.error(node, "thresholds follow a sum of values with different scales", "quantize the sum");
  const std::size_t rows = std::max({x.scale.size(), x.offset.size(), table_rows});
  const bool fits = rows == 1 || !x.channels_lost;
  if (!fits)
    return c.error(node, "per-channel numbers follow a reshape that mixed the channels",
                   "quantize before the reshape");
  return rows;
}

}  // namespace

Result<Activation> apply_thresholds(Converter& c, const Node& node, Activation x, const ThresholdTable& table,
                                    const QuantSpec& spec) {
  if (x.stage == Activation::Stage::input)
    return c.error(node, "the network's input is not quantized",
                   "put a Quant or QuantizeLinear directly on the input");
  if (auto positive = make_positive(c, node, x); !positive) return pass(positive.error());
  const auto rows = threshold_rows(c, node, x, table.rows);
  if (!rows) return pass(rows.error());
  const auto thresholds = integer_thresholds(
      c, node, x, *rows, table.steps, compared_zero(x), [&](double real, std::size_t row, std::size_t step) {
        return real >= table.values[(table.rows == 1 ? 0 : row) * table.steps + step];
      });
  if (!thresholds) return pass(thresholds.error());
  return finish(c, node, std::move(x), *thresholds, spec);
}

Result<Activation> quantize_by_thresholds(Converter& c, const Node& node, Activation x,
                                          const QuantSpec& spec) {
  const auto rows = threshold_rows(c, node, x, 1);
  if (!rows) return pass(rows.error());
  const auto low = static_cast<std::int32_t>(spec.type.min());
  const auto steps = spec.type.bipolar ? std::size_t{1} : static_cast<std::size_t>(spec.type.max() - low);
  const auto thresholds = integer_thresholds(
      c, node, x, *rows, steps, compared_zero(x), [&](double real, std::size_t, std::size_t step) {
        return quantize_value(spec, real) >= low + 1 + static_cast<std::int32_t>(step);
      });
  if (!thresholds) return pass(thresholds.error());
  return finish(c, node, std::move(x), *thresholds, spec);
}

}  // namespace quartet::onnx_import
