#include <algorithm>

#include "accel/dataflow/stream/stages/join_stage.hpp"
#include "accel/dataflow/stream/unit_timing.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

void combine(Lanes& into, const Lanes& x, bool sum) {
  if (into.empty()) {
    into = x;
    return;
  }
  for (std::size_t i = 0; i < x.size(); ++i) into[i] = sum ? into[i] + x[i] : std::max(into[i], x[i]);
}

/// `taps` beats one after the other are one result.
stream::MakeFunction over_window(std::int64_t taps, bool sum) {
  return stream::function_of([=] {
    return [=, held = Lanes{}, n = std::int64_t{0}](std::span<const Lanes* const> in, std::span<Lanes> out) mutable {
      combine(held, *in[0], sum);
      if (++n < taps) return;
      n = 0;
      out[0] = std::exchange(held, Lanes{});
    };
  });
}

/// `of(beat)` of `in_beats` beats names the held result it belongs to (−1: none); then `out_beats` results go out.
template <class Of>
stream::MakeFunction over_store(std::int64_t in_beats, std::int64_t out_beats, bool sum, Of of) {
  return stream::function_of([=] {
    return [=, held = std::vector<Lanes>(index(out_beats)), n = std::int64_t{0}](std::span<const Lanes* const> in, std::span<Lanes> out) mutable {
      if (in[0] == nullptr) {
        out[0] = std::exchange(held[index(n - in_beats)], Lanes{});
      } else if (const std::int64_t slot = of(n); slot >= 0) {
        combine(held[index(slot)], *in[0], sum);
      }
      n = n + 1 == in_beats + out_beats ? 0 : n + 1;
    };
  });
}

void add_run(stream::JoinShape& shape, std::int64_t count, std::uint32_t takes, std::uint32_t gives) {
  if (count > 0) shape.runs.push_back({static_cast<std::uint64_t>(count), takes, gives});
}

UnitDesign finish_design(stream::JoinShape shape, Port in, Port out) {
  UnitDesign design;
  shape.depth = stream::kElementDepth.cycles;
  std::uint64_t steps = 0;
  for (const auto& run : shape.runs) steps += run.count;
  design.cycles = steps * shape.repeats;
  design.ports = {std::move(in), std::move(out)};
  design.stage = stream::make_join(std::move(shape));
  return design;
}

/// Rows of a map as they come: k rows are taken (1-D: k columns), then a row of results is written.
Result<UnitDesign> design_streaming(UnitParams& params, std::int64_t channels, std::int64_t pe, std::int64_t bits, std::int64_t out_bits, bool sum) {
  const std::int64_t h = params.get("h", 1);
  const std::int64_t w = params.need("w");
  const std::int64_t k = params.need("k");
  const std::int64_t cf = channels / pe;
  const bool one_row = h == 1;
  if (k > w || (!one_row && k > h)) params.fail("the window is larger than the map", "k = " + std::to_string(one_row ? w : std::min(w, h)));
  if (params.failed()) return UnitDesign{};
  const std::int64_t ow = w / k;
  const std::int64_t oh = one_row ? 1 : h / k;
  stream::JoinShape shape;
  const std::int64_t taken = one_row ? k * cf : k * w * cf;  // before each row (1-D: pixel) of results
  const std::int64_t given = one_row ? cf : ow * cf;
  const std::int64_t groups = one_row ? ow : oh;
  for (std::int64_t g = 0; g < groups; ++g) {
    add_run(shape, taken, 1, 0);
    add_run(shape, given, 0, 1);
  }
  const std::int64_t rest = h * w * cf - groups * taken;     // what no window reaches
  add_run(shape, rest, 1, 0);
  shape.function = over_store(taken, given, sum, [=](std::int64_t beat) {
    const std::int64_t column = one_row ? 0 : beat / cf % w / k;
    return column < ow ? column * cf + beat % cf : std::int64_t{-1};
  });
  if (rest > 0) shape.function = nullptr;
  return finish_design(std::move(shape), input_port("in", pe, bits, h * w * cf), output_port("out", pe, out_bits, groups * given));
}

}  // namespace

Result<UnitDesign> design_pool(UnitParams& params) {
  const std::int64_t channels = params.need("channels");
  const std::int64_t pe = params.fold("pe", channels, "channels");
  const std::int64_t bits = params.bits("bits");
  const std::int64_t out_bits = params.bits("out_bits");
  const bool sum = params.get("sum", 0, 0, 1) != 0;
  if (params.style() == "streaming") return design_streaming(params, channels, pe, bits, out_bits, sum);
  const std::int64_t taps = params.need("taps");
  const std::int64_t vectors = params.need("vectors");
  const std::int64_t results = vectors * (channels / pe);
  stream::JoinShape shape;
  add_run(shape, taps - 1, 1, 0);
  add_run(shape, 1, 1, 1);
  shape.repeats = static_cast<std::uint64_t>(results);
  shape.function = over_window(taps, sum);
  return finish_design(std::move(shape), input_port("in", pe, bits, results * taps), output_port("out", pe, out_bits, results));
}

Result<UnitDesign> design_global_pool(UnitParams& params) {
  const std::int64_t channels = params.need("channels");
  const std::int64_t pixels = params.need("pixels");
  const std::int64_t pe = params.fold("pe", channels, "channels");
  const std::int64_t bits = params.bits("bits");
  const std::int64_t out_bits = params.bits("out_bits");
  const bool sum = params.get("sum", 0, 0, 1) != 0;
  const std::int64_t cf = channels / pe;
  stream::JoinShape shape;
  add_run(shape, pixels * cf, 1, 0);
  add_run(shape, cf, 0, 1);
  shape.function = over_store(pixels * cf, cf, sum, [=](std::int64_t beat) { return beat % cf; });
  return finish_design(std::move(shape), input_port("in", pe, bits, pixels * cf), output_port("out", pe, out_bits, cf));
}

}  // namespace quartet::dataflow
