// Quantizers: which requantization they become, and that its numbers are those of QONNX and ONNX.
#include <cmath>

#include "tests/unit/onnx/check_import.hpp"

namespace quartet::test {
namespace {

using Rule = Requantization::Rule;

/// input → Quant → Conv 3×3 of Quant'ed weights → optional Relu → Quant → output, scales powers of two.
ModelBuilder max78000_like(const std::string& mode, float output_scale, bool relu, int weight_bits = 8) {
  ModelBuilder b;
  b.input("input", {1, 2, 6, 5}).output("output").quant("input", "x", 0x1p-7F, 8, "HALF_UP");
  b.random_floats("wf", {3, 2, 3, 3}, 1.0F, 11)
      .quant("wf", "w", std::exp2(1.0F - static_cast<float>(weight_bits)), weight_bits, "ROUND");
  b.floats("bf", {3}, {0.25F, -0.5F, 0.125F}).quant("bf", "bias", 0x1p-7F, 8, "HALF_UP");
  b.node("Conv", {"x", "w", "bias"}, {"y"}).ints("pads", {1, 1, 1, 1}).named("conv");
  if (relu) b.node("Relu", {"y"}, {"r"});
  b.quant(relu ? "r" : "y", "output", output_scale, 8, mode);
  return b;
}

TEST(OnnxQuant, BecomesAShiftWhenTheMax78000CouldDoIt) {
  for (const int exponent : {-7, -5, -2}) {
    const auto b = max78000_like("HALF_UP", std::exp2(static_cast<float>(exponent)), true);
    const Network n = import_or_fail(b);
    ASSERT_EQ(n.layers.size(), 1U);
    const Requantization& r = n.layers[0].requantization;
    EXPECT_EQ(r.rule, Rule::shift);
    EXPECT_EQ(r.shift, 7 + (-7 - 7 - exponent));
    EXPECT_EQ(r.clamp_min, 0);
    EXPECT_EQ(r.clamp_max, 127);
    EXPECT_TRUE(n.notes.empty());
    // bias 2^-7 in units of 2^-14
    EXPECT_EQ(n.tensor(n.layers[0].bias).constant, (Values{32 * 128, -64 * 128, 16 * 128}));
    expect_same_numbers(b);
  }
}

TEST(OnnxQuant, SaysThatNegativeTiesOfAShiftRoundUp) {
  const Network n = import_or_fail(max78000_like("HALF_UP", 0x1p-5F, false));
  EXPECT_EQ(n.layers.at(0).requantization.rule, Rule::shift);
  EXPECT_TRUE(has_note(n, "negative ties up"));
  EXPECT_TRUE(has_note(n, "conv"));
}

TEST(OnnxQuant, KeepsSubByteWeights) {
  for (const int bits : {4, 2}) {
    const auto b = max78000_like("HALF_UP", 0x1p-4F, true, bits);
    const Network n = import_or_fail(b);
    EXPECT_EQ(n.tensor(n.layers.at(0).weights).type, (IntType{bits, true, false}));
    EXPECT_EQ(n.layers[0].requantization.rule, Rule::shift);
    expect_same_numbers(b);
  }
}

TEST(OnnxQuant, BecomesAMultiplierAndSaysSoWhenTiesRoundToEven) {
  const auto b = max78000_like("ROUND", 0x1p-5F, true);
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.at(0).requantization.rule, Rule::multiplier);
  EXPECT_DOUBLE_EQ(n.layers[0].requantization.scales.at(0), 0x1p-9);
  EXPECT_TRUE(has_note(n, "differs at exact ties"));
  expect_same_numbers(b, 1);
}

TEST(OnnxQuant, FloorAndCeilingOfPowersOfTwoAreExact) {
  for (const std::string mode : {"FLOOR", "CEIL"}) {
    const auto b = max78000_like(mode, 0x1p-4F, false);
    EXPECT_EQ(import_or_fail(b).layers.at(0).requantization.rule, Rule::shift) << mode;
    expect_same_numbers(b);
  }
}

TEST(OnnxQuant, UnsignedFourBitsClampToTheirRange) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 4}).output("output").quant("input", "x", 0.5F, 4, "ROUND", 0, false);
  b.weights("w", {3, 2, 1, 1}, {0.011F});
  b.node("Conv", {"x", "w"}, {"y"});
  b.quant("y", "output", 0.173F, 4, "ROUND", 0, false);
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.tensor(n.inputs[0]).type, (IntType{4, false, false}));
  EXPECT_EQ(n.tensor(n.outputs[0]).type, (IntType{4, false, false}));
  EXPECT_EQ(n.layers.at(0).requantization.clamp_min, 0);
  EXPECT_EQ(n.layers[0].requantization.clamp_max, 15);
  expect_same_numbers(b);
}

