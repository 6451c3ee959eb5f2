#include "tests/unit/golden/run_network.hpp"

namespace quartet::test {
namespace {

constexpr IntType kUInt4{4, false, false};

Values pooled(const std::string& op, AverageRounding rounding, Values x) {
  NetworkBuilder b;
  Layer& layer = b.layer(op, {b.input({2, 2, 1})});
  layer.attributes.kernel = {2, 2};
  layer.attributes.average_rounding = rounding;
  return run_network(b.finish(), {std::move(x)});
}

/// One operator on vectors of three elements.
Values on_vectors(const std::string& op, const std::vector<Values>& inputs, IntType type = kInt8) {
  NetworkBuilder b;
  std::vector<TensorId> ids;
  for (std::size_t i = 0; i < inputs.size(); ++i) ids.push_back(b.input({3}, type));
  b.layer(op, ids, {}, type);
  return run_network(b.finish(), inputs);
}

}  // namespace

TEST(MaxPool, IgnoresTapsOutsideTheImage) {
  NetworkBuilder b;
  Layer& layer = b.layer("max_pool", {b.input({2, 2, 2})});
  layer.attributes.kernel = {2, 2};
  layer.attributes.padding = {1, 1, 0, 0};
  layer.attributes.stride = {1, 1};
  EXPECT_EQ(run_network(b.finish(), {{-1, -20, -3, -10, -5, -30, -7, -40}}),
            (Values{-1, -20, -1, -10, -1, -20, -1, -10}));
}

TEST(MaxPool, WindowsThatDoNotFitAreDropped) {
  NetworkBuilder b;
  Layer& layer = b.layer("max_pool", {b.input({3, 1, 1})});
  layer.attributes.kernel = {2, 1};
  layer.attributes.stride = {2, 1};
  EXPECT_EQ(run_network(b.finish(), {{1, 2, 9}}), (Values{2}));
}

TEST(MaxPool, DilatedWindowSkipsElements) {
  NetworkBuilder b;
  Layer& layer = b.layer("max_pool", {b.input({4, 1, 1})});
  layer.attributes.kernel = {2, 1};
  layer.attributes.dilation = {2, 1};
  EXPECT_EQ(run_network(b.finish(), {{1, 50, 3, 4}}), (Values{3, 50}));
}

TEST(AveragePool, RoundsHalvesAwayFromZeroOrTruncates) {
  EXPECT_EQ(pooled("average_pool", AverageRounding::half_away_from_zero, {1, 2, 3, 4}), (Values{3}));
  EXPECT_EQ(pooled("average_pool", AverageRounding::half_away_from_zero, {-1, -2, -3, -4}), (Values{-3}));
  EXPECT_EQ(pooled("average_pool", AverageRounding::truncate, {1, 2, 3, 4}), (Values{2}));
  EXPECT_EQ(pooled("global_average_pool", AverageRounding::truncate, {-1, -2, -3, -4}), (Values{-2}));
  EXPECT_EQ(pooled("global_max_pool", AverageRounding::truncate, {-1, -2, -3, -4}), (Values{-1}));
}

TEST(AveragePool, DividesByTheTapsInsideTheImage) {
  NetworkBuilder b;
  Layer& layer = b.layer("average_pool", {b.input({1, 2, 1})});
  layer.attributes.kernel = {1, 2};
  layer.attributes.padding = {0, 1, 0, 0};
  EXPECT_EQ(run_network(b.finish(), {{100, 50}}), (Values{100, 75}));
}

TEST(Add, SaturatesAfterAllOperands) {
  EXPECT_EQ(on_vectors("add", {{100, -100, 3}, {100, -100, 4}, {-100, 100, 5}}), (Values{100, -100, 12}));
  EXPECT_EQ(on_vectors("add", {{100, -100, 3}, {100, -100, 4}}), (Values{127, -128, 7}));
  EXPECT_EQ(on_vectors("sub", {{100, -100, 3}, {-100, 100, 4}, {1, 1, 1}}), (Values{127, -128, -2}));
}

TEST(Add, WideTypesKeepTheirRange) {
  NetworkBuilder b;
  const IntType type{16, true, false};
  const TensorId x0 = b.input({2}, type), x1 = b.input({2}, type);
  Layer& layer = b.layer("add", {x0, x1}, {}, type);
  layer.requantization.clamp_min = -32768;
  layer.requantization.clamp_max = 32767;
  EXPECT_EQ(run_network(b.finish(), {{30000, 300}, {30000, 400}}), (Values{32767, 700}));
}

TEST(Add, BringsOperandsOfDifferentScaleTogether) {
  for (const std::string op : {"add", "sub"}) {
    NetworkBuilder b;
    const TensorId x0 = b.input({2}, kInt8, {{0.5}, {10}}), x1 = b.input({2}, kInt8, {{0.25}, {-20}});
    Layer& layer = b.layer(op, {x0, x1});
    layer.requantization.rule = Requantization::Rule::multiplier;
    layer.attributes.input_scales = {0.5, 0.25};
    layer.attributes.output_scale = 1.0;
    b.quantize_output({{1.0}, {3}});
    // Reals: 20 and 5; −10 and 15 → 25 and 5 (add), 15 and −25 (sub), plus the zero point 3.
    const Values expected = op == "add" ? Values{28, 8} : Values{18, -22};
    EXPECT_EQ(run_network(b.finish(), {{50, -10}, {0, 40}}), expected);
  }
}

TEST(Bitwise, WorksOnTheStoredBits) {
  EXPECT_EQ(on_vectors("or", {{1, -128, 5}, {2, 1, 3}}), (Values{3, -127, 7}));
  EXPECT_EQ(on_vectors("xor", {{1, -1, 5}, {2, 1, 3}}), (Values{3, -2, 6}));
  EXPECT_EQ(on_vectors("xor", {{15, 3, 5}, {2, 1, 3}, {1, 1, 1}}, kUInt4), (Values{12, 3, 7}));
}

TEST(Concat, JoinsChannelsPixelByPixel) {
  NetworkBuilder b;
  const TensorId x0 = b.input({1, 2, 1}), x1 = b.input({1, 2, 2});
  b.layer("concat", {x0, x1});
  EXPECT_EQ(run_network(b.finish(), {{1, 2}, {3, 4, 5, 6}}), (Values{1, 3, 4, 2, 5, 6}));
}

TEST(Concat, JoinsRowsAlongTheFirstAxis) {
  NetworkBuilder b;
  const TensorId x0 = b.input({1, 2, 1}), x1 = b.input({2, 2, 1});
  b.layer("concat", {x0, x1}).attributes.axis = 0;
  EXPECT_EQ(run_network(b.finish(), {{1, 2}, {3, 4, 5, 6}}), (Values{1, 2, 3, 4, 5, 6}));
}

TEST(Pad, FillsWithTheZeroPoint) {
  NetworkBuilder b;
  Layer& layer = b.layer("pad", {b.input({1, 1, 2}, kInt8, {{1.0}, {-7}})});
  layer.attributes.padding = {1, 0, 0, 1};
  b.quantize_output({{1.0}, {-7}});
  EXPECT_EQ(run_network(b.finish(), {{1, 2}}), (Values{-7, -7, -7, -7, 1, 2, -7, -7}));
}

TEST(Reshape, ReadsOutInStorageOrderOrChannelFirst) {
  for (const FlattenOrder order : {FlattenOrder::hwc, FlattenOrder::chw}) {
    NetworkBuilder b;
    Layer& layer = b.layer("reshape", {b.input({1, 3, 2})});
    layer.attributes.new_shape = {6};
    layer.attributes.flatten_order = order;
    const Values expected = order == FlattenOrder::hwc ? Values{1, 2, 3, 4, 5, 6} : Values{1, 3, 5, 2, 4, 6};
    EXPECT_EQ(run_network(b.finish(), {{1, 2, 3, 4, 5, 6}}), expected);
  }
}

TEST(Activation, IsRelativeToTheZeroPoint) {
  const auto run = [](const std::string& op) {
    NetworkBuilder b;
    b.layer(op, {b.input({4}, kInt8, {{0.5}, {10}})});
    if (op != "sign") b.quantize_output({{0.5}, {10}});
    return run_network(b.finish(), {{-128, 9, 10, 100}});
  };
  EXPECT_EQ(run("relu"), (Values{10, 10, 10, 100}));
  EXPECT_EQ(run("relu6"), (Values{10, 10, 10, 22}));  // 6 / 0.5 = 12 steps
  EXPECT_EQ(run("abs"), (Values{127, 11, 10, 100}));
}

TEST(Activation, SignOfTheZeroPointIsPositive) {
  NetworkBuilder b;
  b.layer("sign", {b.input({3}, kInt8, {{0.5}, {10}})}, {}, IntType{1, true, true});
  EXPECT_EQ(run_network(b.finish(), {{9, 10, 11}}), (Values{-1, 1, 1}));
}

TEST(Requantize, TakesTheInputsZeroPointOut) {
  NetworkBuilder b;
  Layer& layer = b.layer("requantize", {b.input({2, 1, 2}, kInt8, {{1.0}, {20}})});
  layer.requantization.rule = Requantization::Rule::multiplier;
  layer.requantization.scales = {0.5, 2.0};
  b.quantize_output({{1.0}, {-1}});
  EXPECT_EQ(run_network(b.finish(), {{30, 30, 20, 120}}), (Values{4, 19, -1, 127}));
}

TEST(MultiThreshold, CountsThresholdsReachedAndStartsAtTheTypesMinimum) {
  NetworkBuilder b;
  Layer& layer = b.layer("multi_threshold", {b.input({1, 1, 2})}, {}, IntType{2, true, false});
  layer.requantization.rule = Requantization::Rule::thresholds;
  layer.requantization.thresholds = b.constant({1, 3}, kInt32, Values{-5, 0, 7});
  EXPECT_EQ(run_network(b.finish(), {{-6, 0}}), (Values{-2, 0}));
}

TEST(MultiThreshold, OneThresholdMakesBipolarValues) {
  NetworkBuilder b;
  Layer& layer = b.layer("multi_threshold", {b.input({1, 1, 3})}, {}, IntType{1, true, true});
  layer.requantization.rule = Requantization::Rule::thresholds;
  layer.requantization.thresholds = b.constant({3, 1}, kInt32, Values{0, 1, 2});
  EXPECT_EQ(run_network(b.finish(), {{0, 0, 2}}), (Values{1, -1, 1}));
}

TEST(Identity, PassesValuesOn) {
  EXPECT_EQ(on_vectors("identity", {{1, -2, 3}}), (Values{1, -2, 3}));
}

}  // namespace quartet::test
