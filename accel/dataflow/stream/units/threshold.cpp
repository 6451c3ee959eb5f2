#include "accel/dataflow/stream/stages/queue_stage.hpp"
#include "accel/dataflow/stream/unit_timing.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {
namespace {

/// y = number of thresholds of the lane's channel that are not above x, + bias.
stream::MakeFunction counts(std::size_t channels, std::size_t steps, std::int32_t bias, std::shared_ptr<const Lanes> thresholds) {
  return stream::function_of([=] {
    return [=, channel = std::size_t{0}](std::span<const Lanes* const> in, std::span<Lanes> out) mutable {
      out[0].clear();
      for (const std::int32_t x : *in[0]) {
        std::int32_t y = bias;
        for (std::size_t i = 0; i < steps; ++i) y += (*thresholds)[channel * steps + i] <= x ? 1 : 0;
        out[0].push_back(y);
        channel = channel + 1 == channels ? 0 : channel + 1;
      }
    };
  });
}

}  // namespace

Result<UnitDesign> design_threshold(UnitParams& params) {
  const std::int64_t channels = params.need("channels");
  const std::int64_t pe = params.fold("pe", channels, "channels");
  const std::int64_t pixels = params.get("pixels", 1);
  const std::int64_t bits = params.bits("bits");
  const std::int64_t out_bits = params.bits("out_bits", 16);
  const std::int64_t bias = params.get("bias", 0, -(1 << 16), 1 << 16);
  std::shared_ptr<const Lanes> thresholds;
  std::int64_t steps = 0;
  if (const auto found = params.spec().tables.find("thresholds"); found != params.spec().tables.end() && found->second) {
    steps = static_cast<std::int64_t>(found->second->size()) / channels;
    if (steps >= (std::int64_t{1} << out_bits)) {
      params.fail(std::to_string(steps) + " thresholds a channel, the output has " + std::to_string(out_bits) + " bit",
                  "at most " + std::to_string((std::int64_t{1} << out_bits) - 1));
    }
    thresholds = params.table("thresholds", channels * steps);
  }
  const std::int64_t beats = pixels * (channels / pe);
  const auto n = static_cast<std::uint64_t>(params.style() == "deep" ? 2 * out_bits : out_bits);
  stream::QueueShape shape;
  shape.latency = n + stream::kThresholdExtra.cycles;
  shape.capacity = n + stream::kThresholdRoom.cycles;
  shape.beats_per_sample = static_cast<std::uint64_t>(beats);
  if (thresholds) {
    shape.function = counts(static_cast<std::size_t>(channels), static_cast<std::size_t>(steps), static_cast<std::int32_t>(bias), thresholds);
  }
  UnitDesign design;
  if (!thresholds) design.missing_table = "thresholds";
  design.ports = {input_port("in", pe, bits, beats), output_port("out", pe, out_bits, beats)};
  design.cycles = static_cast<std::uint64_t>(beats);
  design.stage = stream::make_queue(std::move(shape));
  return design;
}

}  // namespace quartet::dataflow
