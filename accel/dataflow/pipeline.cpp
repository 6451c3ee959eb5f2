#include "accel/dataflow/pipeline.hpp"

#include <algorithm>
#include <numeric>

namespace quartet::dataflow {

std::vector<std::size_t> Pipeline::links_into(int node) const {
  std::vector<std::size_t> out(static_cast<std::size_t>(nodes[static_cast<std::size_t>(node)].unit->input_ports()));
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (links[i].to == node) out[static_cast<std::size_t>(links[i].to_port)] = i;
  }
  return out;
}

Side to_side(const Pipeline& p, const Link& link, const Folding& folding) {
  if (link.to == kOutside) return from_side(p, link, folding);
  const auto n = static_cast<std::size_t>(link.to);
  return p.nodes[n].unit->input(link.to_port, folding[n]);
}

Side from_side(const Pipeline& p, const Link& link, const Folding& folding) {
  if (link.from == kOutside) return to_side(p, link, folding);
  const auto n = static_cast<std::size_t>(link.from);
  return p.nodes[n].unit->output(folding[n]);
}

std::optional<Conversion> conversion(const Pipeline& p, const Link& link, const Folding& folding) {
  const Side a = from_side(p, link, folding);
  const Side b = to_side(p, link, folding);
  if (a.lanes == b.lanes) return std::nullopt;
  return Conversion{a.lanes, b.lanes, std::lcm(a.lanes, b.lanes), a.bits, a.beats * a.lanes};
}

// FINN: control counters + register width; two stages have a register of the common multiple between them.
Resources Conversion::resources(const Estimates& e) const {
  const std::int64_t ratio = lcm_lanes / std::min(in_lanes, out_lanes);
  const std::int64_t registers = lcm_lanes * bits;
  return logic(static_cast<double>(e.control_lut + 2 * log2_up(ratio) + registers), e);
}

// Up: the first output after R beats. Down: latency 2. Both measured on the RTL.
Flow Conversion::through(const Flow& in) const {
  Flow out = in;
  const auto stage = [&](std::int64_t from, std::int64_t to) {
    const std::int64_t beats = elements / to;
    const std::int64_t rows = beats % out.row_count() == 0 ? out.row_count() : 1;
    const std::int64_t ratio = std::max(from, to) / std::min(from, to);
    const bool up = to > from;
    out = row_by_row(out, {.rows = rows,
                           .cycles = std::max(elements / from, beats) / rows,
                           .behind = up ? 0 : ratio - 1,
                           .needs = up ? ratio : 1,
                           .latency = up ? 1 : 2,
                           .beats = beats});
  };
  if (lcm_lanes != in_lanes) stage(in_lanes, lcm_lanes);
  if (lcm_lanes != out_lanes) stage(lcm_lanes, out_lanes);
  return out;
}

}  // namespace quartet::dataflow
