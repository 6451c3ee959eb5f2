#include "accel/dataflow/stream/stages/join_stage.hpp"
#include "accel/dataflow/stream/unit_timing.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {

Result<UnitDesign> design_add(UnitParams& params) {
  const std::int64_t channels = params.need("channels");
  const std::int64_t pe = params.fold("pe", channels, "channels");
  const std::int64_t beats = params.get("pixels", 1) * (channels / pe);
  const std::int64_t bits = params.bits("bits");
  const std::int64_t out_bits = params.bits("out_bits");
  stream::JoinShape shape;
  shape.inputs = 2;
  shape.depth = stream::kElementDepth.cycles;
  shape.runs = {{1, 0b11, 1}};
  shape.repeats = static_cast<std::uint64_t>(beats);
  shape.function = stream::function_of([] {
    return [](std::span<const Lanes* const> in, std::span<Lanes> out) {
      out[0] = *in[0];
      for (std::size_t i = 0; i < out[0].size(); ++i) out[0][i] += (*in[1])[i];
    };
  });
  UnitDesign design;
  design.ports = {input_port("a", pe, bits, beats), input_port("b", pe, bits, beats), output_port("out", pe, out_bits, beats)};
  design.cycles = static_cast<std::uint64_t>(beats);
  design.stage = stream::make_join(std::move(shape));
  return design;
}

}  // namespace quartet::dataflow
