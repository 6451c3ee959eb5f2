#include <algorithm>

#include "accel/dataflow/stream/stages/queue_stage.hpp"
#include "accel/dataflow/stream/unit_timing.hpp"
#include "accel/dataflow/stream/units/units.hpp"
#include "sim/base/requantize.hpp"

namespace quartet::dataflow {
namespace {

struct Scale {
  std::shared_ptr<const Lanes> multipliers, shifts, biases;
  std::int32_t zero_point = 0;
  IntType type;
};

/// clamp(round((x + bias)·Q·2^(shift−31)) + zero point), the two roundings of the multiplier rule.
stream::MakeFunction scaled(std::size_t channels, const Scale& s) {
  return stream::function_of([=] {
    return [=, channel = std::size_t{0}](std::span<const Lanes* const> in, std::span<Lanes> out) mutable {
      out[0].clear();
      for (const std::int32_t x : *in[0]) {
        const std::int32_t sum = s.biases ? x + (*s.biases)[channel] : x;
        const QuantizedMultiplier m{(*s.multipliers)[channel], (*s.shifts)[channel]};
        const std::int64_t y = std::int64_t{multiply_by_quantized(sum, m, Rounding::double_rounding)} + s.zero_point;
        out[0].push_back(static_cast<std::int32_t>(std::clamp(y, s.type.min(), s.type.max())));
        channel = channel + 1 == channels ? 0 : channel + 1;
      }
    };
  });
}

}  // namespace

Result<UnitDesign> design_requantize(UnitParams& params) {
  const std::int64_t channels = params.need("channels");
  const std::int64_t pe = params.fold("pe", channels, "channels");
  const std::int64_t pixels = params.get("pixels", 1);
  const std::int64_t bits = params.bits("bits");
  const std::int64_t out_bits = params.bits("out_bits", 16);
  Scale scale;
  scale.zero_point = static_cast<std::int32_t>(params.get("zero_point", 0, -(1 << 16), 1 << 16));
  scale.type = {static_cast<int>(out_bits), params.get("out_signed", 1, 0, 1) != 0, false};
  scale.multipliers = params.table("multipliers", channels);
  scale.shifts = params.table("shifts", channels);
  scale.biases = params.table("biases", channels);
  if (scale.shifts && std::any_of(scale.shifts->begin(), scale.shifts->end(), [](std::int32_t s) { return s < -31 || s > 30; })) {
    params.fail("a shift is outside −31 … 30");
  }
  const std::int64_t beats = pixels * (channels / pe);
  stream::QueueShape shape;
  shape.latency = stream::kRequantizeDepth.cycles;
  shape.capacity = stream::kRequantizeDepth.cycles + 1;
  shape.interval = static_cast<std::uint64_t>(params.get("interval", 1));
  shape.beats_per_sample = static_cast<std::uint64_t>(beats);
  if (scale.multipliers && scale.shifts) shape.function = scaled(static_cast<std::size_t>(channels), scale);
  UnitDesign design;
  if (!scale.multipliers || !scale.shifts) design.missing_table = "multipliers";
  design.ports = {input_port("in", pe, bits, beats), output_port("out", pe, out_bits, beats)};
  design.cycles = static_cast<std::uint64_t>(beats) * shape.interval;
  design.stage = stream::make_queue(std::move(shape));
  return design;
}

}  // namespace quartet::dataflow
