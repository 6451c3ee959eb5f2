#include "accel/cnn/schedule.hpp"

namespace quartet::cnn {

namespace {

/// Data and padding elements of an axis that are walked.
[[nodiscard]] std::int64_t data_of(const Axis& a) {
  std::int64_t n = 0;
  for (int i = 0; i < a.walked(); ++i) n += a.is_padding(i) ? 0 : 1;
  return n;
}

}  // namespace

LayerEvents layer_events(const HwLayer& l, const Params& params) {
  LayerEvents e;
  const std::int64_t passes = l.walk_passes();
  const std::int64_t operands = l.operand_count();
  const auto processors = static_cast<std::int64_t>(l.processors.size());
  std::uint64_t mask = 0;
  for (const int p : l.processors) mask |= std::uint64_t{1} << (p / params.processors_per_instance);
  const std::int64_t instances = std::popcount(mask);
  const std::int64_t repeats = l.eltwise_first && l.core != Core::pass_through ? passes : 1;
  const std::int64_t pixels = data_of(l.y) * data_of(l.x) * repeats;
  e.data_reads = pixels * passes * operands * l.pool_area() * instances;
  const std::int64_t outputs = std::int64_t{l.y.out} * l.x.out;
  if (l.has_weights()) {
    const std::int64_t kernels = l.core == Core::depthwise ? 1 : l.written_channels();
    e.weight_reads = outputs * passes * kernels * kernel_cycles(l, params) * processors;
  }
  e.tram_writes = pixels * passes * processors;
  const std::int64_t stored = l.flatten ? 1 : outputs;
  const std::int64_t words = l.wide_output ? l.result.count : l.result.passes * ((l.result.per_pass + 3) / 4);
  e.data_writes = stored * words;
  return e;
}

}  // namespace quartet::cnn
