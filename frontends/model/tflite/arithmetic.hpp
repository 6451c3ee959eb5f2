// TensorFlow Lite's rules for padding, fused activations and effective scales.
// Source: tflite-micro kernels (padding.h, kernel_util.cc), restated.
#pragma once

#include <vector>

#include "frontends/model/tflite/network_builder.hpp"

namespace quartet::tfl_schema {
enum class ActivationFunctionType : std::int8_t;
enum class Padding : std::int8_t;
}  // namespace quartet::tfl_schema

namespace quartet::tfl {

/// Window of a convolution or pool on an image; every value at least 1.
struct Window {
  Size2 kernel, stride, dilation;
};

/// Every value in [1, 65535], else the reason.
[[nodiscard]] std::string window_flaw(const Window& window);

/// SAME: out = ceil(in/stride), half of the total before (floor), the rest after. VALID: none. `height` and
/// `width` are those of the input (of a transposed convolution: of its output).
[[nodiscard]] Padding explicit_padding(tfl_schema::Padding kind, int height, int width, const Window& window);

/// Clamp of a fused activation in integers of the output; an error for those that are not clamps.
[[nodiscard]] Result<Clamp> fused_clamp(NetworkBuilder& net, const StoredOperator& op,
                                        tfl_schema::ActivationFunctionType function, TensorId output);

/// Per output channel in double: input · weights[c] / output, each float32 widened first. Fully connected
/// layers too: the recorded anomaly scores are met by the double product alone (a product rounded to float32
/// first moves 9 of 40 by up to 4e-5; classifiers are the same either way).
[[nodiscard]] std::vector<double> effective_scales(const Tensor& input, const StoredTensor& weights,
                                                   const Tensor& output);

/// Scales of the stored weights as doubles with zero points 0, for tensors whose first axis is the quantized
/// one.
[[nodiscard]] Quantization weight_quantization(const StoredTensor& weights);

}  // namespace quartet::tfl
