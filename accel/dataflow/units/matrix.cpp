// MVAU, in FINN's folding and in hls4ml's.
#include <fmt/format.h>

#include <algorithm>

#include "accel/dataflow/reuse_factor.hpp"
#include "accel/dataflow/units/matrix_lut.hpp"
#include "accel/dataflow/units/units.hpp"

namespace quartet::dataflow {
namespace {

// Cycles from the last product of an output beat to that beat, measured on the RTL unit (rtl_cycles of the goldens): with
// the replay buffer (more than one fold of outputs) and without.
constexpr std::int64_t kLatencyReplayed = 7;
constexpr std::int64_t kLatencyDirect = 5;

class Mvau : public Unit {
 public:
  explicit Mvau(MatrixShape shape) : s_(std::move(shape)) {}

  [[nodiscard]] std::string_view kind() const override { return "MVAU"; }
  [[nodiscard]] FoldLimits limits() const override { return {s_.mh, s_.mw}; }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return s_.vectors * outputs(f) * inputs(f); }
  /// The buffer that replays a vector holds 2^ceil(log2 SF) beats: what room it has beside the vector, and the
  /// converter's register, take the next one early,
  /// the rest comes while the last pass empties it and the first one fills it; when that takes longer, the unit waits.
  [[nodiscard]] std::int64_t interval_fed(const Fold& f, std::int64_t lanes) const override {
    if (outputs(f) < 2) return std::max(interval(f), s_.vectors * (s_.mw / lanes));
    const std::int64_t room = (std::int64_t{1} << log2_up(inputs(f))) - inputs(f);
    const std::int64_t late = (inputs(f) - std::min(room + 1, inputs(f))) * f.simd / lanes;
    return interval(f) + s_.vectors * std::max<std::int64_t>(late - 2 * inputs(f), 0);
  }
  [[nodiscard]] Side input(std::int64_t, const Fold& f) const override {
    return {s_.vectors * inputs(f), f.simd, s_.input.bits};
  }
  [[nodiscard]] Side output(const Fold& f) const override {
    return {s_.vectors * outputs(f), f.pe, s_.accumulator_bits};
  }
  [[nodiscard]] bool is_matrix() const override { return true; }
  [[nodiscard]] int product_bits() const override { return s_.input.bits + s_.weight.bits; }
  [[nodiscard]] std::int64_t macs_per_cycle(const Fold& f) const override { return f.pe * f.simd; }
  [[nodiscard]] std::int64_t weight_bits_total() const override { return s_.mh * s_.mw * s_.weight.bits; }

  [[nodiscard]] Fold fold_for(const Goal& goal) const override {
    Fold fold;
    for (const std::int64_t simd : divisors(s_.mw)) {
      const std::int64_t before = fold.simd;
      fold.simd = simd;
      if (cycles(fold) < goal.below_cycles) return fold;
      if (s_.weight.bits * simd > goal.max_weight_bits) {
        fold.simd = before;
        break;
      }
    }
    for (const std::int64_t pe : divisors(s_.mh)) {
      fold.pe = pe;
      if (cycles(fold) < goal.below_cycles) break;
    }
    return fold;
  }

  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    return matrix_resources({.pe = f.pe,
                             .simd = f.simd,
                             .weight_bits = s_.weight.bits,
                             .input_bits = s_.input.bits,
                             .accumulator_bits = s_.accumulator_bits,
                             .memory_depth = outputs(f) * inputs(f)},
                            build);
  }

