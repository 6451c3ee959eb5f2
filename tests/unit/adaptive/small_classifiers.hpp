// Classifiers of one fully connected layer whose scores a test can choose.
#pragma once

#include <limits>

#include "tests/unit/graph/network_builder.hpp"

namespace quartet::test {

/// The scores are the first `classes` inputs themselves, as int8, or as int32 accumulators (`words`).
inline Network picking_classifier(int inputs, int classes, bool words = false, double input_scale = 0.1) {
  NetworkBuilder b;
  Layer& layer = b.layer("fully_connected", {b.input({inputs}, kInt8, {{input_scale}, {0}})}, {classes, inputs}, words ? kInt32 : kInt8);
  layer.name = "pick";
  if (words) {
    layer.requantization.clamp_min = std::numeric_limits<std::int32_t>::min();
    layer.requantization.clamp_max = std::numeric_limits<std::int32_t>::max();
  } else {
    layer.requantization.rule = Requantization::Rule::multiplier;
    layer.requantization.scales = {1.0 / 16};
  }
  Values& weights = b.network.tensor(layer.weights).constant;
  for (int c = 0; c < classes; ++c)
    for (int i = 0; i < inputs; ++i) weights[static_cast<std::size_t>(c * inputs + i)] = c == i ? 16 : 0;
  b.quantize_output({{0.5}, {0}});
  Network network = b.finish();
  (void)infer_and_validate(network);
  return network;
}

/// Two layers with weights that differ from class to class: more work, other scores.
inline Network larger_classifier(int inputs, int classes, double input_scale = 0.1) {
  NetworkBuilder b;
  Layer& first = b.layer("fully_connected", {b.input({inputs}, kInt8, {{input_scale}, {0}})}, {24, inputs});
  first.requantization.rule = Requantization::Rule::multiplier;
  first.requantization.scales = {0.01};
  for (std::size_t i = 0; auto& w : b.network.tensor(first.weights).constant) w = static_cast<std::int32_t>(i++ * 37 % 251) - 125;
  b.quantize_output({{0.2}, {0}});
  Layer& second = b.layer("fully_connected", {b.last()}, {classes, 24});
  second.requantization.rule = Requantization::Rule::multiplier;
  second.requantization.scales = {0.02};
  for (std::size_t i = 0; auto& w : b.network.tensor(second.weights).constant) w = static_cast<std::int32_t>(i++ * 53 % 201) - 100;
  b.quantize_output({{0.3}, {0}});
  Network network = b.finish();
  (void)infer_and_validate(network);
  return network;
}

}  // namespace quartet::test
