// Sliding window and padding.
#include <algorithm>
#include <utility>

#include "accel/dataflow/units/units.hpp"

namespace quartet::dataflow {
namespace {

// Cycles from an element's arrival to the first window beat that holds it, measured on the generated RTL.
constexpr std::int64_t kWindowLatency = 2;
// One output register and the handshake in front of it.
constexpr std::int64_t kPaddingLatency = 2;

class SlidingWindow final : public Unit {
 public:
  explicit SlidingWindow(const WindowShape& shape) : s_(shape) {}

  [[nodiscard]] std::string_view kind() const override { return s_.depthwise ? "SWG depthwise" : "SWG"; }
  [[nodiscard]] FoldLimits limits() const override { return {1, s_.channels}; }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override {
    if (f.parallel_window) return input_beats(f) + kWindowLatency;
    const std::int64_t cf = s_.channels / f.simd;
    if (s_.h == 1) return out_pixels() * taps() * cf + kWindowLatency;
    const std::int64_t rows = s_.out_h * std::max(s_.out_w * taps() * cf, s_.stride.w * s_.w * cf);
    const std::int64_t depthwise =
        s_.depthwise ? s_.out_h * s_.out_w * (s_.stride.w - 1) * (cf - 1) + (s_.stride.h - 1) * s_.w * cf : 0;
    return fill(f) + rows + depthwise;
  }
  /// Measured on the generated RTL: the next frame comes in while the last windows of this one go out.
  [[nodiscard]] std::int64_t interval(const Fold& f) const override {
    if (f.parallel_window) return cycles(f);
    const std::int64_t cf = s_.channels / f.simd;
    const std::int64_t overlap = s_.depthwise ? taps() + cf - 3 : taps() * cf - kWindowLatency;
    const std::int64_t frame = s_.h == 1 ? fill(f) + out_pixels() * taps() * cf : cycles(f);
    return std::max(frame - overlap, input_beats(f));
  }
  [[nodiscard]] Side input(std::int64_t, const Fold& f) const override { return {input_beats(f), f.simd, s_.type.bits}; }
  [[nodiscard]] Side output(const Fold& f) const override {
    const std::int64_t lanes = f.parallel_window ? f.simd * taps() : f.simd;
    return {out_pixels() * taps() * s_.channels / lanes, lanes, s_.type.bits};
  }

  [[nodiscard]] Fold fold_for(const Goal& goal) const override {
    Fold fold;
    for (const std::int64_t simd : divisors(s_.channels)) {
      fold.simd = simd;
      if (cycles(fold) < goal.below_cycles) return fold;
    }
    fold.parallel_window = taps() > 1;
    return fold;
  }
  [[nodiscard]] Fold follow(const Fold& leader) const override {
    return {.pe = 1, .simd = leader.pe, .parallel_window = leader.simd > 1};
  }
  [[nodiscard]] Fold unfolded() const override { return {.pe = 1, .simd = s_.channels, .parallel_window = taps() > 1}; }

  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    Resources out = logic(static_cast<double>(build.estimates.swg_base_lut), build.estimates);
    out += memory_of(fill(f), f.simd * s_.type.bits, build.estimates.swg_lutram_depth, build.estimates);
    return out;
  }

  [[nodiscard]] Flow through(std::span<const Flow> in, const Fold& f, std::int64_t) const override {
    const Flow x = in[0].in_rows(s_.h);
    const std::int64_t cf = s_.channels / f.simd;
    const std::int64_t window = output(f).beats / out_pixels();  // beats of one window
    const std::int64_t row = f.parallel_window ? s_.stride.h * s_.w * cf : std::max(s_.out_w * window, s_.stride.w * s_.w * cf);
    Flow out{x.first + kWindowLatency, {}, output(f).beats, std::max(f.parallel_window ? s_.out_w * window : row, x.pace)};
    std::int64_t done = x.first - 1;
    for (std::int64_t r = 0; r < s_.out_h; ++r) {
      const std::int64_t needed = std::min(r * s_.stride.h + (s_.kernel.h - 1) * s_.dilation.h, s_.h - 1);
      // The row's first window is complete with its last pixel (depthwise: that pixel's first channels), the last with the row's.
      const bool waits = s_.depthwise && !f.parallel_window;
      const std::int64_t ready = x.at((needed * s_.w + (s_.kernel.w - 1) * s_.dilation.w) * cf + (waits ? 0 : cf - 1));
      const std::int64_t after = f.parallel_window ? 0 : waits ? s_.out_w * window - 1 : (s_.out_w - 1) * window;
      done = std::max({done + row, ready + after, x.at((needed + 1) * s_.w * cf - 1) + (waits ? window - taps() : 0)});
      if (r == 0) out.first = std::max(out.first, ready + kWindowLatency - (waits || f.parallel_window ? 0 : window));
      out.rows.push_back(done + kWindowLatency);
    }
    return out;
  }

  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    return {name,
            "window",
            {{"channels", s_.channels},
             {"h", s_.h},
             {"w", s_.w},
             {"kh", s_.kernel.h},
             {"kw", s_.kernel.w},
             {"sh", s_.stride.h},
             {"sw", s_.stride.w},
             {"dh", s_.dilation.h},
             {"dw", s_.dilation.w},
             {"simd", f.simd},
             {"bits", s_.type.bits},
             {"depthwise", s_.depthwise ? 1 : 0}},
            f.parallel_window ? "parallel" : "default",
            {}};
  }

