#include "accel/cnn/rtl/conv_stand_in.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quartet::cnn {

namespace {

bool clamps_plainly(const Requantization& r) {
  return r.rule == Requantization::Rule::shift && (r.clamp_min == -128 || r.clamp_min == 0) && r.clamp_max == 127;
}

}  // namespace

std::string ConvStandIn::unfit(const Network& network, const HwLayer& l, const ConvLimits& limits) {
  if (l.core != Core::convolution || l.one_dimensional || l.y.kernel != 3 || l.x.kernel != 3) return "it is no 3x3 convolution";
  if (l.members.size() != 1 || l.operand_count() != 1) return "pooling, element-wise operations or an activation are fused with it";
  if (l.y.stride != 1 || l.x.stride != 1 || l.y.dilation != 1 || l.x.dilation != 1) return "it has a stride or a dilation";
  if (l.y.before != l.y.after || l.x.before != l.x.after || l.y.before != l.x.before || l.y.before > 2)
    return "its padding is not the same on all sides, or more than 2";
  if (network.layers[l.core_member].attributes.groups != 1) return "it has groups";
  if (l.streaming) return "its rows stream";
  if (l.wide_output || !clamps_plainly(network.layers[l.core_member].requantization)) return "its output stage is another";
  if (l.input.passes != 1 || l.input.count > limits.lanes)
    return fmt::format("it has {} input channels, the block {} lanes", l.input.count, limits.lanes);
  if (l.result.count > limits.outputs) return fmt::format("it has {} output channels, the block {}", l.result.count, limits.outputs);
  if (l.result.passes * l.result.per_pass != l.result.count) return "its output channels do not fill their passes";
  if (const int width = l.x.size + 2 * l.x.before; width > limits.width)
    return fmt::format("its rows have {} pixels with padding, the block's line buffers {}", width, limits.width);
  return "";
}

Result<void> ConvStandIn::place(const Network& network, const Program& program, std::size_t layer, std::shared_ptr<const rtl::Plugin> plugin,
                                std::optional<std::int64_t> row_offset) {
  const auto limits = conv_limits(*plugin);
  if (!limits) return pass(limits.error());
  const HwLayer& l = program.layers[layer];
  if (const std::string why = unfit(network, l, *limits); !why.empty())
    return bad_input(l.name, "block '" + plugin->name() + "' cannot be the convolution of this layer: " + why);
  placed_[layer] = {std::move(plugin), l.name, row_offset, {}, {}, false};
  return {};
}

Result<std::vector<std::uint64_t>> ConvStandIn::run(std::size_t layer, const ConvolutionWork& work) {
  Placed& p = placed_.at(layer);
  const HwLayer& l = work.layer;
  p.job = {l.y.size, l.x.size, l.input.count, l.result.count, l.y.before, work.graph.requantization.shift,
           work.graph.requantization.clamp_min == 0, work.input, work.kernels, work.biases == nullptr ? Values{} : *work.biases};
  auto outcome = run_conv_engine(p.plugin, p.job, options_.engine);
  if (!outcome) return pass(outcome.error());
  p.outcome = std::move(*outcome);
  return p.outcome.row_cycles;
}

Error ConvStandIn::difference(const Placed& p, std::size_t row_end, const std::string& what) const {
  std::string text = fmt::format("block '{}': {}", p.plugin->name(), what);
  const std::uint64_t cycle = p.outcome.row_ends[std::min(row_end, p.outcome.row_ends.size() - 1)];
  if (!options_.wave.empty()) {
    ConvEngineOptions again = options_.engine;
    again.wave = rtl::around(cycle, options_.wave);
    const auto traced = run_conv_engine(p.plugin, p.job, again);
    text += traced ? fmt::format("\n  wave of cycles {} to {}: {}", again.wave->first, again.wave->last, options_.wave.string())
                   : "\n  no wave: " + traced.error().text();
  }
  return fail(ErrorCode::check_failed, p.name, text).value();
}

Result<void> ConvStandIn::compare(std::size_t layer, const std::vector<std::uint64_t>& row_cycles, const Values& output) {
  Placed& p = placed_.at(layer);
  const std::size_t channels = static_cast<std::size_t>(p.job.outputs), width = static_cast<std::size_t>(p.job.output_width());
  const Values& rtl = p.outcome.output;
  if (rtl.size() != output.size())
    return pass(difference(p, 0, fmt::format("{} values, the model has {}", rtl.size(), output.size())));
  if (const auto at = static_cast<std::size_t>(std::mismatch(rtl.begin(), rtl.end(), output.begin()).first - rtl.begin()); at != rtl.size()) {
    const std::size_t row = at / channels / width;
    return pass(difference(p, row + 2, fmt::format("row {}, column {}, channel {} (row ends in cycle {}): {} in RTL, {} in the model", row,
                                                   at / channels % width, at % channels, p.outcome.row_ends[row + 2], rtl[at], output[at])));
  }
  for (std::size_t row = 0; p.row_offset && row < row_cycles.size(); ++row) {
    const auto rtl_cycles = static_cast<std::int64_t>(p.outcome.row_cycles.at(row));
    const auto modelled = static_cast<std::int64_t>(row_cycles[row]);
    if (rtl_cycles == modelled + *p.row_offset) continue;
    return pass(difference(p, row, fmt::format("walked row {} takes {} cycles in RTL (it ends in cycle {}), {} in the model, with a stated offset of {}",
                                               row, rtl_cycles, p.outcome.row_ends[row], modelled, *p.row_offset)));
  }
  p.compared = true;
  return {};
}

std::vector<std::string> ConvStandIn::report() const {
  std::vector<std::string> lines;
  for (const auto& [layer, p] : placed_) {
    if (!p.compared) continue;
    lines.push_back(fmt::format("RTL: layer {} ran in block '{}': {} values equal, {} rows {}; its kernels take {} cycles to load, "
                                "which the model counts as weight load",
                                p.name, p.plugin->name(), p.outcome.output.size(), p.outcome.row_cycles.size(),
                                p.row_offset ? fmt::format("in the model's cycles (offset {})", *p.row_offset) : "not compared in time",
                                p.outcome.kernel_load));
  }
  return lines;
}

}  // namespace quartet::cnn