  [[nodiscard]] Flow through(std::span<const Flow> in, const Fold& f, std::int64_t interval) const override {
    const std::int64_t latency = outputs(f) > 1 ? kLatencyReplayed : kLatencyDirect;
    return row_by_row(in[0], {.rows = s_.rows,
                              .cycles = (s_.vectors > 1 ? interval : cycles(f)) / s_.rows,
                              .behind = (outputs(f) - 1) * inputs(f),
                              .needs = inputs(f),
                              .latency = latency + 1,
                              .beats = output(f).beats});
  }

  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    return {name,
            "mvau",
            {{"mw", s_.mw},
             {"mh", s_.mh},
             {"pe", f.pe},
             {"simd", f.simd},
             {"abits", s_.input.bits},
             {"wbits", s_.weight.bits},
             {"accbits", s_.accumulator_bits},
             {"vectors", s_.vectors}},
            "",
            {}};
  }
  /// Rows of the weights in the order in which a vector's elements arrive.
  void attach_tables(UnitSpec& spec, const Fold&) const override {
    if (s_.weights == nullptr) return;
    Lanes rows = *s_.weights;
    if (!s_.column.empty()) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t mw = s_.column.size();
        rows[i] = (*s_.weights)[i / mw * mw + static_cast<std::size_t>(s_.column[i % mw])];
      }
    }
    spec.tables["weights"] = std::make_shared<const Lanes>(std::move(rows));
  }

 protected:
  [[nodiscard]] std::int64_t outputs(const Fold& f) const { return s_.mh / f.pe; }
  [[nodiscard]] std::int64_t inputs(const Fold& f) const { return s_.mw / f.simd; }
  MatrixShape s_;
};

class ReuseMatrix final : public Mvau {
 public:
  ReuseMatrix(MatrixShape shape, std::int64_t depth) : Mvau(std::move(shape)), depth_(depth) {}

  /// A single vector leaves the pipeline full for the next frame's; successive positions of a map each fill it again.
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return Mvau::cycles(f) + s_.vectors * bubble(); }
  [[nodiscard]] Result<void> check(const Fold& f, const std::string& place) const override {
    if (f == reuse_fold(nearest_reuse_factor(s_.mw * s_.mh / (f.pe * f.simd), s_.mw, s_.mh), s_.mw, s_.mh)) return {};
    return bad_input(place, fmt::format("PE {} and SIMD {} are no reuse factor of a {} x {} matrix", f.pe, f.simd, s_.mw, s_.mh));
  }

  [[nodiscard]] std::string_view kind() const override { return "reuse MVAU"; }
  [[nodiscard]] Fold fold_for(const Goal& goal) const override {
    std::int64_t taken = 1;
    for (const std::int64_t rf : legal_reuse_factors(s_.mw, s_.mh)) {
      if (cycles(reuse_fold(rf, s_.mw, s_.mh)) < goal.below_cycles) taken = rf;
    }
    return reuse_fold(taken, s_.mw, s_.mh);
  }
  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    const std::int64_t multipliers = f.pe * f.simd;
    const int bits = product_bits();
    Resources out = memory_of(outputs(f) * inputs(f), multipliers * s_.weight.bits, build.estimates.lut_rom_depth, build.estimates);
    if (build.use_dsp) out.dsp += multipliers;
    const double product = build.use_dsp ? 0.0 : product_lut(s_.weight.bits, s_.input.bits, build.estimates);
    const double adders = static_cast<double>(bits) * static_cast<double>(2 * f.simd - 1) / static_cast<double>(f.simd);
    out += logic(build.estimates.mvau_base_lut +
                     build.estimates.mvau_lut_scale * (static_cast<double>(multipliers) * (product + adders) +
                                                       static_cast<double>(f.pe * s_.accumulator_bits)),
                 build.estimates);
    return out;
  }
  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    UnitSpec out = Mvau::spec(name, f);
    out.params["bubble"] = bubble();
    return out;
  }

 private:
  [[nodiscard]] std::int64_t bubble() const { return s_.vectors > 1 ? depth_ : 0; }
  std::int64_t depth_;
};

}  // namespace

UnitPtr make_mvau(MatrixShape shape) { return std::make_unique<Mvau>(std::move(shape)); }
UnitPtr make_reuse_matrix(MatrixShape shape, std::int64_t pipeline_depth) {
  return std::make_unique<ReuseMatrix>(std::move(shape), pipeline_depth);
}

}  // namespace quartet::dataflow
