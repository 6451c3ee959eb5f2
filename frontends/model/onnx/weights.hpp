// Quantized constants as weights and biases of layers.
#pragma once

#include "frontends/model/onnx/converter.hpp"

namespace quartet::onnx_import {

/// A weight constant's integers without zero point, in its own element order, with one scale per output
/// channel or one.
struct Weights {
  Values q;
  std::vector<double> scales{1.0};
  IntType type = kInt8;
};

/// `axis` is the output-channel axis. Floats without quantizer and scales along another axis are errors.
[[nodiscard]] Result<Weights> symmetric_weights(const Converter& c, const Node& node,
                                                const Constant& constant, int axis);

/// Adds the layer with its weights, and the bias when there is one: integers that count accumulator units
/// stay exact, a float bias stays pending until the layer is quantized. `order` holds q in the layer's order,
/// `shape` its shape.
[[nodiscard]] Result<Activation> add_weighted(Converter& c, const Node& node, const Activation& x,
                                              Layer layer, Weights weights, Values order, Shape shape,
                                              const ConstantPtr& bias, const Dims& dims);

}  // namespace quartet::onnx_import