TEST(OnnxQuant, UnsignedBytesAreStoredShiftedBy128) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 4}).output("output").quant("input", "x", 0.5F, 8, "ROUND", 100, false);
  b.weights("w", {3, 2, 1, 1}, {0.011F});
  b.node("Conv", {"x", "w"}, {"y"});
  b.quant("y", "output", 0.473F, 8, "ROUND", 7, false, true);
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.tensor(n.inputs[0]).type, kInt8);
  EXPECT_EQ(n.tensor(n.inputs[0]).quantization.zero_point(), -28);
  EXPECT_EQ(n.tensor(n.outputs[0]).quantization.zero_point(), 7 - 128);
  EXPECT_EQ(n.layers.at(0).requantization.clamp_max, 254 - 128);
  expect_same_numbers(b);
}

TEST(OnnxQuant, NarrowSignedBytesLoseTheirMinimum) {
  ModelBuilder b;
  b.input("input", {1, 6}).output("output").quant("input", "x", 0.5F);
  b.weights("w", {4, 6}, {0.5F}, 0);
  b.node("Gemm", {"x", "w"}, {"y"}).integer("transB", 1);
  b.quant("y", "output", 3.1F, 8, "HALF_UP", 0, true, true);
  EXPECT_EQ(import_or_fail(b).layers.at(0).requantization.clamp_min, -127);
  expect_same_numbers(b);
}

TEST(OnnxQuant, QuantizesWeightsPerChannelAtImport) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 4}).output("output").quant("input", "x", 0.5F);
  b.random_floats("wf", {3, 2, 2, 2}, 3.0F, 4)
      .floats("ws", {3, 1, 1, 1}, {0.5F, 0.25F, 1.0F})
      .scalar("z", 0)
      .scalar("bits", 3);
  b.node("Quant", {"wf", "ws", "z", "bits"}, {"w"}, "qonnx.custom_op.general")
      .integer("signed", 1)
      .integer("narrow", 1);
  b.node("Conv", {"x", "w"}, {"y"});
  b.quant("y", "output", 1.7F);
  const Network n = import_or_fail(b);
  const Tensor& w = n.tensor(n.layers.at(0).weights);
  EXPECT_EQ(w.type, (IntType{3, true, false}));
  EXPECT_EQ(w.quantization.scales, (std::vector<double>{0.5, 0.25, 1.0}));
  for (const std::int32_t v : w.constant) EXPECT_GE(v, -3);
  expect_same_numbers(b);
}

