// Units that work element by element: thresholds, requantizers, sums.
#include <algorithm>

#include "accel/dataflow/units/units.hpp"

namespace quartet::dataflow {
namespace {

class Elementwise : public Unit {
 public:
  explicit Elementwise(const ElementShape& shape) : s_(shape) {}
  [[nodiscard]] FoldLimits limits() const override { return {s_.channels, 1}; }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return s_.channels / f.pe * s_.pixels; }
  [[nodiscard]] Side input(std::int64_t, const Fold& f) const override { return {cycles(f), f.pe, s_.input.bits}; }
  [[nodiscard]] Side output(const Fold& f) const override { return {cycles(f), f.pe, s_.output.bits}; }
  [[nodiscard]] Flow through(std::span<const Flow> in, const Fold& f, std::int64_t) const override {
    Flow late = in[0];
    for (const Flow& x : in.subspan(1)) {
      const Flow other = x.in_rows(late.row_count());
      late.first = std::max(late.first, other.first);
      for (std::size_t r = 0; r < late.rows.size() && r < other.rows.size(); ++r) late.rows[r] = std::max(late.rows[r], other.rows[r]);
    }
    return row_by_row(late, {.rows = s_.rows, .cycles = cycles(f) / s_.rows, .behind = 0, .needs = 1, .latency = latency(), .idle = interval_of(f) - 1, .beats = input(0, f).beats});
  }

 protected:
  [[nodiscard]] virtual std::int64_t latency() const = 0;
  /// Cycles between beats at the least.
  [[nodiscard]] virtual std::int64_t interval_of(const Fold&) const { return 1; }
  [[nodiscard]] std::map<std::string, std::int64_t> params(const Fold& f) const {
    return {{"channels", s_.channels}, {"pe", f.pe}, {"pixels", s_.pixels}, {"bits", s_.input.bits}, {"out_bits", s_.output.bits}};
  }
  ElementShape s_;
};

/// LUT: steps·acc·ceil(channels/PE/64) thresholds and steps·acc comparators a lane (FINN's thr and cmp), with its scale.
class Thresholding final : public Elementwise {
 public:
  Thresholding(const ElementShape& shape, std::int64_t steps, std::function<Values()> table)
      : Elementwise(shape), steps_(steps), table_(std::move(table)) {}
  [[nodiscard]] std::string_view kind() const override { return "thresholding"; }
  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    const Estimates& e = build.estimates;
    const auto lane = static_cast<double>(steps_ * s_.input.bits);
    const auto words = static_cast<double>(ceil_div(s_.channels / f.pe, e.lut_rom_depth));
    return logic(e.mvau_lut_scale * static_cast<double>(f.pe) * lane * (words + 1), e);
  }
  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    UnitSpec out{name, "threshold", params(f), "", {}};
    if (s_.output.is_signed) out.params["bias"] = s_.output.min();
    return out;
  }
  void attach_tables(UnitSpec& spec, const Fold&) const override {
    spec.tables["thresholds"] = std::make_shared<const Lanes>(table_());
  }

 private:
  /// RTL: latency N + 2, N the output bits.
  [[nodiscard]] std::int64_t latency() const override { return s_.output.bits + 2; }
  std::int64_t steps_;
  std::function<Values()> table_;
};

class Requantizer final : public Elementwise {
 public:
  Requantizer(const ElementShape& shape, bool multiplies, std::int64_t reads) : Elementwise(shape), multiplies_(multiplies), reads_(reads) {}
  [[nodiscard]] std::string_view kind() const override { return multiplies_ ? "requantizer" : "clamp"; }
  [[nodiscard]] FoldLimits limits() const override { return {s_.channels, reads_}; }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return Elementwise::cycles(f) * interval_of(f); }
  [[nodiscard]] Side input(std::int64_t, const Fold& f) const override { return {Elementwise::cycles(f), f.pe, s_.input.bits}; }
  [[nodiscard]] Side output(const Fold& f) const override { return {Elementwise::cycles(f), f.pe, s_.output.bits}; }
  [[nodiscard]] Fold follow(const Fold& leader) const override { return {.pe = leader.pe, .simd = leader.simd}; }
  /// Standing alone it has as many requantizers as lanes.
  [[nodiscard]] Fold fold_for(const Goal& goal) const override {
    Fold fold{.pe = 1, .simd = reads_};
    for (const std::int64_t pe : divisors(s_.channels)) {
      fold.pe = pe;
      if (cycles(fold) < goal.below_cycles) break;
    }
    return fold;
  }
  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    const Estimates& e = build.estimates;
    const std::int64_t lanes = requantizers(f);
    if (!multiplies_) return logic(static_cast<double>(e.control_lut + lanes * (s_.input.bits + s_.output.bits)), e);
    Resources out = logic(static_cast<double>(e.control_lut + lanes * e.requantizer_lut), e);
    out += memory_of(s_.channels / lanes, lanes * e.requantizer_bits, e.lut_rom_depth, e);
    out.dsp += lanes * e.requantizer_dsp;
    return out;
  }
  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    UnitSpec out{name, "requantize", params(f), "", {}};
    out.params["out_signed"] = s_.output.is_signed ? 1 : 0;
    out.params["interval"] = interval_of(f);
    return out;
  }

 private:
  static constexpr std::int64_t kLatency = 4;
  [[nodiscard]] std::int64_t latency() const override { return kLatency; }
  [[nodiscard]] std::int64_t requantizers(const Fold& f) const { return ceil_div(f.pe, reads_ / f.simd); }
  [[nodiscard]] std::int64_t interval_of(const Fold& f) const override { return ceil_div(f.pe, requantizers(f)); }
  bool multiplies_;
  std::int64_t reads_;
};

class Add final : public Elementwise {
 public:
  Add(const ElementShape& shape, std::int64_t requantizers) : Elementwise(shape), requantizers_(requantizers) {}
  [[nodiscard]] std::string_view kind() const override { return "add"; }
  [[nodiscard]] std::int64_t input_ports() const override { return 2; }
  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    const Estimates& e = build.estimates;
    const std::int64_t lane = s_.input.bits + 1 + requantizers_ * e.requantizer_lut;
    Resources out = logic(static_cast<double>(e.control_lut + f.pe * lane), e);
    out.dsp += f.pe * requantizers_ * e.requantizer_dsp;
    return out;
  }
  [[nodiscard]] std::string input_name(std::int64_t port) const override { return port == 0 ? "a" : "b"; }
  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override { return {name, "add", params(f), "", {}}; }

 private:
  [[nodiscard]] std::int64_t latency() const override { return 3; }
  std::int64_t requantizers_;
};

}  // namespace

UnitPtr make_thresholding(ElementShape shape, std::int64_t steps, std::function<Values()> table) {
  return std::make_unique<Thresholding>(shape, steps, std::move(table));
}
UnitPtr make_requantizer(ElementShape shape, bool multiplies, std::int64_t reads) {
  return std::make_unique<Requantizer>(shape, multiplies, reads);
}
UnitPtr make_add(ElementShape shape, std::int64_t requantizers) { return std::make_unique<Add>(shape, requantizers); }

}  // namespace quartet::dataflow
