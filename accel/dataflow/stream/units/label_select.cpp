#include <algorithm>
#include <bit>

#include "accel/dataflow/stream/stages/join_stage.hpp"
#include "accel/dataflow/stream/unit_timing.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {
namespace {

/// Indices of the largest values, the first of equals first.
stream::MakeFunction indices(std::size_t labels, std::size_t top) {
  return stream::function_of([=] {
    return [=, seen = Lanes{}, order = Lanes{}, given = std::size_t{0}](std::span<const Lanes* const> in, std::span<Lanes> out) mutable {
      if (in[0] != nullptr) seen.insert(seen.end(), in[0]->begin(), in[0]->end());
      if (seen.size() < labels) return;
      if (order.empty()) {
        for (std::size_t i = 0; i < labels; ++i) order.push_back(static_cast<std::int32_t>(i));
        std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
          return seen[static_cast<std::size_t>(a)] > seen[static_cast<std::size_t>(b)];
        });
      }
      out[0].assign(1, order[given]);
      if (++given < top) return;
      given = 0;
      seen.clear();
      order.clear();
    };
  });
}

}  // namespace

Result<UnitDesign> design_label_select(UnitParams& params) {
  const std::int64_t labels = params.need("labels");
  std::int64_t pe = 1;
  if (params.spec().params.contains("pe")) pe = params.fold("pe", labels, "labels");
  (void)params.get("pe", 1);
  const std::int64_t bits = params.bits("bits");
  const std::int64_t top = params.get("top", 1, 1, labels);
  const std::int64_t beats = labels / pe;
  stream::JoinShape shape;
  shape.depth = stream::kElementDepth.cycles;
  if (beats > 1) shape.runs.push_back({static_cast<std::uint64_t>(beats - 1), 1, 0});
  shape.runs.push_back({1, 1, 1});
  if (top > 1) shape.runs.push_back({static_cast<std::uint64_t>(top - 1), 0, 1});
  shape.function = indices(static_cast<std::size_t>(labels), static_cast<std::size_t>(top));
  UnitDesign design;
  const auto index_bits = static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(labels - 1)));
  design.ports = {input_port("in", pe, bits, beats), output_port("out", 1, std::max<std::int64_t>(1, index_bits), top)};
  design.cycles = static_cast<std::uint64_t>(beats + top - 1);
  design.stage = stream::make_join(std::move(shape));
  return design;
}

}  // namespace quartet::dataflow
