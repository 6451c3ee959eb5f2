#include "accel/dataflow/stream/stages/queue_stage.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {

Result<UnitDesign> design_fifo(UnitParams& params) {
  const std::int64_t depth = params.need("depth");
  const std::int64_t width = params.need("width");
  const std::int64_t beats = params.need("beats", 1, std::int64_t{1} << 38);
  stream::QueueShape shape = stream::fifo_shape(depth);
  shape.beats_per_sample = static_cast<std::uint64_t>(beats);
  UnitDesign design;
  design.ports = {input_port("in", 1, width, beats), output_port("out", 1, width, beats)};
  design.cycles = static_cast<std::uint64_t>(beats);
  design.stage = stream::make_queue(std::move(shape));
  return design;
}

}  // namespace quartet::dataflow
