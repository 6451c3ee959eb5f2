// Networks of our own with the layer shapes of the MLPerf Tiny models and random weights: they measure speed
// where the models are not at hand.
#pragma once

#include "workloads/graph/network.hpp"

namespace quartet::bench {

/// 49x10 input, convolution 10x4, four depthwise-separable blocks of 64 channels on 25x5, average pool, 12
/// classes.
[[nodiscard]] Network ds_cnn();
/// MobileNetV1 0.25 on 96x96x3, 2 classes.
[[nodiscard]] Network mobilenet();
/// One plain 3x3 convolution, 64 to 64 channels on 32x32, MAX78000 requantization by shift.
[[nodiscard]] Network convolution_3x3();

}  // namespace quartet::bench
