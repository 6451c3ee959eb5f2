#include "frontends/model/onnx/window.hpp"

#include <algorithm>

namespace quartet::onnx_import {

namespace {

constexpr std::int64_t kMaxAttribute =
    1 << 20;  // beyond any image, and small enough that products stay within 64 bits

Result<std::vector<std::int64_t>> read_list(const Converter& c, const Node& node, const std::string& key,
                                            std::size_t size, std::int64_t fallback, std::int64_t least) {
  std::vector<std::int64_t> list = node.integers(key);
  if (list.empty()) list.assign(size, fallback);
  if (list.size() != size)
    return c.error(node, key + " has " + std::to_string(list.size()) + " values, " + std::to_string(size) +
                             " are needed");
  for (const std::int64_t v : list) {
    if (v < least || v > kMaxAttribute)
      return c.error(node, key + " holds " + std::to_string(v) + ", which is not from " +
                               std::to_string(least) + " to " + std::to_string(kMaxAttribute));
  }
  return list;
}

/// SAME_UPPER and SAME_LOWER: as many outputs as ceil(input/stride), the odd element at the end or at the
/// start.
void pad_same(Window& window, const std::vector<std::int64_t>& spatial, bool upper) {
  for (std::size_t i = 0; i < window.rank(); ++i) {
    const std::int64_t outputs = (spatial[i] + window.stride[i] - 1) / window.stride[i];
    const std::int64_t total =
        std::max<std::int64_t>(0, (outputs - 1) * window.stride[i] + window.span(i) - spatial[i]);
    window.before[i] = upper ? total / 2 : total - total / 2;
    window.after[i] = total - window.before[i];
  }
}

/// ceil_mode: padding at the end until the last window that starts inside the image or its left padding is
/// whole.
void pad_to_ceiling(Window& window, const std::vector<std::int64_t>& spatial) {
  for (std::size_t i = 0; i < window.rank(); ++i) {
    const std::int64_t slack = spatial[i] + window.before[i] + window.after[i] - window.span(i);
    const std::int64_t rest = slack < 0 ? 0 : slack % window.stride[i];
    if (rest == 0) continue;
    const std::int64_t start = slack - rest + window.stride[i];
    if (start < spatial[i] + window.before[i]) window.after[i] += window.stride[i] - rest;
  }
}

}  // namespace

Result<Window> read_window(const Converter& c, const Node& node, std::vector<std::int64_t> kernel,
                           const std::vector<std::int64_t>& spatial) {
  const std::size_t rank = spatial.size();
  Window window;
  if (kernel.empty() && node.integers("kernel_shape").empty()) return c.error(node, "it has no kernel_shape");
  const auto shape = read_list(c, node, "kernel_shape", rank, 1, 1);
  if (!shape) return pass(shape.error());
  if (!kernel.empty() && node.has("kernel_shape") && *shape != kernel)
    return c.error(node, "kernel_shape " + to_text(*shape) + " is not the weights' " + to_text(kernel));
  window.kernel = kernel.empty() ? *shape : std::move(kernel);
  const auto stride = read_list(c, node, "strides", rank, 1, 1);
  const auto dilation = read_list(c, node, "dilations", rank, 1, 1);
  const auto pads = read_list(c, node, "pads", 2 * rank, 0, 0);
  const auto output = read_list(c, node, "output_padding", rank, 0, 0);
  for (const auto* list : {&stride, &dilation, &pads, &output}) {
    if (!*list) return pass(list->error());
  }
  window.stride = *stride;
  window.dilation = *dilation;
  window.before.assign(pads->begin(), pads->begin() + static_cast<std::ptrdiff_t>(rank));
  window.after.assign(pads->begin() + static_cast<std::ptrdiff_t>(rank), pads->end());
  window.output_padding = *output;
  const std::string mode = node.text("auto_pad", "NOTSET");
  if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
    pad_same(window, spatial, mode == "SAME_UPPER");
  } else if (mode == "VALID") {
    window.before.assign(rank, 0);
    window.after.assign(rank, 0);
  } else if (mode != "NOTSET" && !mode.empty()) {
    return c.error(node, "auto_pad '" + printable(mode) + "' is not known");
  }
  if (node.integer("ceil_mode", 0) != 0) pad_to_ceiling(window, spatial);
  return window;
}

Result<std::vector<std::int64_t>> window_sizes(const Converter& c, const Node& node, const Window& window,
                                               const std::vector<std::int64_t>& spatial) {
  std::vector<std::int64_t> sizes;
  for (std::size_t i = 0; i < window.rank(); ++i) {
    const std::int64_t slack = spatial[i] + window.before[i] + window.after[i] - window.span(i);
    if (slack < 0)
      return c.error(node, "its kernel spans " + std::to_string(window.span(i)) +
                               " elements, the padded input has " + std::to_string(slack + window.span(i)));
    sizes.push_back(slack / window.stride[i] + 1);
  }
  return sizes;
}

Attributes window_attributes(const Window& window) {
  const auto pair = [&](const std::vector<std::int64_t>& list, int fallback) {
    return Size2{static_cast<int>(list[0]), window.rank() == 2 ? static_cast<int>(list[1]) : fallback};
  };
  Attributes attributes;
  attributes.kernel = pair(window.kernel, 1);
  attributes.stride = pair(window.stride, 1);
  attributes.dilation = pair(window.dilation, 1);
  attributes.output_padding = pair(window.output_padding, 0);
  const Size2 before = pair(window.before, 0);
  const Size2 after = pair(window.after, 0);
  attributes.padding = {before.h, before.w, after.h, after.w};
  return attributes;
}

Result<std::vector<std::int64_t>> spatial_axes(const Converter& c, const Node& node, const Activation& x) {
  if (x.dims.size() != 3 && x.dims.size() != 4)
    return c.error(node, "its input has shape " + to_text(x.dims) + ", it must be N,C,L or N,C,H,W");
  if (x.layout != Layout::channels_first)
    return c.error(node, "its input is channels-last", "ONNX computes on N,C,H,W: transpose before it");
  return std::vector<std::int64_t>(x.dims.begin() + 2, x.dims.end());
}

}  // namespace quartet::onnx_import
