#include <fmt/format.h>

#include <numeric>

#include "accel/dataflow/stream/stages/pack_stage.hpp"
#include "accel/dataflow/stream/stages/queue_stage.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {

Result<UnitDesign> design_width_converter(UnitParams& params) {
  const std::int64_t in_bits = params.need("in_bits");
  const std::int64_t out_bits = params.need("out_bits");
  const std::int64_t beats_in = params.need("beats_in");
  const std::int64_t lane_bits = params.get("lane_bits", 1);
  const std::int64_t wide = std::max(in_bits, out_bits);
  const std::int64_t narrow = std::min(in_bits, out_bits);
  if (wide == narrow) {
    params.fail(fmt::format("both sides are {} bit wide", wide), "leave the converter out");
  } else if (wide % narrow != 0) {
    params.fail(fmt::format("{} bit to {} bit is no integer ratio", in_bits, out_bits),
                fmt::format("two converters, through {} bit; nearest integer ratios: {}", std::lcm(in_bits, out_bits), nearest_legal_folds(narrow, wide)));
  }
  if (narrow % lane_bits != 0) params.fail(fmt::format("values of {} bit do not fill {} bit", lane_bits, narrow));
  const std::int64_t ratio = wide / narrow;
  const bool up = in_bits < out_bits;
  if (up && beats_in % ratio != 0) {
    params.fail(fmt::format("{} beats a sample do not fill beats of {}", beats_in, ratio), fmt::format("a multiple of {}", ratio));
  }
  if (params.failed()) return UnitDesign{};
  const std::int64_t beats_out = up ? beats_in / ratio : beats_in * ratio;
  UnitDesign design;
  design.ports = {input_port("in", in_bits / lane_bits, lane_bits, beats_in), output_port("out", out_bits / lane_bits, lane_bits, beats_out)};
  const stream::RatioShape shape{static_cast<std::uint64_t>(ratio), static_cast<std::uint64_t>(up ? beats_in : beats_out)};
  design.cycles = shape.narrow_per_sample;
  design.stage = up ? stream::make_pack(shape) : stream::make_unpack(shape);
  return design;
}

std::vector<UnitSpec> width_converters(const std::string& name, std::int64_t in_bits, std::int64_t out_bits, std::int64_t beats_in, std::int64_t lane_bits) {
  if (in_bits == out_bits) return {};
  const auto unit = [&](const std::string& own, std::int64_t from, std::int64_t to, std::int64_t beats) {
    return UnitSpec{own, "width_converter", {{"in_bits", from}, {"out_bits", to}, {"beats_in", beats}, {"lane_bits", lane_bits}}, "", {}};
  };
  const std::int64_t common = std::lcm(in_bits, out_bits);
  if (common == in_bits || common == out_bits) return {unit(name, in_bits, out_bits, beats_in)};
  return {unit(name + "_up", in_bits, common, beats_in), unit(name + "_down", common, out_bits, beats_in * in_bits / common)};
}

}  // namespace quartet::dataflow
