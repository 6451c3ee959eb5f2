// The registered lowerings: one line an operator.
#include "accel/dataflow/lower/lowerings.hpp"

namespace quartet::dataflow {

const std::vector<OperatorLowering>& lowerings() {
  static const std::vector<OperatorLowering> all = {
      {"conv1d", lower_convolution},
      {"conv2d", lower_convolution},
      {"depthwise_conv2d", lower_depthwise},
      {"fully_connected", lower_fully_connected},
      {"pad", lower_pad},
      {"max_pool", lower_window_pool},
      {"average_pool", lower_window_pool},
      {"global_max_pool", lower_global_pool},
      {"global_average_pool", lower_global_pool},
      {"add", lower_add},
      {"sub", lower_add},
      {"concat", lower_concat},
      {"relu", lower_elementwise},
      {"relu6", lower_elementwise},
      {"abs", lower_elementwise},
      {"sign", lower_elementwise},
      {"requantize", lower_requantize},
      {"multi_threshold", lower_requantize},
      {"identity", lower_copy},
      {"reshape", lower_reshape},
      {"softmax", lower_softmax},
  };
  return all;
}

MapShape map_shape(const Shape& shape) {
  MapShape out;
  if (shape.size() == 3) return {shape[0], shape[1], shape[2]};
  if (shape.size() == 2) return {shape[0], 1, shape[1]};
  for (const int d : shape) out.c *= d;
  return out;
}

}  // namespace quartet::dataflow
