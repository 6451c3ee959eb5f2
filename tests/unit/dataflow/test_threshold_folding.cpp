#include <gtest/gtest.h>

#include <limits>

#include "accel/dataflow/lower/lowerings.hpp"
#include "accel/dataflow/threshold_folding.hpp"
#include "tests/unit/dataflow/machine.hpp"
#include "tests/unit/dataflow/networks.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::dataflow {
namespace {

// y of every channel from plain sums x·w and the folded rows.
Values by_thresholds(const Network& n, const Layer& layer, const Values& x, const Values& rows) {
  const Tensor& w = n.tensor(layer.weights);
  const IntType to = n.tensor(layer.output).type;
  const auto inputs = static_cast<std::size_t>(w.shape[1]);
  const std::size_t steps = rows.size() / static_cast<std::size_t>(w.shape[0]);
  Values out;
  for (std::size_t c = 0; c < static_cast<std::size_t>(w.shape[0]); ++c) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < inputs; ++i) sum += std::int64_t{w.constant[c * inputs + i]} * x[i];
    std::int32_t count = 0;
    for (std::size_t k = 0; k < steps; ++k) count += sum >= rows[c * steps + k] ? 1 : 0;
    out.push_back(static_cast<std::int32_t>(to.min()) + count * (to.bipolar ? 2 : 1));
  }
  return out;
}

Network one_layer(IntType to, double scale, std::int32_t zero_in, std::int32_t zero_out) {
  Network n = test::threshold_mlp({24, 6}, 4);
  Layer& l = n.layers[0];
  n.tensor(n.inputs[0]).quantization = {{0.5}, {zero_in}};
  n.tensor(l.output).type = to;
  n.tensor(l.output).quantization = {{0.25}, {zero_out}};
  l.bias = n.add({"bias", {6}, kInt32, {}, {-400, 300, 0, 17, 5000, -1}});
  l.requantization.rule = Requantization::Rule::multiplier;
  l.requantization.scales = {scale, scale * 1.7, scale * 0.3, scale, scale * 2.1, scale};
  l.requantization.clamp_min = static_cast<std::int32_t>(to.min()) + 1;
  l.requantization.clamp_max = static_cast<std::int32_t>(to.max());
  if (const auto valid = infer_and_validate(n); !valid) throw std::logic_error(valid.error().text());
  return n;
}

}  // namespace

TEST(ThresholdFolding, OfBiasZeroPointMultiplierAndClampIsExact) {
  for (const Rounding rounding : {Rounding::double_rounding, Rounding::single_rounding}) {
    for (const IntType to : {IntType{2, false}, IntType{3, true}, IntType{4, true}}) {
      const Network n = one_layer(to, 0.002, 5, to.is_signed ? -1 : 1);
      ASSERT_TRUE(threshold_steps(n, n.layers[0], 4));
      const IntType accumulator = accumulator_type(n, n.layers[0], kInt8, 6);
      const Values rows = fold_into_thresholds(n, n.layers[0], accumulator, rounding);
      auto golden = Interpreter::create(n, {.rounding = rounding}).value();
      for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Values x = test::values_for(n.tensor(n.inputs[0]), seed);
        ASSERT_TRUE(golden.run(std::vector<Values>{x}));
        ASSERT_EQ(by_thresholds(n, n.layers[0], x, rows), golden.tensor(n.layers[0].output)) << to.name() << " seed " << seed;
      }
    }
  }
}

TEST(ThresholdFolding, IsRefusedWhereTheRuleMayFall) {
  EXPECT_FALSE(threshold_steps(one_layer({3, true}, 1.5, 0, 0), one_layer({3, true}, 1.5, 0, 0).layers[0], 4)) << "a left shift may wrap";
  const Network wide = one_layer({8, true}, 0.002, 0, 0);
  EXPECT_FALSE(threshold_steps(wide, wide.layers[0], 4));
  EXPECT_EQ(threshold_steps(wide, wide.layers[0], 8), 255);
}

}  // namespace quartet::dataflow
