// max_pool, average_pool: a window over the taps inside the image; global_max_pool, global_average_pool: H,
// W, C → 1, 1, C.
#include <fmt/format.h>

#include "workloads/graph/operators/operators.hpp"
#include "workloads/graph/operators/shape_rules.hpp"

namespace quartet {
namespace {

// The sum of 8-bit values over a window must fit 32 bit.
constexpr std::int64_t kMaxAveraged = std::int64_t{1} << 22;

void check_averaged(std::int64_t count, Findings& findings) {
  if (count > kMaxAveraged) {
    findings.add(fmt::format("averages over {} elements, at most {} are supported", count, kMaxAveraged));
  }
}

// Every window must hold a tap inside the image: there is no maximum and no average of nothing.
void check_no_empty_window(const WindowAxis& window, Findings& findings) {
  if (window.before > window.reach() || window.after > window.reach()) {
    findings.add(
        fmt::format("padding {}, {} along the {} leaves windows without an element (the window spans {})",
                    window.before, window.after, window.axis, window.reach() + 1),
        "pad by less than the window");
  } else if (window.before + window.after > 0 && window.dilation > window.size) {
    findings.add(fmt::format("dilation {} with padding along a {} of {} leaves windows without an element",
                             window.dilation, window.axis, window.size));
  }
}

class WindowPool : public Operator {
 public:
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Attributes& a = layer.attributes;
    const Shape* image = image_input(network, layer, 0, findings);
    const bool attributes_good = check_window_attributes(a, findings);
    if (image == nullptr || !attributes_good) return findings.conclude({});
    check(a, findings);
    check_no_empty_window(height_axis(*image, a), findings);
    check_no_empty_window(width_axis(*image, a), findings);
    const std::int64_t h = window_count(height_axis(*image, a), findings);
    const std::int64_t w = window_count(width_axis(*image, a), findings);
    Shape shape = limited_shape(h, w, (*image)[2], findings);
    return findings.conclude(std::move(shape));
  }

 protected:
  virtual void check(const Attributes& attributes, Findings& findings) const = 0;
};

class MaxPool final : public WindowPool {
 public:
  [[nodiscard]] std::string_view name() const override { return "max_pool"; }
  [[nodiscard]] Traits traits() const override { return {.clamps = true, .same_type = true}; }

 protected:
  void check(const Attributes&, Findings&) const override {}
};

class AveragePool final : public WindowPool {
 public:
  [[nodiscard]] std::string_view name() const override { return "average_pool"; }
  [[nodiscard]] Traits traits() const override { return {.clamps = true, .same_type = true}; }

 protected:
  void check(const Attributes& a, Findings& findings) const override {
    if (a.dilation != Size2{1, 1}) findings.add("an average pool has no dilation");
    check_averaged(std::int64_t{a.kernel.h} * a.kernel.w, findings);
  }
};

class GlobalPool : public Operator {
 public:
  [[nodiscard]] Traits traits() const override { return {.clamps = true, .same_type = true}; }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Shape* image = image_input(network, layer, 0, findings);
    if (image == nullptr) return findings.conclude({});
    check(std::int64_t{(*image)[0]} * (*image)[1], findings);
    return findings.conclude({1, 1, (*image)[2]});
  }

 protected:
  virtual void check(std::int64_t pixels, Findings& findings) const = 0;
};

class GlobalMaxPool final : public GlobalPool {
 public:
  [[nodiscard]] std::string_view name() const override { return "global_max_pool"; }

 protected:
  void check(std::int64_t, Findings&) const override {}
};

class GlobalAveragePool final : public GlobalPool {
 public:
  [[nodiscard]] std::string_view name() const override { return "global_average_pool"; }

 protected:
  void check(std::int64_t pixels, Findings& findings) const override { check_averaged(pixels, findings); }
};

}  // namespace

const Operator& max_pool_operator() {
  static const MaxPool instance;
  return instance;
}
const Operator& average_pool_operator() {
  static const AveragePool instance;
  return instance;
}
const Operator& global_max_pool_operator() {
  static const GlobalMaxPool instance;
  return instance;
}
const Operator& global_average_pool_operator() {
  static const GlobalAveragePool instance;
  return instance;
}

}  // namespace quartet