TEST(OnnxBipolarQuant, GivesBipolarWeightsAndActivations) {
  ModelBuilder b;
  b.input("input", {1, 3, 5, 5}).output("output").scalar("one", 1.0F).scalar("half", 0.5F);
  b.node("BipolarQuant", {"input", "one"}, {"x"}, "qonnx.custom_op.general");
  b.random_floats("wf", {4, 3, 3, 3}, 1.0F, 8)
      .node("BipolarQuant", {"wf", "half"}, {"w"}, "qonnx.custom_op.general");
  b.node("Conv", {"x", "w"}, {"y"}).ints("pads", {1, 1, 1, 1});
  b.node("BipolarQuant", {"y", "one"}, {"s"}, "qonnx.custom_op.general");
  b.random_floats("vf", {2, 4, 1, 1}, 1.0F, 9)
      .node("BipolarQuant", {"vf", "one"}, {"v"}, "qonnx.custom_op.general");
  b.node("Conv", {"s", "v"}, {"output"});
  const Network n = import_or_fail(b);
  ASSERT_EQ(n.layers.size(), 2U);
  const IntType bipolar{1, true, true};
  EXPECT_EQ(n.tensor(n.inputs[0]).type, bipolar);
  EXPECT_EQ(n.tensor(n.layers[0].weights).type, bipolar);
  EXPECT_EQ(n.tensor(n.layers[0].output).type, bipolar);
  EXPECT_EQ(n.layers[0].requantization.rule, Rule::thresholds);
  expect_same_numbers(b);
}

ModelBuilder batch_norm_model(int bits, bool negative) {
  ModelBuilder b;
  b.input("input", {1, 2, 5, 5}).output("output").quant("input", "x", 0.5F);
  b.weights("w", {3, 2, 3, 3}, {0.01F});
  b.node("Conv", {"x", "w"}, {"y"});
  b.floats("gamma", {3}, {1.3F, negative ? -0.7F : 0.7F, 0.9F}).floats("beta", {3}, {0.37F, -1.1F, 0.05F});
  b.floats("mean", {3}, {0.9F, -2.1F, 0.3F}).floats("var", {3}, {1.9F, 4.2F, 0.8F});
  b.node("BatchNormalization", {"y", "gamma", "beta", "mean", "var"}, {"n"});
  b.node("Relu", {"n"}, {"r"});
  b.quant("r", "output", bits > 4 ? 0.031F : 0.91F, bits, "ROUND", 0, false);
  return b;
}

TEST(OnnxBatchNormalization, CollapsesIntoExactThresholdsBeforeFewBits) {
  for (const bool negative : {false, true}) {
    const auto b = batch_norm_model(3, negative);
    const Network n = import_or_fail(b);
    ASSERT_EQ(n.layers.size(), 1U);
    EXPECT_EQ(n.layers[0].requantization.rule, Rule::thresholds);
    EXPECT_EQ(n.tensor(n.layers[0].requantization.thresholds).shape, (Shape{3, 7}));
    EXPECT_TRUE(n.notes.empty());
    expect_same_numbers(b);
  }
}

TEST(OnnxBatchNormalization, BecomesScalesAndARoundedBiasBeforeEightBits) {
  const auto b = batch_norm_model(8, true);
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.at(0).requantization.rule, Rule::multiplier);
  EXPECT_EQ(n.layers[0].requantization.scales.size(), 3U);
  EXPECT_TRUE(has_note(n, "bias rounded"));
  expect_same_numbers(b, 1);
}

ModelBuilder threshold_model(float out_scale, float out_bias, const std::string& type, std::int64_t rows,
                             std::int64_t steps) {
  ModelBuilder b;
  b.input("input", {1, 2, 5, 5}).output("output").quant("input", "x", 1.0F, 4);
  b.weights("w", {3, 2, 2, 2}, {1.0F});
  b.node("Conv", {"x", "w"}, {"y"});
  b.random_floats("t", {rows, steps}, 3000.0F, 21);
  b.node("MultiThreshold", {"y", "t"}, {"output"}, "finn.custom_op.general")
      .real("out_scale", out_scale)
      .real("out_bias", out_bias)
      .text("out_dtype", type);
  return b;
}

TEST(OnnxMultiThreshold, CountsThresholdsOfEachChannel) {
  const auto b = threshold_model(1, 0, "UINT3", 3, 7);
  const Network n = import_or_fail(b);
  ASSERT_EQ(n.layers.size(), 1U);
  EXPECT_EQ(n.tensor(n.outputs[0]).type, (IntType{3, false, false}));
  expect_same_numbers(b);
}

