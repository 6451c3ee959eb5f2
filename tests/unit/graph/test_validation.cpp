#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "tests/unit/graph/network_builder.hpp"

namespace quartet {

using test::NetworkBuilder;
using test::problems_of;

namespace {

// conv2d with bias, then reshape, fully connected and softmax: every part a check may look at.
Network small_classifier() {
  NetworkBuilder b;
  const TensorId bias = b.constant({4}, kInt32, 7);
  Layer& conv = b.layer("conv2d", {b.input({8, 8, 2}, kInt8, {{0.5}, {-3}})}, {4, 3, 3, 2});
  conv.bias = bias;
  conv.requantization.rule = Requantization::Rule::multiplier;
  conv.requantization.scales = {0.1, 0.2, 0.3, 0.4};
  b.quantize_output({{0.25}, {5}});
  b.layer("reshape", {b.last()}).attributes.new_shape = {144};
  b.quantize_output({{0.25}, {5}});
  Layer& dense = b.layer("fully_connected", {b.last()}, {3, 144});
  dense.requantization.rule = Requantization::Rule::multiplier;
  dense.requantization.scales = {0.01};
  b.quantize_output({{0.125}, {0}});
  b.layer("softmax", {b.last()});
  b.quantize_output({{1.0 / 256}, {-128}});
  return b.finish();
}

struct Mutation {
  std::function<void(Network&)> apply;
  const char* expected;  ///< part of the error text
};

void expect_rejected(const std::vector<Mutation>& mutations) {
  for (const Mutation& mutation : mutations) {
    Network network = small_classifier();
    mutation.apply(network);
    const std::string why = problems_of(network);
    EXPECT_NE(why.find(mutation.expected), std::string::npos)
        << "expected: " << mutation.expected << "\ngot: " << why;
  }
}

Tensor& weights(Network& n) {
  return n.tensor(n.layers[0].weights);
}
Tensor& bias(Network& n) {
  return n.tensor(n.layers[0].bias);
}
Tensor& image(Network& n) {
  return n.tensor(n.inputs[0]);
}

}  // namespace

TEST(Validation, AcceptsALegalNetworkAndFillsInEveryShape) {
  Network network = small_classifier();
  ASSERT_EQ(problems_of(network), "");
  ASSERT_TRUE(infer_and_validate(network));
  for (const Tensor& tensor : network.tensors) EXPECT_FALSE(tensor.shape.empty()) << tensor.name;
  EXPECT_TRUE(infer_and_validate(network)) << "a second time changes nothing";
}

TEST(Validation, RejectsConstantsThatDoNotFitTheirTensor) {
  expect_rejected({
      {[](Network& n) { weights(n).constant.pop_back(); }, "71 values for the 72 elements of 4x3x3x2"},
      {[](Network& n) { weights(n).constant[5] = 128; }, "value 128 at index 5 is outside int8"},
      {[](Network& n) {
         weights(n).type = {1, true, true}, weights(n).constant[3] = 0;
       },
       "value 0 at index 3 is outside bipolar"},
      {[](Network& n) {
         weights(n).type = {2, true}, weights(n).constant[0] = 2;
       },
       "value 2 at index 0 is outside int2"},
      {[](Network& n) {
         bias(n).shape = {2, 2};
       },
       "the bias has shape 2x2, must be 4"},
      {[](Network& n) { bias(n).shape = {5}, bias(n).constant.push_back(0); },
       "the bias has shape 5, must be 4"},
      {[](Network& n) {
         weights(n).shape = {0, 3, 3, 2};
       },
       "the shape must have 1 to 4 axes"},
      {[](Network& n) {
         weights(n).shape = {1, 4, 3, 3, 2};
       },
       "the shape must have 1 to 4 axes"},
  });
}

TEST(Validation, RejectsTypesThatNoMachineHas) {
  expect_rejected({
      {[](Network& n) { image(n).type.bits = 0; }, "a type of 0 bit is not supported"},
      {[](Network& n) { image(n).type.bits = 64; }, "a type of 64 bit is not supported"},
      {[](Network& n) { image(n).type.bits = -5; }, "a type of -5 bit is not supported"},
      {[](Network& n) {
         image(n).type = {32, false};
       },
       "a type of 32 bit, unsigned is not supported"},
      {[](Network& n) {
         image(n).type = {2, true, true};
       },
       "a type of 2 bit, bipolar is not supported"},
      {[](Network& n) { n.tensor(n.outputs[0]).type.bits = 1000; }, "a type of 1000 bit is not supported"},
  });
}

TEST(Validation, RejectsQuantizationWithoutMeaning) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect_rejected({
      {[](Network& n) { image(n).quantization.scales = {0.0}; }, "scale 0 must be finite and positive"},
      {[=](Network& n) { image(n).quantization.scales = {nan}; }, "scale nan must be finite and positive"},
      {[](Network& n) {
         image(n).quantization.scales = {1.0, 2.0, 3.0};
       },
       "3 scales for shape 8x8x2"},
      {[](Network& n) { image(n).quantization.zero_points = {300}; }, "zero point 300 is outside int8"},
      {[](Network& n) {
         image(n).quantization.zero_points = {1, 2, 3};
       },
       "3 zero points for shape 8x8x2"},
      {[](Network& n) { weights(n).quantization.zero_points = {1}; }, "weights must be symmetric"},
      {[](Network& n) { n.tensor(n.layers[0].output).quantization.zero_points.assign(9, 0); },
       "9 zero points for shape 6x6x4"},
      {[](Network& n) { n.tensor(n.layers[1].output).quantization.zero_points = {6}; },
       "input 0 has zero point 5, the output 6"},
  });
}

