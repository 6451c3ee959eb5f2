#include "accel/dataflow/folding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "accel/dataflow/explicit_folding.hpp"

namespace quartet::dataflow {
namespace {

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max() / 4;

/// Folds of a unit that is folded on its own, and of those that follow it.
class Groups {
 public:
  explicit Groups(const Pipeline& pipeline) : p_(pipeline), followers_(pipeline.nodes.size()) {
    for (std::size_t i = 0; i < p_.nodes.size(); ++i) {
      if (p_.nodes[i].leader != kOutside) followers_[static_cast<std::size_t>(p_.nodes[i].leader)].push_back(i);
    }
  }

  /// Sets node `i` and its followers; the most cycles of them.
  std::int64_t set(std::size_t i, const Fold& fold, Folding& out) const {
    out[i] = fold;
    std::int64_t most = p_.nodes[i].unit->cycles(fold);
    for (const std::size_t f : followers_[i]) most = std::max(most, set(f, p_.nodes[f].unit->follow(fold), out));
    return most;
  }

  /// The slowest folding of the group below the goal, or its fastest.
  std::int64_t fold(std::size_t i, Goal goal, Folding& out) const {
    const Unit& unit = *p_.nodes[i].unit;
    const std::int64_t below = goal.below_cycles;
    Fold taken = unit.fold_for(goal);
    std::int64_t most = set(i, taken, out);
    while (most >= below) {
      goal.below_cycles = unit.cycles(taken);
      const Fold next = unit.fold_for(goal);
      if (unit.cycles(next) >= unit.cycles(taken)) break;  // beyond the weight words allowed there is nothing faster
      taken = next;
      most = set(i, taken, out);
    }
    return most;
  }

  std::int64_t fold_all(const Goal& goal, Folding& out) const {
    std::int64_t slowest = 0;
    for (std::size_t i = 0; i < p_.nodes.size(); ++i) {
      if (p_.nodes[i].leader == kOutside) slowest = std::max(slowest, fold(i, goal, out));
    }
    return slowest;
  }