TEST(OnnxMultiThreshold, HonoursScaleBiasAndType) {
  expect_same_numbers(threshold_model(0.5F, 0, "FLOAT32", 1, 5));
  const auto signed_model = threshold_model(1, -4, "INT3", 3, 7);
  EXPECT_EQ(
      import_or_fail(signed_model).tensor(import_or_fail(signed_model).outputs[0]).quantization.zero_point(),
      0);
  expect_same_numbers(signed_model);
  const auto bipolar = threshold_model(2, -1, "BIPOLAR", 3, 1);
  EXPECT_TRUE(import_or_fail(bipolar).tensor(import_or_fail(bipolar).outputs[0]).type.bipolar);
  expect_same_numbers(bipolar);
  EXPECT_NE(import_error(threshold_model(1, 0, "UINT2", 3, 7)).find("beyond the type"), std::string::npos);
}

TEST(OnnxMultiThreshold, IsALayerOfItsOwnOnAnInput) {
  ModelBuilder b;
  b.input("input", {1, 2, 3, 3}).output("output").quant("input", "x", 0.25F);
  b.random_floats("t", {2, 3}, 20.0F, 2);
  b.node("MultiThreshold", {"x", "t"}, {"output"}, "qonnx.custom_op.general").text("out_dtype", "UINT2");
  EXPECT_EQ(import_or_fail(b).layers.at(0).op, "multi_threshold");
  expect_same_numbers(b);
}

TEST(OnnxQuantizer, BecomesARequantizeLayerWhenOthersReadTheAccumulator) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 4})
      .output("output")
      .qdq("input", "x", 0.5F, 0)
      .weights("w", {2, 2, 1, 1}, {0.02F})
      .floats("bias", {2}, {1.0F, -2.0F});
  b.node("Conv", {"x", "w", "bias"}, {"y"});
  b.qdq("y", "a", 0.31F, 3).qdq("y", "c", 0.17F, 0);
  b.node("Add", {"a", "c"}, {"s"});
  b.qdq("s", "output", 0.5F, 1);
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.at(0).requantization.rule, Rule::none);
  EXPECT_EQ(n.layers.at(1).op, "requantize");
  EXPECT_EQ(n.layers.at(2).op, "requantize");
  expect_same_numbers(b, 1);
}

TEST(OnnxQuantizer, OfTheSameScaleAddsNoLayer) {
  ModelBuilder b;
  b.input("input", {1, 2, 4, 4}).output("output").qdq("input", "x", 0.5F, 4);
  b.node("MaxPool", {"x"}, {"m"}).ints("kernel_shape", {2, 2});
  b.qdq("m", "output", 0.5F, 4);
  EXPECT_EQ(import_or_fail(b).layers.size(), 1U);
  expect_same_numbers(b);
}

TEST(OnnxInput, CarriesFinnsDatatypeAnnotation) {
  ModelBuilder b;
  b.input("input", {1, 4}).output("output").floats("w", {4, 2}, {1, -1, 0, 1, 1, 1, -1, 0});
  b.node("MatMul", {"input", "w"}, {"y"});
  b.floats("t", {1, 3}, {-3, 0, 3});
  b.node("MultiThreshold", {"y", "t"}, {"output"}, "qonnx.custom_op.general").text("out_dtype", "UINT2");
  for (const auto& [tensor, type] : {std::pair{"input", "INT4"}, std::pair{"w", "TERNARY"}}) {
    auto* annotation = b.model.mutable_graph()->add_quantization_annotation();
    annotation->set_tensor_name(tensor);
    auto* entry = annotation->add_quant_parameter_tensor_names();
    entry->set_key("finn_datatype");
    entry->set_value(type);
  }
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.tensor(n.inputs[0]).type, (IntType{4, true, false}));
  EXPECT_EQ(n.tensor(n.layers.at(0).weights).type, (IntType{2, true, false}));
  expect_same_numbers(b);
}

}  // namespace
}  // namespace quartet::test
