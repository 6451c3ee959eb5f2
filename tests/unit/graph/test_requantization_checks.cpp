#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/graph/network_builder.hpp"
#include "workloads/graph/operator.hpp"

namespace quartet {

using Rule = Requantization::Rule;
using test::NetworkBuilder;
using test::problems_of;

namespace {
NetworkBuilder dense(Rule rule, IntType type = kInt8) {
  NetworkBuilder b;
  b.layer("fully_connected", {b.input({4})}, {3, 4}, type).requantization.rule = rule;
  return b;
}

void expect_problem(NetworkBuilder b, const std::string& expected) {
  const std::string why = problems_of(b.finish());
  EXPECT_NE(why.find(expected), std::string::npos) << "expected: " << expected << "\ngot: " << why;
}

NetworkBuilder thresholds(Shape shape, Values values, IntType type) {
  NetworkBuilder b = dense(Rule::thresholds, type);
  const TensorId id = b.constant(std::move(shape), kInt32, std::move(values));
  b.network.layers[0].requantization.thresholds = id;
  return b;
}
}  // namespace

TEST(MultiplierRule, TakesOneScaleOrOneAChannelInRange) {
  for (const std::vector<double>& good : {std::vector<double>{1e-11}, {0.5, 1.0, 0x1p30}}) {
    NetworkBuilder b = dense(Rule::multiplier);
    b.network.layers[0].requantization.scales = good;
    EXPECT_EQ(problems_of(b.finish()), "");
  }
  expect_problem(dense(Rule::multiplier), "0 requantization scales for 3 output channels");
  for (const double bad : {0.0, -1.0, 0x1p31, std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN()}) {
    NetworkBuilder b = dense(Rule::multiplier);
    b.network.layers[0].requantization.scales = {1.0, bad, 1.0};
    expect_problem(b, "of channel 1 is not in (0, 2^30]");
  }
  NetworkBuilder two = dense(Rule::multiplier);
  two.network.layers[0].requantization.scales = {1.0, 1.0};
  expect_problem(two, "2 requantization scales for 3 output channels");
}

TEST(MultiplierRule, OperandScalesDoNotReplaceAConvolutionsScales) {
  NetworkBuilder b = dense(Rule::multiplier);
  b.network.layers[0].attributes.input_scales = {1.0};
  expect_problem(b, "0 requantization scales");
}

TEST(ShiftRule, LiesWithin15) {
  for (const int shift : {-15, 0, 15}) {
    NetworkBuilder b = dense(Rule::shift);
    b.network.layers[0].requantization.shift = shift;
    EXPECT_EQ(problems_of(b.finish()), "");
  }
  for (const int shift : {-16, 16, std::numeric_limits<int>::min()}) {
    NetworkBuilder b = dense(Rule::shift);
    b.network.layers[0].requantization.shift = shift;
    expect_problem(b, "must lie in [-15, 15]");
  }
}

TEST(ThresholdRule, TakesOneAscendingRowOrOneAChannel) {
  EXPECT_EQ(problems_of(thresholds({1, 3}, {-5, 0, 0}, {2, false}).finish()), "");
  EXPECT_EQ(problems_of(thresholds({3, 1}, {5, -9, 1}, {1, true, true}).finish()), "");
  expect_problem(thresholds({2, 3}, {1, 2, 3, 4, 5, 6}, {2, false}),
                 "2 rows of thresholds for 3 output channels");
  expect_problem(thresholds({3, 2}, {1, 2, 4, 3, 5, 6}, {2, false}), "thresholds of channel 1 do not ascend");
  expect_problem(thresholds({3}, {1, 2, 4}, {2, false}), "the thresholds have shape 3");
  expect_problem(dense(Rule::thresholds), "rule thresholds without thresholds");
}

TEST(ThresholdRule, CountsNoFurtherThanTheOutputType) {
  expect_problem(thresholds({1, 4}, {1, 2, 3, 4}, {2, false}),
                 "4 thresholds a channel count beyond the output type uint2");
  expect_problem(thresholds({1, 2}, {1, 2}, {1, true, true}),
                 "2 thresholds a channel count beyond the output type bipolar");
  EXPECT_EQ(problems_of(thresholds({1, 15}, Values(15, 3), {4, true}).finish()), "");
}

TEST(Clamp, MustBeOrderedAndMeetTheOutputType) {
  NetworkBuilder b = dense(Rule::none);
  b.network.layers[0].requantization.clamp_min = 5;
  b.network.layers[0].requantization.clamp_max = 4;
  expect_problem(b, "clamp [5, 4] is empty");
  NetworkBuilder outside = dense(Rule::none, {2, false});
  outside.network.layers[0].requantization.clamp_max = -1;
  expect_problem(outside, "clamp [-128, -1] lies outside the output type uint2");
}

TEST(Clamp, IsCutToTheOutputType) {
  Network network = dense(Rule::none, {4, false}).finish();
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(network.layers[0].requantization.clamp_min, 0);
  EXPECT_EQ(network.layers[0].requantization.clamp_max, 15);
}

TEST(Rules, AreRefusedWhereTheOperatorHasNone) {
  for (const std::string& name : operator_names()) {
    const Operator& op = *find_operator(name);
    if (op.traits().needs_weights) continue;
    NetworkBuilder b;
    const TensorId x = b.input({4, 4, 4}, kInt8, {{0.5}, {0}});
    b.layer(name, std::vector<TensorId>(static_cast<std::size_t>(op.traits().min_inputs), x));
    b.quantize_output(name == "softmax" ? Quantization{{1.0 / 256}, {-128}} : Quantization{{0.5}, {0}});
    b.network.layers[0].attributes.new_shape = {64};
    b.network.layers[0].requantization.rule = Rule::shift;
    const bool refused = !problems_of(b.finish()).empty();
    EXPECT_EQ(refused, (op.traits().rules & rule_bit(Rule::shift)) == 0)
        << name << ": " << problems_of(b.finish());
  }
  expect_problem(dense(static_cast<Rule>(77)), "requantization rule 'unknown' is not defined");
}

TEST(Add, MultiplierRuleTakesTwoOperandsWithScales) {
  NetworkBuilder b;
  const TensorId x = b.input({4}, kInt8, {{0.5}, {3}});
  b.layer("add", {x, x}).requantization.rule = Rule::multiplier;
  expect_problem(b, "0 input scales for 2 operands");
  b.network.layers[0].attributes.input_scales = {0.5, 0.5};
  EXPECT_EQ(problems_of(b.finish()), "");
  b.network.layers[0].attributes.output_scale = 0x1p-60;
  expect_problem(b, "is too small for operand scales");
  b.network.layers[0].attributes.output_scale = -1;
  expect_problem(b, "must be finite and positive");
  b.network.layers[0].attributes.output_scale = 1;
  b.network.layers[0].inputs.push_back(x);
  b.network.layers[0].attributes.input_scales.push_back(0.5);
  expect_problem(b, "takes two operands, there are 3");
}

TEST(Add, RuleNoneNeedsZeroPointsOfZero) {
  NetworkBuilder b;
  const TensorId x = b.input({4}, kInt8, {{0.5}, {3}});
  b.layer("sub", {x, x});
  expect_problem(b, "rule none adds stored integers, but an operand or the output has a zero point");
}

}  // namespace quartet
