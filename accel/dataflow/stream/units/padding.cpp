#include "accel/dataflow/stream/stages/join_stage.hpp"
#include "accel/dataflow/stream/unit_timing.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {

Result<UnitDesign> design_padding(UnitParams& params) {
  const std::int64_t channels = params.need("channels");
  const std::int64_t simd = params.fold("simd", channels, "channels");
  const std::int64_t bits = params.bits("bits");
  const std::int64_t h = params.get("h", 1);
  const std::int64_t w = params.need("w");
  const std::int64_t top = params.get("top", 0, 0);
  const std::int64_t bottom = params.get("bottom", 0, 0);
  const std::int64_t left = params.get("left", 0, 0);
  const std::int64_t right = params.get("right", 0, 0);
  const auto value = static_cast<std::int32_t>(params.get("value", 0, -(1 << 20), 1 << 20));
  constexpr double kMostPixels = 1 << 24;
  if (static_cast<double>(top + h + bottom) * static_cast<double>(left + w + right) > kMostPixels) params.fail("the padded map is too large to simulate");
  if (params.failed()) return UnitDesign{};

  const std::int64_t cf = channels / simd;
  const std::int64_t row = (left + w + right) * cf;
  stream::JoinShape shape;
  shape.depth = stream::kPaddingDepth.cycles;
  const auto add = [&](std::int64_t beats, bool takes) {
    if (beats > 0) shape.runs.push_back({static_cast<std::uint64_t>(beats), takes ? 1U : 0U, 1U});
  };
  std::int64_t border = top * row + left * cf;  // constants before the next row of the map
  for (std::int64_t y = 0; y < h; ++y) {
    add(border, false);
    add(w * cf, true);
    border = (left + right) * cf;
  }
  add(right * cf + bottom * row, false);
  shape.function = stream::function_of([=] {
    return [=](std::span<const Lanes* const> in, std::span<Lanes> out) {
      if (in[0] != nullptr) out[0] = *in[0];
      else out[0].assign(static_cast<std::size_t>(simd), value);
    };
  });
  UnitDesign design;
  const std::int64_t padded = (top + h + bottom) * row;
  design.ports = {input_port("in", simd, bits, h * w * cf), output_port("out", simd, bits, padded)};
  design.cycles = static_cast<std::uint64_t>(padded);
  design.stage = stream::make_join(std::move(shape));
  return design;
}

}  // namespace quartet::dataflow
