// VVAU: every channel by its own taps.
#include <algorithm>

#include "accel/dataflow/units/matrix_lut.hpp"
#include "accel/dataflow/units/units.hpp"

namespace quartet::dataflow {
namespace {

// As the matrix unit without replay: there is nothing to replay.
constexpr std::int64_t kLatency = 5;

class Vvau final : public Unit {
 public:
  explicit Vvau(const DepthwiseShape& shape) : s_(shape) {}

  [[nodiscard]] std::string_view kind() const override { return "VVAU"; }
  [[nodiscard]] FoldLimits limits() const override { return {s_.channels, s_.taps}; }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return s_.channels * s_.taps / (f.pe * f.simd) * s_.vectors; }
  [[nodiscard]] Side input(std::int64_t, const Fold& f) const override { return {cycles(f), f.pe * f.simd, s_.input.bits}; }
  [[nodiscard]] Side output(const Fold& f) const override {
    return {s_.vectors * (s_.channels / f.pe), f.pe, s_.accumulator_bits};
  }
  [[nodiscard]] bool is_matrix() const override { return true; }
  [[nodiscard]] int product_bits() const override { return s_.input.bits + s_.weight.bits; }
  [[nodiscard]] std::int64_t macs_per_cycle(const Fold& f) const override { return f.pe * f.simd; }
  [[nodiscard]] std::int64_t weight_bits_total() const override { return s_.channels * s_.taps * s_.weight.bits; }

  [[nodiscard]] Result<void> check(const Fold& f, const std::string& place) const override {
    if (auto fine = Unit::check(f, place); !fine) return fine;
    if (f.simd > 1 && f.pe != s_.channels) {
      return bad_input(place, "SIMD " + std::to_string(f.simd) + " with PE " + std::to_string(f.pe) + ": taps are unfolded only when all " +
                                  std::to_string(s_.channels) + " channels are",
                       "nearest legal: SIMD 1, or PE " + std::to_string(s_.channels));
    }
    return {};
  }

  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    return matrix_resources({.pe = f.pe,
                             .simd = f.simd,
                             .weight_bits = s_.weight.bits,
                             .input_bits = s_.input.bits,
                             .accumulator_bits = s_.accumulator_bits,
                             .memory_depth = s_.channels * s_.taps / (f.pe * f.simd)},
                            build);
  }

  [[nodiscard]] Flow through(std::span<const Flow> in, const Fold& f, std::int64_t) const override {
    const std::int64_t taps = s_.taps / f.simd;
    return row_by_row(in[0], {.rows = s_.rows, .cycles = cycles(f) / s_.rows, .behind = 0, .needs = taps, .latency = kLatency, .beats = output(f).beats});
  }

  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    return {name,
            "vvau",
            {{"channels", s_.channels},
             {"taps", s_.taps},
             {"pe", f.pe},
             {"simd", f.simd},
             {"abits", s_.input.bits},
             {"wbits", s_.weight.bits},
             {"accbits", s_.accumulator_bits},
             {"vectors", s_.vectors}},
            "",
            {}};
  }
  void attach_tables(UnitSpec& spec, const Fold&) const override {
    if (s_.weights != nullptr) spec.tables["weights"] = std::make_shared<const Lanes>(*s_.weights);
  }

 private:
  DepthwiseShape s_;
};

}  // namespace

UnitPtr make_vvau(DepthwiseShape shape) { return std::make_unique<Vvau>(shape); }

}  // namespace quartet::dataflow
