// Pools: behind a sliding window, and over the whole map.
#include <algorithm>

#include "accel/dataflow/units/units.hpp"

namespace quartet::dataflow {
namespace {

// One operation and one output register (the streaming units' element depth) and the handshake in front.
constexpr std::int64_t kLatency = 3;

class Pool final : public Unit {
 public:
  explicit Pool(const PoolShape& shape) : s_(shape) {}

  [[nodiscard]] std::string_view kind() const override { return "pool"; }
  [[nodiscard]] FoldLimits limits() const override { return {s_.channels, 1}; }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return s_.channels * s_.taps / f.pe * s_.pixels; }
  [[nodiscard]] Side input(std::int64_t, const Fold& f) const override { return {cycles(f), f.pe, s_.type.bits}; }
  [[nodiscard]] Side output(const Fold& f) const override { return {s_.channels / f.pe * s_.pixels, f.pe, s_.type.bits}; }
  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    const std::int64_t lane = 2 * s_.type.bits + log2_up(s_.taps);  // compare and select, or accumulate
    return logic(static_cast<double>(build.estimates.control_lut + f.pe * lane), build.estimates);
  }
  [[nodiscard]] Flow through(std::span<const Flow> in, const Fold& f, std::int64_t) const override {
    return row_by_row(in[0], {.rows = s_.rows, .cycles = cycles(f) / s_.rows, .behind = 0, .needs = s_.taps, .latency = kLatency, .beats = output(f).beats});
  }
  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    return {name,
            "pool",
            {{"channels", s_.channels},
             {"taps", s_.taps},
             {"pe", f.pe},
             {"vectors", s_.pixels},
             {"bits", s_.type.bits},
             {"out_bits", s_.type.bits},
             {"sum", s_.average ? 1 : 0}},
            "window",
            {}};
  }

 private:
  PoolShape s_;
};

class GlobalPool final : public Unit {
 public:
  explicit GlobalPool(const PoolShape& shape) : s_(shape) {}

  [[nodiscard]] std::string_view kind() const override { return "global pool"; }
  [[nodiscard]] FoldLimits limits() const override { return {s_.channels, 1}; }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return (s_.taps + 1) * (s_.channels / f.pe); }
  [[nodiscard]] Side input(std::int64_t, const Fold& f) const override { return {s_.taps * (s_.channels / f.pe), f.pe, s_.type.bits}; }
  [[nodiscard]] Side output(const Fold& f) const override { return {s_.channels / f.pe, f.pe, s_.type.bits}; }
  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    const std::int64_t sum = s_.type.bits + log2_up(s_.taps);
    Resources out = logic(static_cast<double>(build.estimates.control_lut + f.pe * sum), build.estimates);
    out += memory_of(s_.channels / f.pe, f.pe * sum, build.estimates.lut_rom_depth, build.estimates);
    out += logic(static_cast<double>(build.estimates.requantizer_lut), build.estimates);  // one divider by a constant
    out.dsp += build.estimates.requantizer_dsp;
    return out;
  }
  [[nodiscard]] Flow through(std::span<const Flow> in, const Fold& f, std::int64_t) const override {
    const Flow& x = in[0];
    const std::int64_t cf = s_.channels / f.pe;
    const std::int64_t full = std::max(x.last(), x.first + x.beats - 1) + 1 + kLatency;
    return {full, {full + cf - 1}, cf, cf};
  }
  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    return {name,
            "global_pool",
            {{"channels", s_.channels},
             {"pixels", s_.taps},
             {"pe", f.pe},
             {"bits", s_.type.bits},
             {"out_bits", s_.type.bits},
             {"sum", s_.average ? 1 : 0}},
            "",
            {}};
  }

 private:
  PoolShape s_;
};

}  // namespace

UnitPtr make_pool(PoolShape shape) { return std::make_unique<Pool>(shape); }
UnitPtr make_global_pool(PoolShape shape) { return std::make_unique<GlobalPool>(shape); }

}  // namespace quartet::dataflow
