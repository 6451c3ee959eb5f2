#include "accel/dataflow/stream/stages/mvu_stage.hpp"
#include "accel/dataflow/stream/unit_timing.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {
namespace {

struct Folding {
  std::size_t channels = 1, taps = 1, pe = 1, simd = 1;
};

/// Lanes of a beat: tap outermost, then channel.
stream::MakeFunction products(const Folding& f, std::shared_ptr<const Lanes> weights) {
  return stream::function_of([=] {
    std::vector<std::int64_t> sums(f.pe);
    return [=, channel = std::size_t{0}, tap = std::size_t{0}](std::span<const Lanes* const> in, std::span<Lanes> out) mutable {
      const Lanes& x = *in[0];
      for (std::size_t p = 0; p < f.pe; ++p) {
        if (tap == 0) sums[p] = 0;
        const std::int32_t* w = weights->data() + (channel + p) * f.taps + tap;
        for (std::size_t s = 0; s < f.simd; ++s) sums[p] += static_cast<std::int64_t>(w[s]) * x[s * f.pe + p];
      }
      tap += f.simd;
      if (tap < f.taps) return;
      tap = 0;
      channel = channel + f.pe < f.channels ? channel + f.pe : 0;
      out[0].resize(f.pe);
      for (std::size_t p = 0; p < f.pe; ++p) out[0][p] = static_cast<std::int32_t>(sums[p]);
    };
  });
}

}  // namespace

Result<UnitDesign> design_vvau(UnitParams& params) {
  const bool dsp58 = params.style() == "dsp58";
  const std::int64_t channels = params.need("channels");
  const std::int64_t taps = params.need("taps");
  const std::int64_t pe = params.fold("pe", channels, "channels");
  std::int64_t simd = 1;
  if (params.spec().params.contains("simd")) {
    simd = params.fold("simd", taps, "taps");
  } else {
    (void)params.get("simd", 1);
  }
  if (simd > 1 && pe < channels) {
    params.fail("simd is unfolded before pe is", "pe = " + std::to_string(channels) + ", or simd = 1");
  }
  const std::int64_t abits = params.bits("abits", dsp58 ? 9 : 16);
  (void)params.bits("wbits", dsp58 ? 8 : 16);
  const std::int64_t accbits = params.bits("accbits");
  const std::int64_t vectors = params.get("vectors", 1);
  const auto weights = params.table("weights", channels * taps);
  // No beat is used twice: each output fold is a vector of its own.
  stream::MvuShape shape;
  shape.sf = static_cast<std::uint64_t>(taps / simd);
  shape.nf = 1;
  shape.vectors = static_cast<std::uint64_t>(vectors * (channels / pe));
  shape.depth = (dsp58 ? stream::kDsp58Depth : stream::kLutDepth).cycles;
  if (weights) {
    shape.function = products({static_cast<std::size_t>(channels), static_cast<std::size_t>(taps), static_cast<std::size_t>(pe),
                               static_cast<std::size_t>(simd)}, weights);
  }
  UnitDesign design;
  if (!weights) design.missing_table = "weights";
  design.ports.push_back(input_port("in", pe * simd, abits, vectors * (channels / pe) * (taps / simd)));
  design.ports.push_back(output_port("out", pe, accbits, vectors * (channels / pe)));
  design.cycles = static_cast<std::uint64_t>(vectors * (channels / pe) * (taps / simd));
  design.stage = stream::make_mvu(std::move(shape));
  return design;
}

}  // namespace quartet::dataflow
