#include "workloads/graph/operators/shape_rules.hpp"

#include <fmt/format.h>

namespace quartet {

const Shape* image_input(const Network& network, const Layer& layer, std::size_t index, Findings& findings) {
  const Shape& shape = network.tensor(layer.inputs.at(index)).shape;
  if (shape.size() == 3) return &shape;
  findings.add(
      fmt::format("input {} has shape {}, must be height x width x channels", index, to_string(shape)),
      "insert a reshape; a sequence is L x 1 x C");
  return nullptr;
}

bool check_window_attributes(const Attributes& a, Findings& findings) {
  bool good = true;
  const auto positive = [&](const char* what, int value) {
    good &= findings.check_range(what, value, 1, kMaxWindowAttribute);
  };
  const auto padding = [&](const char* what, int value) {
    good &= findings.check_range(what, value, 0, kMaxWindowAttribute);
  };
  positive("kernel height", a.kernel.h);
  positive("kernel width", a.kernel.w);
  positive("stride height", a.stride.h);
  positive("stride width", a.stride.w);
  positive("dilation height", a.dilation.h);
  positive("dilation width", a.dilation.w);
  padding("padding at top", a.padding.top);
  padding("padding at left", a.padding.left);
  padding("padding at bottom", a.padding.bottom);
  padding("padding at right", a.padding.right);
  return good;
}

WindowAxis height_axis(const Shape& image, const Attributes& a) {
  return {"height", image[0], a.kernel.h, a.stride.h, a.dilation.h, a.padding.top, a.padding.bottom};
}

WindowAxis width_axis(const Shape& image, const Attributes& a) {
  return {"width", image[1], a.kernel.w, a.stride.w, a.dilation.w, a.padding.left, a.padding.right};
}

std::int64_t window_count(const WindowAxis& window, Findings& findings) {
  const std::int64_t room = window.size + window.before + window.after - window.reach() - 1;
  if (room >= 0) return room / window.stride + 1;
  findings.add(fmt::format("the window spans {} elements but the padded input {} is {}", window.reach() + 1,
                           window.axis, window.size + window.before + window.after),
               "use a smaller kernel or dilation, or more padding");
  return 0;
}

Shape limited_shape(std::int64_t h, std::int64_t w, std::int64_t c, Findings& findings) {
  if (h < 1 || w < 1 || c < 1) return {};
  if (h <= kMaxElements && w <= kMaxElements / h && c <= kMaxElements / (h * w)) {
    return {static_cast<int>(h), static_cast<int>(w), static_cast<int>(c)};
  }
  findings.add(fmt::format("the output of {} x {} x {} exceeds the limit of {} elements a tensor", h, w, c,
                           kMaxElements));
  return {};
}

const Shape* convolution_weights(const Network& network, const Layer& layer, int input_channels, int groups,
                                 Findings& findings) {
  const Shape& shape = network.tensor(layer.weights).shape;
  const Size2 kernel = layer.attributes.kernel;
  if (shape.size() != 4) {
    findings.add(fmt::format(
        "weights have shape {}, must be outputs x kernel height x kernel width x inputs per group",
        to_string(shape)));
    return nullptr;
  }
  bool good = true;
  if (shape[1] != kernel.h || shape[2] != kernel.w) {
    findings.add(
        fmt::format("weights of {} disagree with the kernel of {}x{}", to_string(shape), kernel.h, kernel.w));
    good = false;
  }
  if (!findings.check_range("groups", groups, 1, kMaxWindowAttribute)) return nullptr;
  if (input_channels % groups != 0 || shape[0] % groups != 0) {
    findings.add(fmt::format("{} groups do not divide {} input and {} output channels", groups,
                             input_channels, shape[0]));
    return nullptr;
  }
  if (shape[3] != input_channels / groups) {
    findings.add(fmt::format("weights of {} take {} input channels a group, the input has {} in {} group(s)",
                             to_string(shape), shape[3], input_channels, groups));
    good = false;
  }
  return good ? &shape : nullptr;
}

std::int64_t convolution_macs(const Network& network, const Layer& layer) {
  const Shape& out = network.tensor(layer.output).shape;
  if (out.size() != 3) return 0;
  return std::int64_t{out[0]} * out[1] * network.tensor(layer.weights).elements();
}

Result<Shape> infer_convolution(const Network& network, const Layer& layer, int groups, Findings findings) {
  const Shape* image = image_input(network, layer, 0, findings);
  const bool attributes_good = check_window_attributes(layer.attributes, findings);
  if (image == nullptr || !attributes_good) return findings.conclude({});
  const Shape* weights = convolution_weights(network, layer, (*image)[2], groups, findings);
  const std::int64_t h = window_count(height_axis(*image, layer.attributes), findings);
  const std::int64_t w = window_count(width_axis(*image, layer.attributes), findings);
  if (weights == nullptr) return findings.conclude({});
  Shape shape = limited_shape(h, w, weights->front(), findings);
  return findings.conclude(std::move(shape));
}

}  // namespace quartet
