// MultiThreshold of QONNX and FINN: real = out_scale·(number of thresholds reached) + out_bias.
#include <algorithm>
#include <cmath>

#include "frontends/model/onnx/operators.hpp"
#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

namespace {

/// out_dtype, or for a float type the narrowest unsigned one that counts the steps.
Result<IntType> counted_type(const Converter& c, const Node& node, std::size_t steps) {
  const std::string name = node.text("out_dtype", "");
  IntType type;
  if (const auto named = finn_datatype(name)) {
    type = *named;
  } else if (name.rfind("FLOAT", 0) == 0 || name.rfind("SCALED", 0) == 0 || name.empty()) {
    type = IntType{1, false, false};
    while (type.bits < 16 && type.max() < static_cast<std::int64_t>(steps)) ++type.bits;
  } else {
    return c.error(node, "out_dtype '" + printable(name) + "' is not known",
                   "use BIPOLAR, BINARY, TERNARY, INT2 to INT16 or UINT1 to UINT16");
  }
  const std::int64_t most = type.bipolar ? 1 : type.max() - type.min();
  if (static_cast<std::int64_t>(steps) > most)
    return c.error(node,
                   std::to_string(steps) + " thresholds count beyond the type '" + printable(name) + "'");
  return type;
}

/// The meaning of the stored integer y = count + type's minimum (bipolar: −1 or +1).
Result<QuantSpec> output_spec(const Converter& c, const Node& node, std::size_t steps) {
  const auto type = counted_type(c, node, steps);
  if (!type) return pass(type.error());
  const double scale = node.real("out_scale", 1.0);
  const double bias = node.real("out_bias", 0.0);
  if (!(scale > 0) || !std::isfinite(scale) || !std::isfinite(bias))
    return c.error(node, "out_scale is not a positive number or out_bias not finite");
  QuantSpec spec;
  spec.type = *type;
  spec.scale = scale;
  if (type->bipolar) {
    spec.scale = scale / 2;
    if (bias != -spec.scale)
      return c.error(node, "a BIPOLAR result needs out_bias = -out_scale/2, it is " + std::to_string(bias));
  } else {
    if (*type == IntType{8, false, false}) spec.type = kInt8;  // unsigned bytes are stored as int8
    const double zero = static_cast<double>(spec.type.min()) - bias / scale;
    if (std::abs(zero - std::round(zero)) > 1e-6 ||
        !spec.type.holds(static_cast<std::int64_t>(std::clamp(std::round(zero), -1e6, 1e6))))
      return c.error(
          node, "out_bias " + std::to_string(bias) + " is not a whole number of out_scale within the type");
    spec.zero = static_cast<std::int32_t>(std::round(zero));
  }
  spec.min = static_cast<std::int32_t>(spec.type.min());
  spec.max = static_cast<std::int32_t>(spec.type.max());
  return spec;
}

Result<ThresholdTable> read_table(const Converter& c, const Node& node, const Activation& x) {
  const auto constant = c.constant(node, 1, "threshold matrix");
  if (!constant) return pass(constant.error());
  const Dims& dims = (*constant)->dims;
  const auto stored = stored_shape(x.dims, x.layout);
  if (!stored) return c.error(node, stored.error());
  if (dims.size() != 2 || (dims[0] != 1 && dims[0] != stored->back()))
    return c.error(node, "its thresholds have shape " + to_text(dims) + ", they must be [" +
                             std::to_string(stored->back()) + " channels or 1, steps]");
  ThresholdTable table{static_cast<std::size_t>(dims[0]), static_cast<std::size_t>(dims[1]),
                       (*constant)->values};
  // A count does not depend on the order; the network wants rows that ascend.
  for (std::size_t row = 0; row < table.rows; ++row) {
    const auto begin = table.values.begin() + static_cast<std::ptrdiff_t>(row * table.steps);
    std::sort(begin, begin + static_cast<std::ptrdiff_t>(table.steps));
  }
  return table;
}

}  // namespace

Result<void> convert_multi_threshold(Converter& c, const Node& node) {
  auto x = c.real_activation(node, 0);
  if (!x) return pass(x.error());
  const std::string layout = node.text("data_layout", "NCHW");
  const bool last = x->layout == Layout::channels_last;
  if (x->dims.size() > 2 && (layout == "NHWC") != last)
    return c.error(node, "data_layout " + printable(layout) + " does not fit its input, which is channels-" +
                             (last ? "last" : "first"));
  const auto table = read_table(c, node, *x);
  if (!table) return pass(table.error());
  const auto spec = output_spec(c, node, table->steps);
  if (!spec) return pass(spec.error());
  if (x->channels_lost && table->rows > 1 && x->open())
    return c.error(node, "per-channel thresholds follow a reshape that mixed the channels",
                   "apply them before the reshape");
  auto y = apply_thresholds(c, node, std::move(*x), *table, *spec);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

}  // namespace quartet::onnx_import
