// Small networks for the system's tests.
#pragma once

#include "tests/unit/cnn/network_builder.hpp"

namespace quartet::test {

/// 12x12x3 to ten classes; `wide`: as 32-bit values.
inline Network classifier(bool wide) {
  NetworkBuilder b;
  TensorId x = b.input({12, 12, 3});
  x = b.conv("conv2d", x, 16, {.relu = true, .bias = true});
  x = b.pool("max_pool", x, {2, 2}, {2, 2});
  x = b.conv("conv2d", x, 8, {});
  x = b.flatten(x, FlattenOrder::chw);
  return b.finish(b.linear(x, 10, wide));
}

/// A map as its result.
inline Network image_to_image(int channels) {
  NetworkBuilder b;
  TensorId x = b.input({7, 9, 3});
  x = b.conv("conv2d", x, channels, {.relu = true});
  return b.finish(b.conv("conv2d", x, channels, {}));
}

/// Its first layer may stream.
inline Network streaming() {
  NetworkBuilder b;
  TensorId x = b.input({64, 60, 3});
  x = b.conv("conv2d", x, 8, {});
  x = b.pool("max_pool", x, {4, 4}, {4, 4});
  return b.finish(b.conv("conv2d", x, 8, {}));
}

}  // namespace quartet::test
