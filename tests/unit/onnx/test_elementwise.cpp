// Pools, sums, joins and activations against the float oracle.
#include <cmath>

#include "tests/unit/onnx/check_import.hpp"

namespace quartet::test {
namespace {

TEST(OnnxMaxPool, BetweenConvolutionAndQuantizerStaysAPoolOfBytes) {
  ModelBuilder b;
  b.input("input", {1, 2, 8, 8})
      .output("output")
      .qdq("input", "x", 0.5F, 2)
      .weights("w", {3, 2, 3, 3}, {0.02F, 0.03F, 0.01F});
  b.node("Conv", {"x", "w"}, {"y"});
  b.node("Relu", {"y"}, {"r"});
  b.node("MaxPool", {"r"}, {"m"})
      .ints("kernel_shape", {3, 2})
      .ints("strides", {2, 2})
      .ints("pads", {1, 0, 1, 0});
  b.qdq("m", "output", 0.6F, -128);
  const Network n = import_or_fail(b);
  ASSERT_EQ(n.layers.size(), 2U);
  EXPECT_EQ(n.tensor(n.layers[0].output).type, kInt8);
  EXPECT_EQ(n.layers[1].op, "max_pool");
  expect_same_numbers(b);
}

TEST(OnnxMaxPool, RoundsUpInCeilMode) {
  ModelBuilder b;
  b.input("input", {1, 2, 6, 8}).output("output").qdq("input", "x", 0.5F, 2);
  b.node("MaxPool", {"x"}, {"output"})
      .ints("kernel_shape", {3, 3})
      .ints("strides", {2, 2})
      .integer("ceil_mode", 1);
  EXPECT_EQ(import_or_fail(b).tensor(import_or_fail(b).outputs[0]).shape, (Shape{3, 4, 2}));
  expect_same_numbers(b);
}

TEST(OnnxAveragePool, EqualsTheFloatAverageWithinItsRounding) {
  for (const std::int64_t counted : {0, 1}) {
    ModelBuilder b;
    b.input("input", {1, 3, 7, 6}).output("output").qdq("input", "x", 0.5F, -9);
    b.node("AveragePool", {"x"}, {"a"})
        .ints("kernel_shape", {3, 2})
        .ints("pads", {1, 1, 1, 1})
        .integer("count_include_pad", counted);
    b.qdq("a", "output", 0.5F, -9);
    const Network n = import_or_fail(b);
    EXPECT_EQ(n.layers.size(), counted != 0 ? 2U : 1U);
    EXPECT_TRUE(has_note(n, "average is rounded"));
    // One step where a tie rounds to even in the float model.
    expect_same_numbers(b, 1);
  }
}

TEST(OnnxGlobalPools, EqualTheFloatModel) {
  for (const std::string op : {"GlobalAveragePool", "GlobalMaxPool"}) {
    ModelBuilder b;
    b.input("input", {1, 3, 7, 6}).output("output").qdq("input", "x", 0.5F, -9);
    b.node(op, {"x"}, {"a"});
    b.node("Flatten", {"a"}, {"f"});
    b.weights("w", {3, 4}, {0.05F}, 1).node("MatMul", {"f", "w"}, {"y"});
    b.qdq("y", "output", 1.9F, 4);
    const Network n = import_or_fail(b);
    EXPECT_EQ(n.layers.at(0).op, op == "GlobalMaxPool" ? "global_max_pool" : "global_average_pool");
    // Averages are rounded to the input's step of 0.5: up to 3·127·0.05·0.25 of difference behind the Gemm.
    expect_same_numbers(b, op == "GlobalMaxPool" ? 0 : 4);
  }
}

ModelBuilder sum_model(const std::string& op, float first, float second, std::int64_t zero, float result,
                       std::int64_t result_zero, bool relu) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 4})
      .output("output")
      .qdq("input", "x", first, zero)
      .weights("w", {2, 2, 1, 1}, {0.01F});
  b.node("Conv", {"x", "w"}, {"y"});
  b.qdq("y", "z", second, zero);
  b.node(op, {"x", "z"}, {"s"});
  if (relu) b.node("Relu", {"s"}, {"r"});
  b.qdq(relu ? "r" : "s", "output", result, result_zero);
  return b;
}

