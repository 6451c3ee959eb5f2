// Convolutions and fully connected layers: values against the float oracle, and the layers that the network
// gets.
#include "tests/unit/onnx/check_import.hpp"
#include "tests/unit/onnx/float_evaluator.hpp"
#include "workloads/graph/operator.hpp"

namespace quartet::test {
namespace {

constexpr int kUint8 = onnx::TensorProto::UINT8;

/// input → QDQ → Conv (bias as given) → QDQ → output
ModelBuilder conv_model(const Dims& input, const Dims& weights, const std::vector<float>& scales,
                        const Dims& pads, const Dims& strides, const Dims& dilations,
                        std::int64_t group = 1) {
  ModelBuilder b;
  b.input("input", input).output("output").qdq("input", "x", 0.05F, 117, kUint8);
  b.weights("w", weights, scales).random_floats("bias", {weights[0]}, 2.0F, 5);
  b.node("Conv", {"x", "w", "bias"}, {"y"})
      .ints("pads", pads)
      .ints("strides", strides)
      .ints("dilations", dilations)
      .integer("group", group);
  b.qdq("y", "output", 0.37F, 140, kUint8);
  return b;
}

TEST(OnnxConv, EqualsTheFloatModelWithZeroPointsPadsStridesAndChannelScales) {
  const auto b =
      conv_model({1, 3, 9, 7}, {4, 3, 3, 2}, {0.011F, 0.02F, 0.007F, 0.031F}, {1, 0, 2, 1}, {2, 1}, {1, 2});
  const Network n = import_or_fail(b);
  ASSERT_EQ(n.layers.size(), 1U);
  EXPECT_EQ(n.layers[0].op, "conv2d");
  EXPECT_EQ(n.tensor(n.inputs[0]).shape, (Shape{9, 7, 3}));
  EXPECT_EQ(n.tensor(n.inputs[0]).type, kInt8);
  EXPECT_EQ(n.tensor(n.inputs[0]).quantization.zero_point(), 117 - 128);
  EXPECT_EQ(n.layers[0].attributes.padding, (Padding{1, 0, 2, 1}));
  ASSERT_EQ(n.layers[0].requantization.scales.size(), 4U);
  EXPECT_DOUBLE_EQ(n.layers[0].requantization.scales[1],
                   static_cast<double>(0.05F) * static_cast<double>(0.02F) / static_cast<double>(0.37F));
  // A float bias of arbitrary value is rounded by at most half an accumulator unit: far less than a step.
  EXPECT_TRUE(has_note(n, "bias rounded"));
  expect_same_numbers(b, 1);
}

TEST(OnnxConv, IsExactWhenTheBiasCountsAccumulatorUnits) {
  ModelBuilder b;
  b.input("input", {1, 2, 6, 5}).output("output").qdq("input", "x", 0.5F, 3);
  b.weights("w", {3, 2, 3, 3}, {0.25F})
      .integers("bq", {3}, {400, -3000, 77}, onnx::TensorProto::INT32)
      .scalar("bs", 0.125F);
  b.node("DequantizeLinear", {"bq", "bs"}, {"bias"});
  b.integers("bz", {}, {0}, onnx::TensorProto::INT32);
  b.model.mutable_graph()->mutable_node()->rbegin()->add_input("bz");
  b.node("Conv", {"x", "w", "bias"}, {"y"});
  b.qdq("y", "output", 5.3F, -9);
  const Network n = import_or_fail(b);
  EXPECT_FALSE(has_note(n, "bias"));
  EXPECT_EQ(n.tensor(n.layers.at(0).bias).constant, (Values{400, -3000, 77}));
  expect_same_numbers(b);
}

TEST(OnnxConv, RecognisesDepthwiseAndKeepsGroups) {
  const auto depthwise = conv_model({1, 4, 6, 6}, {8, 1, 3, 3}, {0.02F}, {1, 1, 1, 1}, {1, 1}, {1, 1}, 4);
  const Network n = import_or_fail(depthwise);
  EXPECT_EQ(n.layers.at(0).op, "depthwise_conv2d");
  EXPECT_EQ(n.tensor(n.layers[0].weights).shape, (Shape{8, 3, 3, 1}));
  expect_same_numbers(depthwise, 1);
  const auto grouped = conv_model({1, 6, 5, 5}, {4, 3, 3, 3}, {0.02F}, {0, 0, 0, 0}, {1, 1}, {1, 1}, 2);
  const Network g = import_or_fail(grouped);
  EXPECT_EQ(g.layers.at(0).op, "conv2d");
  EXPECT_EQ(g.layers[0].attributes.groups, 2);
  EXPECT_EQ(layer_macs(g, g.layers[0]), 4 * 9 * 27);
  expect_same_numbers(grouped, 1);
}

TEST(OnnxConv, MakesAConv1dOfASequence) {
  const auto b = conv_model({1, 5, 20}, {7, 5, 4}, {0.02F}, {2, 1}, {3}, {2});
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.at(0).op, "conv1d");
  EXPECT_EQ(n.tensor(n.inputs[0]).shape, (Shape{20, 1, 5}));
  EXPECT_EQ(n.tensor(n.layers[0].weights).shape, (Shape{7, 4, 1, 5}));
  expect_same_numbers(b, 1);
}

TEST(OnnxConv, ResolvesAutoPad) {
  for (const std::string mode : {"SAME_UPPER", "SAME_LOWER", "VALID"}) {
    ModelBuilder b;
    b.input("input", {1, 1, 8, 9})
        .output("output")
        .qdq("input", "x", 0.05F, 0)
        .weights("w", {2, 1, 3, 4}, {0.02F});
    b.node("Conv", {"x", "w"}, {"y"}).text("auto_pad", mode).ints("strides", {2, 3});
    b.qdq("y", "output", 0.4F, 0);
    const Network n = import_or_fail(b);
    const Padding expected =
        mode == "VALID" ? Padding{} : (mode == "SAME_UPPER" ? Padding{0, 0, 1, 1} : Padding{1, 1, 0, 0});
    EXPECT_EQ(n.layers.at(0).attributes.padding, expected) << mode;
  }
}

ModelBuilder transpose_model(const Dims& weights, std::int64_t group, const std::vector<float>& scales) {
  ModelBuilder b;
  b.input("input", {1, 4, 5, 3})
      .output("output")
      .qdq("input", "x", 0.05F, 9)
      .weights("w", weights, scales, 1);
  b.node("ConvTranspose", {"x", "w"}, {"y"})
      .ints("strides", {2, 3})
      .ints("pads", {1, 0, 0, 1})
      .ints("output_padding", {1, 2})
      .integer("group", group);
  b.qdq("y", "output", 0.41F, -20);
  return b;
}

TEST(OnnxConvTranspose, EqualsTheScatteringDefinition) {
  const auto b = transpose_model({4, 3, 3, 2}, 1, {0.02F, 0.04F, 0.013F});
  EXPECT_EQ(import_or_fail(b).layers.at(0).op, "conv_transpose2d");
  expect_same_numbers(b);
}

TEST(OnnxConvTranspose, KeepsGroups) {
  expect_same_numbers(transpose_model({4, 3, 3, 2}, 2, {0.02F}));
}

TEST(OnnxGemm, ReadsAFlattenedMapInOnnxOrder) {
  ModelBuilder b;
  b.input("input", {1, 3, 4, 5}).output("output").qdq("input", "x", 0.05F, -4);
  b.node("Flatten", {"x"}, {"v"});
  b.weights("w", {6, 60}, {0.02F, 0.03F, 0.01F, 0.02F, 0.05F, 0.04F}, 0);
  b.node("Gemm", {"v", "w"}, {"y"}).integer("transB", 1);
  b.qdq("y", "output", 0.9F, 12);
  const Network n = import_or_fail(b);
  ASSERT_EQ(n.layers.size(), 2U);
  EXPECT_EQ(n.layers[0].op, "reshape");
  EXPECT_EQ(n.layers[0].attributes.flatten_order, FlattenOrder::chw);
  EXPECT_EQ(n.layers[1].op, "fully_connected");
  expect_same_numbers(b);
}

TEST(OnnxMatMul, TransposesItsWeightsAndTakesTheFollowingAddAsBias) {
  ModelBuilder b;
  b.input("input", {1, 10}).output("output").qdq("input", "x", 0.5F, 0);
  b.weights("w", {10, 4}, {0.25F, 0.5F, 0.25F, 1.0F}, 1).floats("bias", {4}, {1.5F, -20.0F, 3.25F, 100.0F});
  b.node("MatMul", {"x", "w"}, {"p"});
  b.node("Add", {"p", "bias"}, {"y"});
  b.qdq("y", "output", 9.1F, 5);
  const Network n = import_or_fail(b);
  ASSERT_EQ(n.layers.size(), 1U);
  EXPECT_EQ(n.tensor(n.layers[0].weights).shape, (Shape{4, 10}));
  EXPECT_EQ(n.tensor(n.layers[0].bias).constant, (Values{12, -80, 26, 200}));
  expect_same_numbers(b);
}

TEST(OnnxGemm, LeavesTheLastAccumulatorsAsTheyAre) {
  ModelBuilder b;
  b.input("input", {1, 8}).output("output").qdq("input", "x", 0.5F, 0).weights("w", {8, 3}, {0.125F}, 1);
  b.floats("bias", {3}, {1.0F, -2.0F, 0.5F});
  b.node("Gemm", {"x", "w", "bias"}, {"output"});
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.at(0).requantization.rule, Requantization::Rule::none);
  EXPECT_EQ(n.tensor(n.outputs[0]).type, kInt32);
  EXPECT_DOUBLE_EQ(n.tensor(n.outputs[0]).quantization.scale(), 0.0625);
  EXPECT_EQ(n.tensor(n.layers[0].bias).constant, (Values{16, -32, 8}));
  expect_same_numbers(b);
}

TEST(OnnxGemm, BringsLastAccumulatorsOfDifferentScalesToOne) {
  ModelBuilder b;
  b.input("input", {1, 8})
      .output("output")
      .qdq("input", "x", 0.5F, 0)
      .weights("w", {8, 3}, {0.125F, 0.25F, 0.03F}, 1);
  b.node("MatMul", {"x", "w"}, {"output"});
  EXPECT_TRUE(has_note(import_or_fail(b), "one scale a channel"));
  expect_same_numbers(b, 0.5);
}

}  // namespace
}  // namespace quartet::test
