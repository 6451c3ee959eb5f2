#include "accel/dataflow/stream/unit_kinds.hpp"

#include <fmt/format.h>

#include "accel/dataflow/stream/unit_params.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {

namespace {
/// Times the largest number of samples, counts stay within 64 bits.
constexpr std::int64_t kMostBeats = std::int64_t{1} << 38;
}  // namespace

const std::vector<UnitKind>& unit_kinds() {
  static const std::vector<UnitKind> kinds = {
      {"mvau", "matrix times vectors, folded", {"dsp48", "dsp58", "lut"}, design_mvau},
      {"vvau", "depthwise products, folded", {"dsp58", "lut"}, design_vvau},
      {"window", "sliding window", {"default", "parallel"}, design_window},
      {"padding", "border of a constant", {}, design_padding},
      {"pool", "maximum or sum over windows", {"window", "streaming"}, design_pool},
      {"global_pool", "maximum or sum over a map", {}, design_global_pool},
      {"threshold", "count of thresholds reached", {"normal", "deep"}, design_threshold},
      {"requantize", "multiplier, shift and clamp", {}, design_requantize},
      {"add", "sum of two streams", {}, design_add},
      {"duplicate", "one stream to several", {}, design_duplicate},
      {"concat", "several streams to one", {"sequential", "wide"}, design_concat},
      {"width_converter", "wider or narrower beats", {}, design_width_converter},
      {"fifo", "queue", {}, design_fifo},
      {"label_select", "indices of the largest", {}, design_label_select},
  };
  return kinds;
}

Result<UnitDesign> design_unit(const UnitSpec& unit) {
  std::vector<std::string> names;
  for (const UnitKind& kind : unit_kinds()) {
    names.push_back(kind.name);
    if (kind.name != unit.kind) continue;
    UnitParams params(unit, kind.styles);
    auto design = kind.design(params);
    for (const Port& p : design ? design->ports : std::vector<Port>{}) {
      if (p.beats_per_sample > kMostBeats) params.fail(fmt::format("{} beats a sample at '{}'", p.beats_per_sample, p.name), fmt::format("at most {}", kMostBeats));
    }
    if (auto checked = params.finish(); !checked) return pass(checked.error());
    return design;
  }
  const std::string near = nearest(unit.kind, names);
  return bad_input(unit.name, fmt::format("no kind of unit is called '{}'", unit.kind),
                   near.empty() ? fmt::format("one of: {}", fmt::join(names, ", ")) : fmt::format("did you mean '{}'?", near));
}

Result<std::vector<Port>> ports_of(const UnitSpec& unit) {
  auto design = design_unit(unit);
  if (!design) return pass(design.error());
  return design->ports;
}

Result<std::uint64_t> analytic_cycles(const UnitSpec& unit) {
  auto design = design_unit(unit);
  if (!design) return pass(design.error());
  return design->cycles;
}

}  // namespace quartet::dataflow