TEST(OnnxAdd, OfOneScaleIsThePlainSum) {
  for (const std::string op : {"Add", "Sub"}) {
    const auto b = sum_model(op, 0.5F, 0.5F, 0, 0.5F, 0, true);
    const Network n = import_or_fail(b);
    ASSERT_EQ(n.layers.size(), 2U);
    EXPECT_EQ(n.layers[1].op, op == "Add" ? "add" : "sub");
    EXPECT_EQ(n.layers[1].requantization.rule, Requantization::Rule::none);
    EXPECT_EQ(n.layers[1].requantization.clamp_min, 0);
    expect_same_numbers(b);
  }
}

TEST(OnnxAdd, OfDifferentScalesIsTflitesIntegerAddition) {
  for (const std::string op : {"Add", "Sub"}) {
    const auto b = sum_model(op, 0.5F, 0.31F, -7, 0.83F, 11, false);
    const Network n = import_or_fail(b);
    ASSERT_EQ(n.layers.size(), 2U);
    const Layer& layer = n.layers[1];
    EXPECT_EQ(layer.requantization.rule, Requantization::Rule::multiplier);
    EXPECT_EQ(layer.attributes.input_scales, (std::vector<double>{0.5, static_cast<double>(0.31F)}));
    EXPECT_DOUBLE_EQ(layer.attributes.output_scale, static_cast<double>(0.83F));
    expect_same_numbers(b, 1);
  }
}

TEST(OnnxAdd, HalfUpOfAPowerOfTwoIsAnExactShift) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 4}).output("output").quant("input", "x", 0x1p-7F);
  b.weights("w", {2, 2, 1, 1}, {0x1p-7F});
  b.node("Conv", {"x", "w"}, {"y"});
  b.quant("y", "z", 0x1p-7F, 8, "HALF_UP");
  b.node("Add", {"x", "z"}, {"s"});
  b.node("Relu", {"s"}, {"r"});
  b.quant("r", "output", 0x1p-6F, 8, "HALF_UP");
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.back().op, "requantize");
  EXPECT_EQ(n.layers.back().requantization.rule, Requantization::Rule::shift);
  EXPECT_EQ(n.layers.back().requantization.shift, 6);
  expect_same_numbers(b, 1);  // the first Quant rounds negative ties up, QONNX away from zero
}

TEST(OnnxMulAndDiv, ChangeTheScaleOfTheNextQuantizer) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 4})
      .output("output")
      .qdq("input", "x", 0.5F, 1)
      .weights("w", {3, 2, 1, 1}, {0.02F});
  b.node("Conv", {"x", "w"}, {"y"});
  b.floats("gain", {1, 3, 1, 1}, {0.5F, 2.0F, -1.5F}).scalar("two", 2.0F);
  b.node("Mul", {"gain", "y"}, {"g"});
  b.node("Div", {"g", "two"}, {"h"});
  b.qdq("h", "output", 0.3F, 6);
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.size(), 1U);
  expect_same_numbers(b);
}

TEST(OnnxConcat, BringsOperandsToTheQuantizersScale) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 3})
      .output("output")
      .qdq("input", "x", 0.5F, 1)
      .weights("w", {3, 2, 1, 1}, {0.02F});
  b.node("Conv", {"x", "w"}, {"y"});
  b.node("Concat", {"x", "y"}, {"c"}).integer("axis", 1);
  b.qdq("c", "output", 0.7F, -3);
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.back().op, "concat");
  EXPECT_EQ(n.layers.back().attributes.axis, 2);
  EXPECT_EQ(n.tensor(n.outputs[0]).shape, (Shape{4, 3, 5}));
  expect_same_numbers(b);
}

TEST(OnnxConcat, JoinsRowsAndColumnsToo) {
  for (const std::int64_t axis : {2, 3}) {
    ModelBuilder b;
    b.input("input", {1, 2, 4, 3}).output("output").qdq("input", "x", 0.5F, 1);
    b.node("MaxPool", {"x"}, {"y"}).ints("kernel_shape", {3, 3}).ints("pads", {1, 1, 1, 1});
    b.node("Concat", {"x", "y"}, {"output"}).integer("axis", axis);
    EXPECT_EQ(import_or_fail(b).layers.back().attributes.axis, axis - 2);
    expect_same_numbers(b);
  }
}

