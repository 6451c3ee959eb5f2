// Kernel, stride, dilation and padding attributes of convolutions and pools.
#pragma once

#include "frontends/model/onnx/converter.hpp"

namespace quartet::onnx_import {

/// Spatial attributes, one entry a spatial axis (1 or 2), all within int.
struct Window {
  std::vector<std::int64_t> kernel, stride, dilation, before, after, output_padding;
  [[nodiscard]] std::size_t rank() const { return kernel.size(); }
  /// Elements that one window spans.
  [[nodiscard]] std::int64_t span(std::size_t axis) const { return dilation[axis] * (kernel[axis] - 1) + 1; }
};

/// Reads and checks the attributes. `kernel` is the weights' spatial shape (empty: kernel_shape is required).
/// auto_pad is resolved for the spatial sizes of the input.
[[nodiscard]] Result<Window> read_window(const Converter& c, const Node& node,
                                         std::vector<std::int64_t> kernel,
                                         const std::vector<std::int64_t>& spatial);

/// Spatial sizes of the result of a convolution or pool.
[[nodiscard]] Result<std::vector<std::int64_t>> window_sizes(const Converter& c, const Node& node,
                                                             const Window& window,
                                                             const std::vector<std::int64_t>& spatial);

/// The window as layer attributes; one spatial axis becomes the height.
[[nodiscard]] Attributes window_attributes(const Window& window);

/// The spatial axes of an N,C,L or N,C,H,W activation; anything else is an error.
[[nodiscard]] Result<std::vector<std::int64_t>> spatial_axes(const Converter& c, const Node& node,
                                                             const Activation& x);

}  // namespace quartet::onnx_import
