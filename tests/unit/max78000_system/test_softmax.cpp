// The softmax that the firmware computes on the array's result.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "sim/base/requantize.hpp"
#include "tests/unit/max78000_system/assembled_system.hpp"
#include "tests/unit/max78000_system/test_networks.hpp"
#include "workloads/golden/interpreter.hpp"
#include "workloads/golden/kernels/fixed_point.hpp"

namespace quartet::test {
namespace {

/// The golden softmax of int8 logits with a scale.
Values golden_softmax(const Values& logits, double scale, Rounding rounding) {
  Network n;
  n.name = "softmax";
  Tensor in, out;
  in.name = "x";
  in.shape = {static_cast<std::int32_t>(logits.size())};
  in.quantization = {{scale}, {0}};
  out.name = "y";
  out.quantization = {{0x1p-8}, {-128}};
  n.inputs = {n.add(in)};
  n.outputs = {n.add(out)};
  Layer layer;
  layer.name = "softmax";
  layer.op = "softmax";
  layer.inputs = n.inputs;
  layer.output = n.outputs[0];
  n.layers = {layer};
  EXPECT_TRUE(infer_and_validate(n).has_value());
  auto interpreter = Interpreter::create(n, {.rounding = rounding});
  EXPECT_TRUE(interpreter.has_value());
  EXPECT_TRUE(interpreter->run(std::vector<Values>{logits}).has_value());
  return interpreter->tensor(n.outputs[0]);
}

/// The same arithmetic for 32-bit logits, which the golden operator does not take: golden exponential and
/// reciprocal.
Values wide_softmax(const Values& x, double scale) {
  constexpr int kSumBits = 12;
  const QuantizedMultiplier m = quantize_multiplier(scale * (1 << 26), Rounding::double_rounding);
  const std::int64_t lowest = -((std::int64_t{31} << 26) >> m.shift);
  const std::int64_t largest = *std::max_element(x.begin(), x.end());
  const auto exponential = [&](std::int64_t d) {
    return golden::exp_on_negative_values(
        multiply_by_quantized(static_cast<std::int32_t>(d), m, Rounding::double_rounding));
  };
  std::int32_t sum = 0;
  for (const std::int64_t v : x)
    sum += v - largest >= lowest ? rounding_divide_by_pot(exponential(v - largest), kSumBits) : 0;
  const int headroom = std::countl_zero(static_cast<std::uint32_t>(sum));
  const std::int32_t reciprocal = golden::one_over_one_plus_x(
      static_cast<std::int32_t>((static_cast<std::uint32_t>(sum) << headroom) - (1U << 31)));
  Values y;
  for (const std::int64_t v : x) {
    std::int64_t p = 0;
    if (v - largest >= lowest)
      p = rounding_divide_by_pot(saturating_rounding_doubling_high_mul(reciprocal, exponential(v - largest)),
                                 kSumBits - headroom + 23);
    y.push_back(static_cast<std::int32_t>(std::clamp<std::int64_t>(p - 128, -128, 127)));
  }
  return y;
}

}  // namespace

TEST(SystemSoftmax, IsTheGoldenOneOnByteResultsInBothRoundings) {
  const Network network = classifier(false);
  for (const Rounding rounding : {Rounding::double_rounding, Rounding::single_rounding}) {
    const AssembledSystem s(network, "max78000-system", rounding);
    for (std::uint64_t seed = 1; seed < 4; ++seed) {
      const auto run = s.simulate(NetworkBuilder::random_inputs(network, seed));
      ASSERT_TRUE(run.has_value()) << run.error().text();
      ASSERT_EQ(run->core.probabilities.size(), 10U);
      EXPECT_EQ(run->core.probabilities, golden_softmax(run->core.values, 0x1p-7, rounding));
    }
  }
}

TEST(SystemSoftmax, TakesWordResultsAsQ17_14) {
  const Network network = classifier(true);
  const AssembledSystem s(network);
  for (std::uint64_t seed = 1; seed < 4; ++seed) {
    const auto run = s.simulate(NetworkBuilder::random_inputs(network, seed));
    ASSERT_TRUE(run.has_value()) << run.error().text();
    EXPECT_EQ(run->core.probabilities, wide_softmax(run->core.values, 0x1p-14));
  }
}

TEST(SystemSoftmax, IsLeftOutWhereTheNetworkHasNoneAndNobodyAsksForIt) {
  const Network network = classifier(true);
  soc::SystemParams params = system_params("max78000-system");
  params.softmax = "network";
  const AssembledSystem s(network, AssembledSystem(network).array, params);
  const auto run = s.simulate(NetworkBuilder::random_inputs(network, 1));
  ASSERT_TRUE(run.has_value()) << run.error().text();
  EXPECT_TRUE(run->core.probabilities.empty());
  for (const soc::Mark& mark : run->core.marks) EXPECT_NE(mark.phase, std::uint32_t{Q_SOFTMAX_PHASE});
}

TEST(SystemSoftmax, OfTheNetworkItselfUsesItsScaleAndBeta) {
  NetworkBuilder b;
  TensorId x = b.input({1, 1, 32});
  x = b.linear(x, 6, false);
  b.network.tensor(x).quantization = {{0.0625}, {0}};
  x = b.simple("softmax", x);
  b.network.layers.back().attributes.beta = 2.0;
  b.network.tensor(x).quantization = {{0x1p-8}, {-128}};
  const Network network = b.finish(x);
  const AssembledSystem s(network);
  const auto run = s.simulate(NetworkBuilder::random_inputs(network, 2));
  ASSERT_TRUE(run.has_value()) << run.error().text();
  EXPECT_EQ(run->core.probabilities, golden_softmax(run->core.values, 0.125, Rounding::double_rounding));
}

}  // namespace quartet::test
