// Passes that change values: what holds all the same.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "tests/property/passes/random_stack.hpp"
#include "tests/unit/graph/network_builder.hpp"
#include "workloads/passes/pass.hpp"

namespace quartet {

using test::golden_output;
using test::NetworkBuilder;

namespace {

Network applied(const Network& network, const std::string& pass) {
  const Result<Network> rewritten = run_passes(network, {pass});
  if (!rewritten) RC_FAIL(rewritten.error().text());
  return *rewritten;
}

/// One fully connected layer, 8-bit weights, a multiplier a channel.
Network dense(int inputs, int outputs) {
  NetworkBuilder b;
  Layer& layer = b.layer("fully_connected", {b.input({inputs}, kInt8, {{0.1}, {*rc::gen::inRange(-20, 21)}})}, {outputs, inputs});
  layer.requantization.rule = Requantization::Rule::multiplier;
  for (std::int32_t& w : b.network.tensor(b.network.layers[0].weights).constant) w = *rc::gen::inRange(-127, 128);
  for (int o = 0; o < outputs; ++o)
    b.network.layers[0].requantization.scales.push_back(*rc::gen::inRange(1, 1000) * 1e-5);
  Network network = b.finish();
  if (!infer_and_validate(network)) RC_FAIL("not valid");
  return network;
}

bool is_power_of_two(double scale) {
  int exponent = 0;
  return std::frexp(scale, &exponent) == 0.5;
}

}  // namespace

RC_GTEST_PROP(Pow2Scales, EveryMultiplierOfALayerWithWideWeightsIsAPowerOfTwo, ()) {
  const Network network = applied(test::random_stack(), "pow2_scales:scope=channel");
  for (const Layer& layer : network.layers) {
    if (layer.requantization.rule != Requantization::Rule::multiplier || layer.weights == kNoTensor) continue;
    if (network.tensor(layer.weights).type.bits < 5) continue;
    for (const double scale : layer.requantization.scales) RC_ASSERT(is_power_of_two(scale));
  }
}

// A weight is off by half a step of the new scale at most, and so is the bias; both roundings of the result add one.
RC_GTEST_PROP(Pow2Scales, OutputsDifferByNoMoreThanTheRoundedWeightsCanMove, ()) {
  const int inputs = *rc::gen::inRange(1, 9), outputs = *rc::gen::inRange(1, 4);
  const Network network = dense(inputs, outputs);
  const Network rounded = applied(network, "pow2_scales:scope=channel");
  const std::int32_t zero = network.tensor(network.inputs[0]).quantization.zero_point();
  const Values input = test::random_input(network);
  double moved = 0.0;
  for (const std::int32_t x : input) moved += 0.5 * std::abs(x - zero);
  const Values before = golden_output(network, input, Rounding::single_rounding);
  const Values after = golden_output(rounded, input, Rounding::single_rounding);
  for (std::size_t o = 0; o < before.size(); ++o) {
    const double bound = moved * rounded.layers[0].requantization.scales[o] + 1.0;
    RC_ASSERT(std::abs(before[o] - after[o]) <= bound);
  }
}

RC_GTEST_PROP(Pow2Scales, ALayerHasOnePowerOfTwoUnlessItIsToldOtherwise, ()) {
  const Network network = applied(dense(4, 3), "pow2_scales");
  RC_ASSERT(network.layers[0].requantization.scales.size() == 1U);
  RC_ASSERT(is_power_of_two(network.layers[0].requantization.scales[0]));
}

RC_GTEST_PROP(Binarize, InnerWeightsAreBipolarAndShapesStay, ()) {
  const Network network = test::random_stack();
  const Network binary = applied(network, "binarize:ends=true");
  RC_ASSERT(binary.tensor(binary.outputs[0]).shape == network.tensor(network.outputs[0]).shape);
  RC_ASSERT(golden_output(binary, test::random_input(network), Rounding::double_rounding).size() ==
            golden_output(network, test::random_input(network), Rounding::double_rounding).size());
}

// Where all |w| of a channel are equal, a sign and a size say all there is to say.
RC_GTEST_PROP(Binarize, KeepsALayerWhoseWeightsDifferInSignOnly, ()) {
  const int inputs = *rc::gen::inRange(1, 9), size = 1 << *rc::gen::inRange(0, 7);
  Network network = dense(inputs, 2);
  for (std::int32_t& w : network.tensor(network.layers[0].weights).constant) w = w >= 0 && size < 128 ? std::min(size, 127) : -std::min(size, 127);
  const Network binary = applied(network, "binarize:ends=true");
  RC_ASSERT(binary.tensor(binary.layers[0].weights).type.bipolar);
  const Values input = test::random_input(network);
  const Values before = golden_output(network, input, Rounding::single_rounding);
  const Values after = golden_output(binary, input, Rounding::single_rounding);
  for (std::size_t o = 0; o < before.size(); ++o) RC_ASSERT(std::abs(before[o] - after[o]) <= 1);
}

RC_GTEST_PROP(PruneChannels, LeavesAValidNetworkOfTheSameOutputShape, ()) {
  const Network network = test::random_stack();
  const int percent = *rc::gen::inRange(0, 95);
  const Network pruned = applied(network, "prune_channels:fraction=" + std::to_string(percent / 100.0));
  RC_ASSERT(pruned.tensor(pruned.outputs[0]).shape == network.tensor(network.outputs[0]).shape);
  RC_ASSERT(pruned.macs() <= network.macs());
  RC_ASSERT(pruned.weight_bytes() <= network.weight_bytes());
}

}  // namespace quartet