TEST(Validation, AcceptsOneScaleAChannel) {
  Network network = small_classifier();
  weights(network).quantization.scales = {1, 2, 3, 4};
  EXPECT_EQ(problems_of(network), "");
  image(network).quantization.zero_points = {1, 2};
  EXPECT_EQ(problems_of(network), "");
}

TEST(Validation, RejectsWindowAttributesOutOfRange) {
  expect_rejected({
      {[](Network& n) { n.layers[0].attributes.stride.h = 0; }, "stride height is 0"},
      {[](Network& n) { n.layers[0].attributes.stride.w = -2; }, "stride width is -2"},
      {[](Network& n) { n.layers[0].attributes.dilation.h = 0; }, "dilation height is 0"},
      {[](Network& n) { n.layers[0].attributes.kernel.w = 70000; },
       "kernel width is 70000, must lie in [1, 65535]"},
      {[](Network& n) { n.layers[0].attributes.padding.left = -1; }, "padding at left is -1"},
      {[](Network& n) { n.layers[0].attributes.padding.bottom = std::numeric_limits<int>::max(); },
       "padding at bottom"},
      {[](Network& n) {
         n.layers[0].attributes.padding = {65535, 65535, 65535, 65535};
       },
       "exceeds the limit of 268435456 elements"},
  });
}

TEST(Validation, LimitsTensorsAndTheNetwork) {
  expect_rejected({
      {[](Network& n) {
         image(n).shape = {1 << 20, 1 << 20, 2};
       },
       "at most 268435456 elements"},
      {[](Network& n) {
         image(n).shape = {std::numeric_limits<int>::max(), std::numeric_limits<int>::max(), 2};
       },
       "at most 268435456"},
      {[](Network& n) {
         image(n).shape = {-8, -8, 2};
       },
       "axes of at least 1"},
  });
  NetworkBuilder b;
  TensorId id = b.input({1 << 14, 1 << 14, 1});
  for (int i = 0; i < 4; ++i) {
    b.layer("relu", {id});
    id = b.last();
  }
  EXPECT_NE(problems_of(b.finish()).find("exceed 1073741824 elements together"), std::string::npos);
}

TEST(Validation, RejectsAccumulatorsBeyond32Bit) {
  expect_rejected({{[](Network& n) { bias(n).constant[2] = std::numeric_limits<std::int32_t>::max(); },
                    "the accumulator of output channel 2 can reach"}});
  // Biases of dead channels near 2^30 occur in trained networks and fit.
  Network network = small_classifier();
  bias(network).constant[2] = 1 << 30;
  EXPECT_EQ(problems_of(network), "");
}

TEST(Validation, RejectsFactorsWiderThan16Bit) {
  expect_rejected({{[](Network& n) { image(n).type = kInt32, image(n).quantization = {}; },
                    "int32 inputs times int8 weights"}});
  Network network = small_classifier();
  image(network).type = {16, true};
  EXPECT_EQ(problems_of(network), "");
}

TEST(Validation, ReportsAllProblemsAtOnceWithTheirLayers) {
  Network network = small_classifier();
  network.layers[0].attributes.stride.h = 0;
  network.layers[0].attributes.dilation.w = 0;
  network.layers[2].op = "fully_conected";
  weights(network).quantization.scales = {-1};
  const Result<void> result = infer_and_validate(network);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::bad_input);
  std::vector<std::string> lines;
  for (const Problem& p : result.error().problems)
    lines.push_back(p.place + ": " + p.cause + " | " + p.remedy);
  ASSERT_EQ(lines.size(), 2U) << result.error().text();
  EXPECT_EQ(lines[0], "tensor 2 'constant': scale -1 must be finite and positive | ");
  EXPECT_EQ(lines[1],
            "layer 2 'fully_connected_2' (unknown): unknown operator 'fully_conected' | did you mean "
            "'fully_connected'?");
  weights(network).quantization.scales = {};
  const std::string why = problems_of(network);
  EXPECT_NE(why.find("layer 0 'conv2d_0' (conv2d): stride height is 0"), std::string::npos) << why;
  EXPECT_NE(why.find("layer 0 'conv2d_0' (conv2d): dilation width is 0"), std::string::npos) << why;
}

TEST(Validation, DoesNotRepeatAProblemForTheLayersBehind) {
  Network network = small_classifier();
  network.layers[0].attributes.stride.h = 0;
  const Result<void> result = infer_and_validate(network);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().problems.size(), 1U) << result.error().text();
}

TEST(Validation, ShowsAtMostAHundredProblems) {
  NetworkBuilder b;
  const TensorId input = b.input({4});
  for (int i = 0; i < 500; ++i) b.layer("nonsense", {input});
  Network network = b.finish();
  const Result<void> result = infer_and_validate(network);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().problems.size(), 101U);
  EXPECT_EQ(result.error().problems.back().cause, "400 further problems are not shown");
}

TEST(Validation, NamesFromOutsideCannotGarbleTheMessage) {
  NetworkBuilder b;
  b.layer("nonsense", {b.input({4})}).name = "a\x1b[31m\n" + std::string(1000, 'x');
  const std::string why = problems_of(b.finish());
  EXPECT_NE(why.find("'a?[31m?xxx"), std::string::npos) << why;
  EXPECT_LT(why.size(), 600U);
}

TEST(Validation, RejectsAnOutputDeclaredWithAnotherElementCount) {
  Network network = small_classifier();
  network.tensor(network.layers[2].output).shape = {4};
  EXPECT_NE(problems_of(network).find("computes 3, its output is declared as 4"), std::string::npos);
  network.tensor(network.layers[2].output).shape = {1, 3};
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(network.tensor(network.layers[2].output).shape, (Shape{3}));
}

}  // namespace quartet
