#include "accel/dataflow/stream/stages/join_stage.hpp"
#include "accel/dataflow/stream/unit_timing.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {

Result<UnitDesign> design_duplicate(UnitParams& params) {
  const std::int64_t channels = params.need("channels");
  const std::int64_t pe = params.fold("pe", channels, "channels");
  const std::int64_t beats = params.get("pixels", 1) * (channels / pe);
  const std::int64_t bits = params.bits("bits");
  const std::int64_t copies = params.get("copies", 2, 2, 16);
  stream::JoinShape shape;
  shape.outputs = static_cast<std::size_t>(copies);
  shape.depth = stream::kElementDepth.cycles;
  shape.runs = {{1, 1, (1U << copies) - 1}};
  shape.repeats = static_cast<std::uint64_t>(beats);
  shape.function = stream::function_of([] {
    return [](std::span<const Lanes* const> in, std::span<Lanes> out) {
      for (Lanes& copy : out) copy = *in[0];
    };
  });
  UnitDesign design;
  design.ports.push_back(input_port("in", pe, bits, beats));
  for (std::int64_t i = 0; i < copies; ++i) design.ports.push_back(output_port("out" + std::to_string(i), pe, bits, beats));
  design.cycles = static_cast<std::uint64_t>(beats);
  design.stage = stream::make_join(std::move(shape));
  return design;
}

}  // namespace quartet::dataflow
