#include "sim/run/activation_peak.hpp"

#include <gtest/gtest.h>

namespace quartet {
namespace {

TensorId tensor(Network& network, int elements) {
  Tensor t;
  t.shape = {elements};
  return network.add(t);
}

void layer(Network& network, std::vector<TensorId> inputs, TensorId output) {
  Layer l;
  l.op = "add";
  l.inputs = std::move(inputs);
  l.output = output;
  network.layers.push_back(l);
}

TEST(ActivationPeak, OfAChainIsTheLargestNeighbouringPair) {
  Network n;
  const TensorId a = tensor(n, 10), b = tensor(n, 100), c = tensor(n, 30), d = tensor(n, 5);
  n.inputs = {a};
  n.outputs = {d};
  layer(n, {a}, b);
  layer(n, {b}, c);
  layer(n, {c}, d);
  EXPECT_EQ(activation_peak_bytes(n), 130);
}

TEST(ActivationPeak, KeepsASkippedTensorAliveUntilItsLastReader) {
  Network n;
  const TensorId a = tensor(n, 50), b = tensor(n, 20), c = tensor(n, 20), d = tensor(n, 50);
  n.inputs = {a};
  n.outputs = {d};
  layer(n, {a}, b);
  layer(n, {b}, c);
  layer(n, {a, c}, d);
  EXPECT_EQ(activation_peak_bytes(n), 50 + 20 + 50);
}

TEST(ActivationPeak, CountsNarrowTypesByTheirBits) {
  Network n;
  const TensorId a = tensor(n, 16), b = tensor(n, 16);
  n.tensor(a).type = IntType{4, true, false};
  n.inputs = {a};
  n.outputs = {b};
  layer(n, {a}, b);
  EXPECT_EQ(activation_peak_bytes(n), 8 + 16);
}

}  // namespace
}  // namespace quartet
