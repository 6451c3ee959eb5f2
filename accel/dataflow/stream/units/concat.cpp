#include "accel/dataflow/stream/stages/join_stage.hpp"
#include "accel/dataflow/stream/unit_timing.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {
namespace {

/// Whatever the step takes, side by side.
stream::MakeFunction joined() {
  return stream::function_of([] {
    return [](std::span<const Lanes* const> in, std::span<Lanes> out) {
      for (const Lanes* beat : in) {
        if (beat != nullptr) out[0].insert(out[0].end(), beat->begin(), beat->end());
      }
    };
  });
}

}  // namespace

Result<UnitDesign> design_concat(UnitParams& params) {
  const bool wide = params.style() == "wide";
  const std::int64_t inputs = params.get("inputs", 2, 2, 16);
  const std::int64_t pixels = params.get("pixels", 1);
  const std::int64_t bits = params.bits("bits");
  stream::JoinShape shape;
  shape.inputs = static_cast<std::size_t>(inputs);
  shape.depth = stream::kElementDepth.cycles;
  shape.function = joined();
  UnitDesign design;
  std::int64_t out_beats = 0;  // a pixel
  std::int64_t out_lanes = 0;
  if (wide) (void)params.get("pe", 1);
  for (std::int64_t i = 0; i < inputs; ++i) {
    const std::string name = "channels" + std::to_string(i);
    const std::int64_t channels = params.need(name);
    const std::int64_t pe = wide ? channels : params.fold("pe", channels, name);
    const std::int64_t beats = channels / pe;
    design.ports.push_back(input_port("in" + std::to_string(i), pe, bits, pixels * beats));
    if (!wide) shape.runs.push_back({static_cast<std::uint64_t>(beats), 1U << i, 1});
    out_beats = wide ? 1 : out_beats + beats;
    out_lanes = wide ? out_lanes + channels : pe;
  }
  if (wide) shape.runs = {{1, (1U << inputs) - 1, 1}};
  shape.repeats = static_cast<std::uint64_t>(pixels);
  design.ports.push_back(output_port("out", out_lanes, bits, pixels * out_beats));
  design.cycles = static_cast<std::uint64_t>(pixels * out_beats);
  design.stage = stream::make_join(std::move(shape));
  return design;
}

}  // namespace quartet::dataflow