TEST(OnnxPad, PadsWithTheZeroPoint) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 3})
      .output("output")
      .qdq("input", "x", 0.5F, 31)
      .weights("w", {3, 2, 2, 2}, {0.02F});
  b.integers("pads", {8}, {0, 0, 1, 2, 0, 0, 0, 1}, onnx::TensorProto::INT64);
  b.node("Pad", {"x", "pads"}, {"p"});
  b.node("Conv", {"p", "w"}, {"y"});
  b.qdq("y", "output", 0.5F, 2);
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.at(0).attributes.padding, (Padding{1, 2, 0, 1}));
  expect_same_numbers(b);
}

TEST(OnnxClip, OfAConvolutionBecomesItsClamp) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 3})
      .output("output")
      .qdq("input", "x", 0.5F, 1)
      .weights("w", {3, 2, 1, 1}, {0.053F})
      .scalar("low", 0)
      .scalar("high", 6);
  b.node("Conv", {"x", "w"}, {"y"});
  b.node("Clip", {"y", "low", "high"}, {"k"});
  b.qdq("k", "output", 0.1F, -100);
  const Network n = import_or_fail(b);
  ASSERT_EQ(n.layers.size(), 1U);
  EXPECT_EQ(n.layers[0].requantization.clamp_min, -100);
  EXPECT_EQ(n.layers[0].requantization.clamp_max, -40);
  expect_same_numbers(b);
}

TEST(OnnxRelu, OfStoredIntegersIsALayer) {
  for (const std::string op : {"Relu", "Abs"}) {
    ModelBuilder b;
    b.input("input", {1, 2, 4, 3}).output("output").qdq("input", "x", 0.5F, 5).node(op, {"x"}, {"y"});
    b.qdq("y", "output", 0.5F, 5);
    const Network n = import_or_fail(b);
    ASSERT_EQ(n.layers.size(), 1U);
    EXPECT_EQ(n.layers[0].op, op == "Relu" ? "relu" : "abs");
    expect_same_numbers(b);
  }
}

TEST(OnnxRelu, WithAnotherScaleIsARequantizeWithAClamp) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 3}).output("output").qdq("input", "x", 0.5F, 5).node("Relu", {"x"}, {"y"});
  b.qdq("y", "output", 0.33F, -20);
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.at(0).op, "requantize");
  EXPECT_EQ(n.layers[0].requantization.clamp_min, -20);
  expect_same_numbers(b);
}

TEST(OnnxSign, GivesBipolarIntegersAndSaysWhatZeroBecomes) {
  ModelBuilder b;
  b.input("input", {1, 6}).output("output").qdq("input", "x", 0.5F, 5).node("Sign", {"x"}, {"output"});
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.at(0).op, "sign");
  EXPECT_TRUE(n.tensor(n.outputs[0]).type.bipolar);
  EXPECT_TRUE(has_note(n, "Sign of 0"));
}

TEST(OnnxSoftmax, OfQuantizedLogitsIsTflites) {
  ModelBuilder b;
  b.input("input", {1, 6})
      .output("output")
      .qdq("input", "x", 0.1F, 5)
      .node("Softmax", {"x"}, {"y"})
      .integer("axis", 1);
  b.qdq("y", "output", 0x1p-8F, -128);
  const Network n = import_or_fail(b);
  ASSERT_EQ(n.layers.size(), 1U);
  EXPECT_EQ(n.layers[0].op, "softmax");
  EXPECT_EQ(n.tensor(n.outputs[0]).quantization, (Quantization{{0x1p-8}, {-128}}));
}

TEST(OnnxSoftmax, OfUnquantizedLogitsIsLeftOut) {
  ModelBuilder b;
  b.input("input", {1, 6}).output("output").qdq("input", "x", 0.1F, 5).weights("w", {6, 3}, {0.1F}, 1);
  b.node("MatMul", {"x", "w"}, {"y"});
  b.node("Softmax", {"y"}, {"output"});
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.size(), 1U);
  EXPECT_TRUE(has_note(n, "softmax"));
}

TEST(OnnxDropoutAndIdentity, PassTheirInputOn) {
  ModelBuilder b;
  b.input("input", {1, 6}).output("output").qdq("input", "x", 0.1F, 5).weights("w", {6, 3}, {0.1F}, 1);
  b.node("Dropout", {"x"}, {"d"});
  b.node("Identity", {"d"}, {"i"});
  b.node("MatMul", {"i", "w"}, {"y"});
  b.qdq("y", "output", 0.4F, 0);
  EXPECT_EQ(import_or_fail(b).layers.size(), 1U);
  expect_same_numbers(b);
}

}  // namespace
}  // namespace quartet::test
