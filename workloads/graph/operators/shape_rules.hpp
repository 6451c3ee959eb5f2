// Shape arithmetic that operators share: sliding windows, images, weights. Each rule reports what it finds.
#pragma once

#include <cstdint>

#include "workloads/graph/findings.hpp"
#include "workloads/graph/network.hpp"

namespace quartet {

/// Largest kernel, stride, dilation, padding and group count that is accepted.
inline constexpr int kMaxWindowAttribute = 65535;

/// The shape of input `index` when it is an image H, W, C; nullptr with a finding otherwise.
[[nodiscard]] const Shape* image_input(const Network& network, const Layer& layer, std::size_t index,
                                       Findings& findings);

/// Kernel, stride and dilation in [1, kMaxWindowAttribute], padding in [0, kMaxWindowAttribute].
[[nodiscard]] bool check_window_attributes(const Attributes& attributes, Findings& findings);

/// A sliding window along one axis, in elements. `axis` names it in errors ("height").
struct WindowAxis {
  const char* axis = "";
  std::int64_t size = 1;
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t before = 0;  ///< padding
  std::int64_t after = 0;

  /// Distance between the first and the last tap.
  [[nodiscard]] std::int64_t reach() const { return dilation * (kernel - 1); }
};
[[nodiscard]] WindowAxis height_axis(const Shape& image, const Attributes& attributes);
[[nodiscard]] WindowAxis width_axis(const Shape& image, const Attributes& attributes);

/// floor((size + padding − reach − 1) / stride) + 1; 0 with a finding when no window fits.
[[nodiscard]] std::int64_t window_count(const WindowAxis& window, Findings& findings);

/// A Shape of 64-bit sizes; a finding when the tensor would exceed kMaxElements.
[[nodiscard]] Shape limited_shape(std::int64_t h, std::int64_t w, std::int64_t c, Findings& findings);

/// The weights' shape when it is [O, kernel.h, kernel.w, input_channels / groups] with groups that divide
/// both channel counts; nullptr with findings otherwise.
[[nodiscard]] const Shape* convolution_weights(const Network& network, const Layer& layer, int input_channels,
                                               int groups, Findings& findings);

/// out_h · out_w · elements of the weights: padded taps count, as in the MAX78000's recorded figures.
[[nodiscard]] std::int64_t convolution_macs(const Network& network, const Layer& layer);

/// Shape rule of conv2d, of conv1d on W = 1 and, with groups = channels, of depthwise_conv2d.
[[nodiscard]] Result<Shape> infer_convolution(const Network& network, const Layer& layer, int groups,
                                              Findings findings);

}  // namespace quartet
