// What the tests of passes share.
#pragma once

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "tests/unit/graph/network_builder.hpp"
#include "workloads/passes/pass.hpp"

namespace quartet::test {

inline Network validated(Network network) {
  EXPECT_EQ(problems_of(network), "");
  (void)infer_and_validate(network);
  return network;
}

inline Network applied(const std::string& pass, const Network& network) {
  const Result<Network> result = run_passes(network, std::vector<std::string>{pass});
  EXPECT_TRUE(result) << result.error().text();
  return result ? *result : network;
}

/// The accumulator itself, int32 unless said.
inline void leave_open(NetworkBuilder& b, Layer& layer, IntType type = kInt32, Quantization q = {{1.0}, {0}}) {
  b.network.tensor(layer.output).type = type;
  b.network.tensor(layer.output).quantization = std::move(q);
  layer.requantization.rule = Requantization::Rule::none;
  layer.requantization.clamp_min = std::numeric_limits<std::int32_t>::min();
  layer.requantization.clamp_max = std::numeric_limits<std::int32_t>::max();
}

inline void multiply_by(Layer& layer, std::vector<double> scales) {
  layer.requantization.rule = Requantization::Rule::multiplier;
  layer.requantization.scales = std::move(scales);
}

inline std::vector<std::string> names(const Network& network) {
  std::vector<std::string> out;
  for (const Layer& layer : network.layers) out.push_back(layer.name);
  return out;
}

inline std::vector<std::string> ops(const Network& network) {
  std::vector<std::string> out;
  for (const Layer& layer : network.layers) out.push_back(layer.op);
  return out;
}

}  // namespace quartet::test
