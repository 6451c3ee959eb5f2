// Small networks of many shapes for properties of the dataflow compiler.
#pragma once

#include <rapidcheck.h>

#include "tests/unit/dataflow/networks.hpp"

namespace quartet::test {

inline Network random_network() {
  const int kind = *rc::gen::inRange(0, 3);
  if (kind == 0) {
    std::vector<int> sizes;
    const int layers = *rc::gen::inRange(2, 5);
    for (int i = 0; i < layers; ++i) sizes.push_back(*rc::gen::elementOf(std::vector<int>{4, 6, 8, 12, 16, 20, 24}));
    return threshold_mlp(sizes, *rc::gen::inRange(2, 5));
  }
  ConvNet shape;
  shape.input = {*rc::gen::inRange(4, 9), *rc::gen::inRange(4, 9), *rc::gen::elementOf(std::vector<int>{1, 2, 4, 6})};
  shape.depthwise = kind == 2 && shape.input[2] > 1;
  shape.residual = !shape.depthwise && *rc::gen::arbitrary<bool>();
  shape.channels = shape.residual ? shape.input[2] : *rc::gen::elementOf(std::vector<int>{2, 4, 8, 12});
  shape.kernel = *rc::gen::elementOf(std::vector<int>{1, 3});
  shape.stride = shape.residual || shape.kernel == 1 ? 1 : *rc::gen::inRange(1, 3);
  shape.padding = shape.kernel / 2;
  shape.classes = *rc::gen::elementOf(std::vector<int>{0, 3, 10});
  return conv_net(shape);
}

}  // namespace quartet::test
