#include "accel/dataflow/rtl/coefficients.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace quartet::dataflow::lockstep {

namespace {

std::int64_t param(const UnitSpec& unit, const char* name, std::int64_t fallback = 1) {
  const auto found = unit.params.find(name);
  return found == unit.params.end() ? fallback : found->second;
}

Result<const Lanes*> table(const UnitSpec& unit, const char* name) {
  const auto found = unit.tables.find(name);
  if (found == unit.tables.end() || !found->second) return bad_input(unit.name, fmt::format("has no table of {} to stream to a block", name));
  return found->second.get();
}

Result<CoefficientBeats> weights(const UnitSpec& unit) {
  const auto values = table(unit, "weights");
  if (!values) return pass(values.error());
  const std::int64_t mw = param(unit, "mw"), mh = param(unit, "mh"), pe = param(unit, "pe"), simd = param(unit, "simd");
  CoefficientBeats out{{}, static_cast<std::size_t>(pe * simd), static_cast<unsigned>(param(unit, "wbits"))};
  for (std::int64_t row = 0; row < mh; row += pe) {
    for (std::int64_t column = 0; column < mw; column += simd) {
      Lanes& beat = out.beats.emplace_back();
      for (std::int64_t p = 0; p < pe; ++p) {
        const auto from = (*values)->begin() + (row + p) * mw + column;
        beat.insert(beat.end(), from, from + simd);
      }
    }
  }
  return out;
}

/// Two bits wider than what they are compared with: a threshold beyond its range is put just outside of it.
Result<CoefficientBeats> thresholds(const UnitSpec& unit) {
  const auto values = table(unit, "thresholds");
  if (!values) return pass(values.error());
  const std::int64_t channels = param(unit, "channels"), pe = param(unit, "pe"), out_bits = param(unit, "out_bits");
  const std::int64_t bits = param(unit, "bits");
  constexpr std::int64_t kMostBits = 30;  // values are 32 bit wide
  constexpr std::int64_t kMostOutBits = 12;
  if (bits > kMostBits || out_bits > kMostOutBits)
    return bad_input(unit.name, fmt::format("thresholds of {} bit for results of {} cannot be streamed", bits, out_bits),
                     fmt::format("at most {} and {} bit", kMostBits, kMostOutBits));
  const std::int64_t given = static_cast<std::int64_t>((*values)->size()) / channels;
  const std::int32_t top = std::int32_t{1} << bits;
  CoefficientBeats out{{}, static_cast<std::size_t>(pe), static_cast<unsigned>(bits + 2)};
  for (std::int64_t group = 0; group < channels; group += pe) {
    for (std::int64_t i = 0; i < (std::int64_t{1} << out_bits) - 1; ++i) {
      Lanes& beat = out.beats.emplace_back();
      for (std::int64_t p = 0; p < pe; ++p) {
        beat.push_back(i < given ? std::clamp((**values)[static_cast<std::size_t>((group + p) * given + i)], -top, top) : top);
      }
    }
  }
  return out;
}

}  // namespace

const std::vector<CoefficientKind>& coefficient_kinds() {
  static const std::vector<CoefficientKind> all = {
      {"mvau", "weights", "lane p·SIMD + s: row nf·PE + p, column sf·SIMD + s; sf fastest, then nf; again for every vector", weights},
      {"threshold", "thresholds", "lane p: channel group·PE + p; 2^out_bits − 1 ascending thresholds a group, group after group", thresholds},
  };
  return all;
}

const CoefficientKind* find_coefficients(const std::string& unit_kind, const std::string& stream) {
  for (const CoefficientKind& k : coefficient_kinds()) {
    if (k.unit_kind == unit_kind && k.stream == stream) return &k;
  }
  return nullptr;
}

}  // namespace quartet::dataflow::lockstep