  /// Every cycle count that a group can have, ascending, without doubles.
  [[nodiscard]] std::vector<std::int64_t> cycle_counts(std::int64_t max_weight_bits) const {
    std::vector<std::int64_t> out;
    Folding scratch(p_.nodes.size());
    for (std::size_t i = 0; i < p_.nodes.size(); ++i) {
      if (p_.nodes[i].leader != kOutside) continue;
      std::int64_t below = kNoLimit;
      for (std::int64_t cycles = fold(i, {below, max_weight_bits}, scratch); cycles < below; cycles = fold(i, {below, max_weight_bits}, scratch)) {
        out.push_back(cycles);
        below = cycles;
      }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

 private:
  const Pipeline& p_;
  std::vector<std::vector<std::size_t>> followers_;
};

std::int64_t cycles_below(double clock_hz, double fps) {
  return static_cast<std::int64_t>(std::clamp(std::floor(clock_hz / fps), 1.0, 1e15));
}

std::string shortage_text(const Resources& total, const Params& params) {
  std::string out;
  for (const Shortage& s : usage(total, params)) {
    if (s.needed <= s.available) continue;
    out += fmt::format("{}{} {} needed, {} available: {} too many", out.empty() ? "" : "; ", s.resource, s.needed, s.available, s.needed - s.available);
  }
  return out;
}

std::optional<Design> fastest_that_fits(const Pipeline& pipeline, const Params& params) {
  const Groups groups(pipeline);
  const std::int64_t cap = cycles_below(params.clock_hz, params.max_fps);
  const auto attempt = [&](std::int64_t below) -> std::optional<Design> {
    Design design = evaluate(pipeline, fold_below(pipeline, below, params.max_weight_bits), params);
    if (design.interval >= below) {  // the slowest unit is as fast as it gets: the others need be no faster
      Design lean = evaluate(pipeline, fold_below(pipeline, design.interval + 1, params.max_weight_bits), params);
      if (lean.interval <= design.interval) design = std::move(lean);
    }
    if (fits(design.total, params)) return design;
    return std::nullopt;
  };
  if (auto design = attempt(cap)) return design;
  for (const std::int64_t cycles : groups.cycle_counts(params.max_weight_bits)) {
    if (cycles < cap) continue;
    if (auto design = attempt(cycles + 1)) return design;
  }
  return std::nullopt;
}

tl::unexpected<Error> does_not_fit(const Pipeline& pipeline, const Params& params, const Design& design, const std::string& what) {
  std::string remedy;
  if (const auto other = fastest_that_fits(pipeline, params)) {
    remedy = fmt::format("this folding fits, {:.6g} inferences/s: --set dataflow.folding={}", params.clock_hz / static_cast<double>(other->interval),
                         folding_text(pipeline, other->folding, params));
  } else {
    const Design least = evaluate(pipeline, fold_below(pipeline, kNoLimit, params.max_weight_bits), params);
    remedy = "no folding fits; the slowest one: " + shortage_text(least.total, params);
  }
  return fail(ErrorCode::does_not_fit, what, shortage_text(design.total, params), remedy);
}

Result<FoldedDesign> fold_to_target(const Pipeline& pipeline, const Params& params) {
  const std::int64_t below = cycles_below(params.clock_hz, params.target_fps);
  FoldedDesign out;
  out.design = evaluate(pipeline, fold_below(pipeline, below, params.max_weight_bits), params);
  // A unit behind a narrow stream may take longer than its own cycles: what it lacks is unfolded further.
  constexpr int kAttempts = 16;
  for (std::int64_t aim = below, i = 0; out.design.interval > below && i < kAttempts; ++i) {
    aim = std::max<std::int64_t>(aim - (out.design.interval - below), 1);
    Design next = evaluate(pipeline, fold_below(pipeline, aim, params.max_weight_bits), params);
    if (next.interval >= out.design.interval) break;
    out.design = std::move(next);
  }
  if (out.design.interval > below) {
    out.design = evaluate(pipeline, fold_below(pipeline, below, kNoLimit), params);
    if (out.design.interval <= below)
      out.notes.push_back(fmt::format("{:.6g} inferences/s need weight words beyond {} bit (dataflow.max_weight_bits)", params.target_fps, params.max_weight_bits));
  }
  if (params.clock_hz / static_cast<double>(out.design.interval) < params.target_fps) {
    const Node& slowest = pipeline.nodes[static_cast<std::size_t>(out.design.slowest)];
    return bad_input("dataflow.target_fps",
                     fmt::format("{:.6g} inferences/s are {} cycles each at {:.6g} MHz; unfolded completely '{}' takes {}", params.target_fps, below,
                                 params.clock_hz / 1e6, slowest.name, out.design.interval),
                     fmt::format("nearest that can be reached: {:.6g} inferences/s", std::floor(params.clock_hz / static_cast<double>(out.design.interval))));
  }
  if (!fits(out.design.total, params)) return does_not_fit(pipeline, params, out.design, fmt::format("{:.6g} inferences/s", params.target_fps));
  return out;
}

}  // namespace

Result<void> check_room(const Design& design, const Params& params) {
  if (fits(design.total, params)) return {};
  return fail(ErrorCode::does_not_fit, "FIFOs", shortage_text(design.total, params), "lower dataflow.target_fps, or set dataflow.max_fps below the present rate");
}

Folding fold_below(const Pipeline& pipeline, std::int64_t below, std::int64_t max_weight_bits) {
  const Groups groups(pipeline);
  Folding out(pipeline.nodes.size());
  const std::int64_t slowest = groups.fold_all({below, max_weight_bits}, out);
  if (slowest >= below) groups.fold_all({slowest, max_weight_bits}, out);
  return out;
}

std::string folding_text(const Pipeline& pipeline, const Folding& folding, const Params& params) {
  std::string out;
  for (std::size_t i = 0; i < pipeline.nodes.size(); ++i) {
    const Unit& unit = *pipeline.nodes[i].unit;
    if (!unit.is_matrix()) continue;
    const FoldLimits most = unit.limits();
    const Fold& f = folding[i];
    const std::string entry =
        params.style == "hls4ml" ? std::to_string(most.pe_of * most.simd_of / (f.pe * f.simd)) : fmt::format("{}:{}", f.pe, f.simd);
    out += (out.empty() ? "" : ",") + entry;
  }
  return out;
}

Result<FoldedDesign> fold(const Pipeline& pipeline, const Params& params) {
  const bool given = params.folding != "auto" || (params.style == "hls4ml" && params.reuse_factor > 0);
  if (given) {
    auto chosen = read_folding(pipeline, params);
    if (!chosen) return pass(chosen.error());
    // Units that the list does not name are as fast as the slowest that it does.
    const Groups groups(pipeline);
    Folding folding(pipeline.nodes.size());
    groups.fold_all({chosen->slowest + 1, kNoLimit}, folding);
    for (const auto& [node, f] : chosen->folds) groups.set(node, f, folding);
    for (const auto& [node, f] : chosen->folds) folding[node] = f;
    FoldedDesign out{evaluate(pipeline, std::move(folding), params), std::move(chosen->notes)};
    if (!fits(out.design.total, params)) return does_not_fit(pipeline, params, out.design, "dataflow.folding");
    return out;
  }
  if (params.target_fps > 0) return fold_to_target(pipeline, params);
  if (auto design = fastest_that_fits(pipeline, params)) return FoldedDesign{std::move(*design), {}};
  const Design least = evaluate(pipeline, fold_below(pipeline, kNoLimit, params.max_weight_bits), params);
  return does_not_fit(pipeline, params, least, "network");
}

}  // namespace quartet::dataflow
