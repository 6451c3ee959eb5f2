// conv_transpose2d: the input stretched with stride − 1 zeros between elements and output_padding zeros at
// bottom and right, then conv2d with padding reach − padding on each side, reach = dilation·(kernel − 1).
// MACs count every tap of every output, stretched zeros included: the convention of the MAX78000's recorded
// figures.
#include <algorithm>

#include <fmt/format.h>

#include "workloads/graph/operators/operators.hpp"
#include "workloads/graph/operators/shape_rules.hpp"

namespace quartet {
namespace {

// (size − 1)·stride + 1 + output_padding + 2·reach − padding − reach.
std::int64_t stretched_count(const WindowAxis& window, int output_padding, Findings& findings) {
  if (window.before > window.reach() || window.after > window.reach()) {
    findings.add(fmt::format("padding {}, {} along the {} exceeds dilation x (kernel - 1) = {}",
                             window.before, window.after, window.axis, window.reach()));
    return 0;
  }
  // More output padding than this only adds rows that the next stride would have given.
  const std::int64_t most = std::max(window.stride, window.dilation) - 1;
  if (!findings.check_range(fmt::format("output padding along the {}", window.axis), output_padding, 0, most))
    return 0;
  const std::int64_t count =
      (window.size - 1) * window.stride + 1 + output_padding + window.reach() - window.before - window.after;
  if (count < 1) {
    findings.add(fmt::format("nothing remains of the {} after padding {}, {}", window.axis, window.before,
                             window.after));
  }
  return count;
}

class ConvTranspose2d final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "conv_transpose2d"; }
  [[nodiscard]] Traits traits() const override {
    return {.needs_weights = true, .rules = kEveryRule, .clamps = true};
  }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Attributes& a = layer.attributes;
    const Shape* image = image_input(network, layer, 0, findings);
    const bool attributes_good = check_window_attributes(a, findings);
    if (image == nullptr || !attributes_good) return findings.conclude({});
    const Shape* weights = convolution_weights(network, layer, (*image)[2], a.groups, findings);
    const std::int64_t h = stretched_count(height_axis(*image, a), a.output_padding.h, findings);
    const std::int64_t w = stretched_count(width_axis(*image, a), a.output_padding.w, findings);
    if (weights == nullptr) return findings.conclude({});
    Shape shape = limited_shape(h, w, weights->front(), findings);
    return findings.conclude(std::move(shape));
  }
  [[nodiscard]] std::int64_t macs(const Network& network, const Layer& layer) const override {
    return convolution_macs(network, layer);
  }
};

}  // namespace

const Operator& conv_transpose2d_operator() {
  static const ConvTranspose2d instance;
  return instance;
}

}  // namespace quartet
