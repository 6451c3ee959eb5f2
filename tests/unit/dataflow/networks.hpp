// Networks of our own with the shapes of published FPGA designs and made-up weights: they have the time and the resources of
// the real ones, not their answers.
#pragma once

#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet::test {

/// A perceptron with `bits`-bit weights and thresholds, last layer without activation; int8 input.
[[nodiscard]] Network threshold_mlp(const std::vector<int>& sizes, int bits);
/// 490-256-256-256-12, 3 bit: the shape of KWS-W3A3.
[[nodiscard]] Network kws_like();
/// Binary CNV: six 3x3 convolutions without padding, two pools, three fully connected layers; 32x32x3 input of 8 bit.
[[nodiscard]] Network cnv_like();

/// A small map through one convolution and more, int8 with multiplier requantization: what a test does not care about has
/// defaults.
struct ConvNet {
  Shape input{8, 8, 4};
  int channels = 8;
  int kernel = 3;
  int stride = 1;
  int padding = 1;
  bool depthwise = false;    ///< a depthwise layer before the pointwise one
  bool residual = false;     ///< adds the map to the result of two convolutions
  int classes = 10;          ///< 0: ends with the map
};
[[nodiscard]] Network conv_net(const ConvNet& shape);

}  // namespace quartet::test
