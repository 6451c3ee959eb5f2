// Units that move elements: duplicate, concat, label select.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "accel/dataflow/units/units.hpp"

namespace quartet::dataflow {
namespace {

// One operation and one output register (the streaming units' element depth) and the handshake in front.
constexpr std::int64_t kLatency = 3;

class Duplicate final : public Unit {
 public:
  Duplicate(const ElementShape& shape, std::int64_t copies) : s_(shape), copies_(copies) {}
  [[nodiscard]] std::string_view kind() const override { return "duplicate"; }
  [[nodiscard]] FoldLimits limits() const override { return {s_.channels, 1}; }
  [[nodiscard]] std::int64_t output_ports() const override { return copies_; }
  [[nodiscard]] std::string output_name(std::int64_t port) const override { return fmt::format("out{}", port); }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return s_.channels / f.pe * s_.pixels; }
  [[nodiscard]] Side input(std::int64_t, const Fold& f) const override { return {cycles(f), f.pe, s_.input.bits}; }
  [[nodiscard]] Side output(const Fold& f) const override { return input(0, f); }
  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    return logic(static_cast<double>(build.estimates.control_lut + copies_ * ceil_div(input(0, f).width_bits(), 2)), build.estimates);
  }
  [[nodiscard]] Flow through(std::span<const Flow> in, const Fold& f, std::int64_t) const override {
    return row_by_row(in[0], {.rows = s_.rows, .cycles = cycles(f) / s_.rows, .behind = 0, .needs = 1, .latency = kLatency, .beats = cycles(f)});
  }
  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    return {name, "duplicate", {{"channels", s_.channels}, {"pe", f.pe}, {"pixels", s_.pixels}, {"bits", s_.input.bits}, {"copies", copies_}}, "", {}};
  }

 private:
  ElementShape s_;
  std::int64_t copies_;
};

class Concat final : public Unit {
 public:
  Concat(std::vector<std::int64_t> channels, std::int64_t pixels, std::int64_t rows, IntType type)
      : channels_(std::move(channels)),
        total_(std::accumulate(channels_.begin(), channels_.end(), std::int64_t{0})),
        common_(std::accumulate(channels_.begin(), channels_.end(), std::int64_t{0}, [](auto a, auto b) { return std::gcd(a, b); })),
        pixels_(pixels),
        rows_(rows),
        type_(type) {}
  [[nodiscard]] std::string_view kind() const override { return "concat"; }
  [[nodiscard]] FoldLimits limits() const override { return {common_, 1}; }
  [[nodiscard]] std::int64_t input_ports() const override { return static_cast<std::int64_t>(channels_.size()); }
  [[nodiscard]] std::string input_name(std::int64_t port) const override { return fmt::format("in{}", port); }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return total_ / f.pe * pixels_; }
  [[nodiscard]] Side input(std::int64_t port, const Fold& f) const override {
    return {channels_[static_cast<std::size_t>(port)] / f.pe * pixels_, f.pe, type_.bits};
  }
  [[nodiscard]] Side output(const Fold& f) const override { return {cycles(f), f.pe, type_.bits}; }
  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    return logic(static_cast<double>(build.estimates.control_lut + input_ports() * ceil_div(f.pe * type_.bits, 2)), build.estimates);
  }
  [[nodiscard]] Flow through(std::span<const Flow> in, const Fold& f, std::int64_t) const override {
    Flow late = in[0];
    for (const Flow& x : in.subspan(1)) {
      const Flow other = x.in_rows(late.row_count());
      for (std::size_t r = 0; r < late.rows.size() && r < other.rows.size(); ++r) late.rows[r] = std::max(late.rows[r], other.rows[r]);
    }
    return row_by_row(late, {.rows = rows_, .cycles = cycles(f) / rows_, .behind = 0, .needs = 1, .latency = kLatency, .beats = cycles(f)});
  }
  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    UnitSpec out{name, "concat", {{"inputs", input_ports()}, {"pe", f.pe}, {"pixels", pixels_}, {"bits", type_.bits}}, "sequential", {}};
    for (std::size_t i = 0; i < channels_.size(); ++i) out.params[fmt::format("channels{}", i)] = channels_[i];
    return out;
  }

 private:
  std::vector<std::int64_t> channels_;
  std::int64_t total_, common_, pixels_, rows_;
  IntType type_;
};

class LabelSelect final : public Unit {
 public:
  LabelSelect(std::int64_t labels, IntType input) : labels_(labels), input_(input) {}
  [[nodiscard]] std::string_view kind() const override { return "label select"; }
  [[nodiscard]] FoldLimits limits() const override { return {labels_, 1}; }
  [[nodiscard]] std::int64_t cycles(const Fold& f) const override { return labels_ / f.pe; }
  [[nodiscard]] Side input(std::int64_t, const Fold& f) const override { return {cycles(f), f.pe, input_.bits}; }
  [[nodiscard]] Side output(const Fold&) const override { return {1, 1, std::max(log2_up(labels_), 1)}; }
  [[nodiscard]] Resources resources(const Fold& f, const Build& build) const override {
    return logic(static_cast<double>(build.estimates.control_lut + f.pe * (2 * input_.bits + log2_up(labels_))), build.estimates);
  }
  [[nodiscard]] Flow through(std::span<const Flow> in, const Fold& f, std::int64_t) const override {
    const std::int64_t done = std::max(in[0].last(), in[0].first + cycles(f) - 1) + kLatency;
    return {done, {done}, 1, 1};
  }
  [[nodiscard]] UnitSpec spec(const std::string& name, const Fold& f) const override {
    return {name, "label_select", {{"labels", labels_}, {"pe", f.pe}, {"bits", input_.bits}}, "", {}};
  }

 private:
  std::int64_t labels_;
  IntType input_;
};

}  // namespace

UnitPtr make_duplicate(ElementShape shape, std::int64_t copies) { return std::make_unique<Duplicate>(shape, copies); }
UnitPtr make_concat(std::vector<std::int64_t> channels, std::int64_t pixels, std::int64_t rows, IntType type) {
  return std::make_unique<Concat>(std::move(channels), pixels, rows, type);
}
UnitPtr make_label_select(std::int64_t labels, IntType input) { return std::make_unique<LabelSelect>(labels, input); }

}  // namespace quartet::dataflow
