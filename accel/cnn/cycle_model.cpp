#include "accel/cnn/cycle_model.hpp"

#include <algorithm>

namespace quartet::cnn {

namespace {

/// Outputs of an axis whose last tap lies on data, and data elements that are walked.
struct AxisCounts {
  std::int64_t data = 0;
  std::int64_t padding = 0;
  std::int64_t outputs_on_data = 0;
  std::int64_t outputs_on_padding = 0;
};

/// Outputs j of [0, out) with j·stride + extent − 1 < limit.
[[nodiscard]] std::int64_t outputs_before(const Axis& axis, std::int64_t limit) {
  const std::int64_t span = limit - axis.extent();
  return span < 0 ? 0 : std::min<std::int64_t>(axis.out, span / axis.stride + 1);
}

[[nodiscard]] AxisCounts count(const Axis& axis) {
  AxisCounts c;
  const std::int64_t walked = axis.walked();
  const std::int64_t data_end = std::int64_t{axis.before} + axis.size;
  c.data = std::max<std::int64_t>(0, std::min(walked, data_end) - axis.before);
  c.padding = walked - c.data;
  c.outputs_on_data = outputs_before(axis, data_end) - outputs_before(axis, axis.before);
  c.outputs_on_padding = axis.out - c.outputs_on_data;
  return c;
}

/// Padded positions of the output map times the weight words below the layer's own: the array steps over
/// them.
[[nodiscard]] std::int64_t pre_read(const HwLayer& l, const Params& params) {
  if (!l.eltwise_first || !params.eltwise_preread || l.kernel_offset <= 0) return 0;
  if (l.input.passes == 1 && l.operand_count() == 1) return 0;
  const std::int64_t ph = l.y.before;
  const std::int64_t pw = l.x.before;
  return ((l.y.size + 2 * ph - l.x.kernel + 1) * pw + (l.x.size + 2 * pw - l.y.kernel + 1) * ph - ph * pw) *
         l.kernel_offset;
}

[[nodiscard]] std::uint64_t u(std::int64_t v) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(v, 0));
}

}  // namespace

std::int64_t kernel_cycles(const HwLayer& layer, const Params& params) {
  return std::max(1, (layer.taps() + params.taps_per_cycle() - 1) / params.taps_per_cycle());
}

std::int64_t pass_through_slots(const HwLayer& layer, const Params& params) {
  const int width = layer.wide_output ? 4 : 1;
  return std::max(1, (layer.busiest_quadrant * width + params.processors_per_instance - 1) /
                         params.processors_per_instance);
}

bool long_flatten(const HwLayer& layer) {
  constexpr int kPassCounter = 16;
  return layer.flatten && layer.rows * layer.columns * layer.input.passes > kPassCounter;
}

PixelCost pixel_cost(const HwLayer& l, const Params& params) {
  const std::int64_t passes = l.walk_passes();
  const std::int64_t operands = l.operand_count();
  const std::int64_t window = l.pool_area();
  PixelCost c;
  c.padding = l.eltwise_first ? 2 * passes : 2 * passes * operands;
  c.data = l.eltwise_first ? passes * (operands * window + 1) : passes * operands * (window + 1);
  c.repeats = l.eltwise_first && l.core != Core::pass_through ? passes : 1;
  switch (l.core) {
    case Core::pass_through:
      c.output = passes * pass_through_slots(l, params);
      break;
    case Core::depthwise:
      c.output = passes * std::min(params.depthwise_slots, l.input.per_pass) * kernel_cycles(l, params);
      break;
    default:
      c.output = passes * l.written_channels() * kernel_cycles(l, params);
  }
  c.row_extra =
      l.core != Core::pass_through && l.core != Core::depthwise && l.written_channels() == 1 && passes == 1
          ? 1
          : 0;
  return c;
}

LayerCycles layer_cycles(const HwLayer& l, const Params& params) {
  const PixelCost c = pixel_cost(l, params);
  LayerCycles r;
  const AxisCounts y = count(l.y);
  const AxisCounts x = count(l.x);
  if (l.core == Core::pass_through) {
    r.input = u(y.data * x.data * c.data);
    r.output = u(y.data * x.data * c.output);
    return r;
  }
  const std::int64_t row_cells = c.repeats * x.data + x.padding;
  const std::int64_t idle_cells =
      c.repeats * (x.data - x.outputs_on_data) + (x.padding - x.outputs_on_padding);
  r.setup = (long_flatten(l) ? 1U : 0U) + u(pre_read(l, params));
  r.input =
      u(y.data * (c.repeats * x.data * c.data + x.padding * c.padding) + y.padding * row_cells * c.padding);
  r.idle = u((l.y.walked() - l.y.out) * row_cells + l.y.out * idle_cells);
  r.output = u(l.y.out * (l.x.out * c.output + c.row_extra));
  if (l.streaming) r.stream = (r.total() * 3 + 1) / 2 - r.total();
  return r;
}

}  // namespace quartet::cnn
