#include <fmt/format.h>

#include "accel/dataflow/stream/stages/mvu_stage.hpp"
#include "accel/dataflow/stream/unit_timing.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {
namespace {

struct Folding {
  std::size_t mw = 1, mh = 1, pe = 1, simd = 1;
};

/// Steps in the order (vector, output fold, input fold); a beat of weights is pe × simd, pe outermost.
stream::MakeFunction products(const Folding& f, std::shared_ptr<const Lanes> weights) {
  return stream::function_of([=] {
    std::vector<std::int64_t> sums(f.pe);
    return [=, row = std::size_t{0}, column = std::size_t{0}](std::span<const Lanes* const> in, std::span<Lanes> out) mutable {
      const Lanes& x = *in[0];
      for (std::size_t p = 0; p < f.pe; ++p) {
        const std::int32_t* w = in[1] != nullptr ? in[1]->data() + p * f.simd : weights->data() + (row + p) * f.mw + column;
        if (column == 0) sums[p] = 0;
        for (std::size_t s = 0; s < f.simd; ++s) sums[p] += static_cast<std::int64_t>(w[s]) * x[s];
      }
      column += f.simd;
      if (column < f.mw) return;
      column = 0;
      row = row + f.pe < f.mh ? row + f.pe : 0;
      out[0].resize(f.pe);
      for (std::size_t p = 0; p < f.pe; ++p) out[0][p] = static_cast<std::int32_t>(sums[p]);
    };
  });
}

}  // namespace

Result<UnitDesign> design_mvau(UnitParams& params) {
  // The DSP cores of finn-rtllib take weights of up to 8 bit; activations of 8 bit (dsp48), 9 bit (dsp58).
  const bool dsp48 = params.style() == "dsp48";
  const bool dsp58 = params.style() == "dsp58";
  const std::int64_t mw = params.need("mw");
  const std::int64_t mh = params.need("mh");
  const std::int64_t pe = params.fold("pe", mh, "mh");
  const std::int64_t simd = params.fold("simd", mw, "mw");
  const std::int64_t abits = params.bits("abits", dsp48 ? 8 : dsp58 ? 9 : 16);
  const std::int64_t wbits = params.bits("wbits", dsp48 || dsp58 ? 8 : 16);
  const std::int64_t accbits = params.bits("accbits");
  const std::int64_t vectors = params.get("vectors", 1);
  const bool streamed = params.get("streamed", 0, 0, 1) != 0;
  const auto weights = params.table("weights", mw * mh);
  stream::MvuShape shape;
  shape.sf = static_cast<std::uint64_t>(mw / simd);
  shape.nf = static_cast<std::uint64_t>(mh / pe);
  shape.vectors = static_cast<std::uint64_t>(vectors);
  shape.depth = (dsp48 ? stream::kDsp48Depth : dsp58 ? stream::kDsp58Depth : stream::kLutDepth).cycles;
  shape.bubble = static_cast<std::uint64_t>(params.get("bubble", 0, 0));
  shape.streamed_weights = streamed;
  if (streamed || weights) {
    shape.function = products({static_cast<std::size_t>(mw), static_cast<std::size_t>(mh), static_cast<std::size_t>(pe),
                               static_cast<std::size_t>(simd)}, weights);
  }
  UnitDesign design;
  if (!streamed && !weights) design.missing_table = "weights";
  const std::int64_t steps = (mw / simd) * (mh / pe) * vectors;
  design.ports.push_back(input_port("in", simd, abits, vectors * (mw / simd)));
  if (streamed) design.ports.push_back(input_port("weights", pe * simd, wbits, steps));
  design.ports.push_back(output_port("out", pe, accbits, vectors * (mh / pe)));
  design.cycles = static_cast<std::uint64_t>(steps) + shape.bubble * shape.vectors;
  design.stage = stream::make_mvu(std::move(shape));
  return design;
}

}  // namespace quartet::dataflow