 private:
  [[nodiscard]] std::int64_t taps() const { return std::int64_t{s_.kernel.h} * s_.kernel.w; }
  [[nodiscard]] std::int64_t out_pixels() const { return s_.out_h * s_.out_w; }
  [[nodiscard]] std::int64_t input_beats(const Fold& f) const { return s_.h * s_.w * (s_.channels / f.simd); }
  /// Beats that must be there before the first window is complete: B.
  [[nodiscard]] std::int64_t fill(const Fold& f) const {
    return ((s_.kernel.h - 1) * s_.dilation.h * s_.w + (s_.kernel.w - 1) * s_.dilation.w + 1) * (s_.channels / f.simd);
  }
  WindowShape s_;
};

class PaddingUnit final : public Unit {
 public:
  explicit PaddingUnit(const PaddingShape& shape) : s_(shape) {}

  [[nodiscard]] std::string_view kind() const override { return "padding"; }
  [[nodiscard]] FoldLimits limits() const override { return {1, s_.channels}; }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return out_h() * out_w() * (s_.channels / f.simd); }
  [[nodiscard]] Side input(std::int64_t, const Fold& f) const override { return {s_.h * s_.w * (s_.channels / f.simd), f.simd, s_.type.bits}; }
  [[nodiscard]] Side output(const Fold& f) const override { return {cycles(f), f.simd, s_.type.bits}; }
  /// Goes with the window behind it.
  [[nodiscard]] Fold follow(const Fold& leader) const override { return {.pe = 1, .simd = leader.simd}; }
  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    const double counters = 2.0 * (log2_up(out_h()) + log2_up(out_w()) + log2_up(s_.channels / f.simd));
    return logic(static_cast<double>(build.estimates.control_lut) + counters + static_cast<double>(f.simd * s_.type.bits) / 2, build.estimates);
  }
  [[nodiscard]] Flow through(std::span<const Flow> in, const Fold& f, std::int64_t) const override {
    const Flow x = in[0].in_rows(s_.h);
    const std::int64_t cf = s_.channels / f.simd;
    const std::int64_t row = out_w() * cf;
    // New rows before the map are made as soon as the pipeline starts.
    Flow out{s_.padding.top + s_.padding.left > 0 ? kPaddingLatency : x.first + kPaddingLatency, {}, cycles(f), std::max(row, x.pace)};
    std::int64_t done = -1;
    for (std::int64_t r = 0; r < out_h(); ++r) {
      const std::int64_t inside = r - s_.padding.top;
      const std::int64_t come = inside < 0 ? 0 : inside >= s_.h ? x.last() + 1 : x.rows[static_cast<std::size_t>(std::min(inside, x.row_count() - 1))];
      done = std::max(done + row, inside < 0 ? 0 : come + s_.padding.right * cf);
      out.rows.push_back(done + kPaddingLatency);
    }
    return out;
  }
  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    return {name,
            "padding",
            {{"channels", s_.channels},
             {"h", s_.h},
             {"w", s_.w},
             {"top", s_.padding.top},
             {"bottom", s_.padding.bottom},
             {"left", s_.padding.left},
             {"right", s_.padding.right},
             {"simd", f.simd},
             {"bits", s_.type.bits},
             {"value", s_.value}},
            "",
            {}};
  }

 private:
  [[nodiscard]] std::int64_t out_h() const { return s_.h + s_.padding.top + s_.padding.bottom; }
  [[nodiscard]] std::int64_t out_w() const { return s_.w + s_.padding.left + s_.padding.right; }
  PaddingShape s_;
};

}  // namespace

UnitPtr make_sliding_window(WindowShape s) {
  if (s.w == 1 && s.kernel.w == 1) {  // a sequence lies along the width
    std::swap(s.h, s.w);
    std::swap(s.out_h, s.out_w);
    std::swap(s.kernel.h, s.kernel.w);
    std::swap(s.stride.h, s.stride.w);
    std::swap(s.dilation.h, s.dilation.w);
  }
  return std::make_unique<SlidingWindow>(s);
}
UnitPtr make_padding(PaddingShape shape) { return std::make_unique<PaddingUnit>(shape); }

}  // namespace quartet::dataflow
