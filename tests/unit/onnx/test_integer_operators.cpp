// Operators on integer tensors: QLinear*, ConvInteger, MatMulInteger. Each model is compared with its
// QuantizeLinear/DequantizeLinear twin, which the float oracle has judged.
#include "tests/unit/onnx/check_import.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

constexpr int kUint8 = onnx::TensorProto::UINT8;
constexpr int kInt8Type = onnx::TensorProto::INT8;
constexpr int kInt32Type = onnx::TensorProto::INT32;

std::vector<std::int64_t> pattern(std::int64_t count, std::int64_t low, std::int64_t span) {
  std::vector<std::int64_t> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(low + (i * 7919 + 13) % span);
  return values;
}

/// Both networks give the same integers on the same pattern of inputs.
void expect_twins(const ModelBuilder& a, const ModelBuilder& b) {
  const Network first = import_or_fail(a), second = import_or_fail(b);
  ASSERT_FALSE(first.layers.empty());
  ASSERT_EQ(first.tensor(first.inputs[0]).shape, second.tensor(second.inputs[0]).shape);
  std::vector<Values> results;
  for (const Network* network : {&first, &second}) {
    auto interpreter = Interpreter::create(*network, {});
    ASSERT_TRUE(interpreter) << interpreter.error().text();
    const auto values = pattern(network->tensor(network->inputs[0]).elements(), -128, 256);
    const std::vector<Values> inputs{Values(values.begin(), values.end())};
    ASSERT_TRUE(interpreter->run(inputs));
    results.push_back(interpreter->tensor(network->outputs[0]));
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_NE(results[0], Values(results[0].size(), results[0][0])) << "constant outputs prove nothing";
}

/// Scales and zero points that both twins share.
ModelBuilder shared(const Dims& input, int input_type) {
  ModelBuilder b;
  b.input("input", input, input_type).output("output");
  b.scalar("xs", 0.5F).integers("xz", {}, {130}, kUint8).scalar("ys", 0.7F).integers("yz", {}, {100}, kUint8);
  return b;
}

TEST(OnnxQLinearConv, EqualsItsQdqTwin) {
  for (const bool unsigned_weights : {false, true}) {
    const int type = unsigned_weights ? kUint8 : kInt8Type;
    const auto weights = [&](ModelBuilder& b) {
      b.integers("wq", {3, 2, 3, 3}, pattern(54, unsigned_weights ? 1 : -127, 255), type)
          .floats("ws", {3}, {0.01F, 0.02F, 0.03F});
      b.integers("wz", {3}, std::vector<std::int64_t>(3, unsigned_weights ? 128 : 0), type)
          .integers("bq", {3}, {500, -800, 3}, kInt32Type);
    };
    auto a = shared({1, 2, 6, 6}, kUint8);
    weights(a);
    a.node("QLinearConv", {"input", "xs", "xz", "wq", "ws", "wz", "ys", "yz", "bq"}, {"output"})
        .ints("pads", {1, 1, 1, 1});
    auto b = shared({1, 2, 6, 6}, kUint8);
    weights(b);
    b.node("DequantizeLinear", {"input", "xs", "xz"}, {"x"});
    b.node("DequantizeLinear", {"wq", "ws", "wz"}, {"w"}).integer("axis", 0);
    b.floats("bs", {3}, {0.005F, 0.01F, 0.015F}).integers("bz", {3}, {0, 0, 0}, kInt32Type);
    b.node("DequantizeLinear", {"bq", "bs", "bz"}, {"bias"}).integer("axis", 0);
    b.node("Conv", {"x", "w", "bias"}, {"y"}).ints("pads", {1, 1, 1, 1});
    b.node("QuantizeLinear", {"y", "ys", "yz"}, {"output"});
    expect_twins(a, b);
    const Network n = import_or_fail(a);
    EXPECT_EQ(n.tensor(n.layers.at(0).bias).constant, (Values{500, -800, 3}));
    EXPECT_EQ(n.tensor(n.layers[0].weights).type, kInt8);
    EXPECT_EQ(n.tensor(n.outputs[0]).quantization.zero_point(), -28);
  }
}

TEST(OnnxQLinearConv, WidensWeightsWhoseZeroPointNeedsANinthBit) {
  auto a = shared({1, 1, 3, 3}, kUint8);
  a.integers("wq", {1, 1, 1, 2}, {0, 255}, kUint8).scalar("ws", 0.01F).integers("wz", {}, {20}, kUint8);
  a.node("QLinearConv", {"input", "xs", "xz", "wq", "ws", "wz", "ys", "yz"}, {"output"});
  const Network n = import_or_fail(a);
  EXPECT_EQ(n.tensor(n.layers.at(0).weights).constant, (Values{-20, 235}));
  EXPECT_EQ(n.tensor(n.layers[0].weights).type.bits, 16);
}

TEST(OnnxQLinearMatMul, EqualsItsQdqTwin) {
  const auto weights = [](ModelBuilder& b) {
    b.integers("wq", {8, 3}, pattern(24, -127, 255), kInt8Type)
        .scalar("ws", 0.02F)
        .integers("wz", {}, {0}, kInt8Type);
  };
  auto a = shared({1, 8}, kUint8);
  weights(a);
  a.node("QLinearMatMul", {"input", "xs", "xz", "wq", "ws", "wz", "ys", "yz"}, {"output"});
  auto b = shared({1, 8}, kUint8);
  weights(b);
  b.node("DequantizeLinear", {"input", "xs", "xz"}, {"x"});
  b.node("DequantizeLinear", {"wq", "ws", "wz"}, {"w"});
  b.node("MatMul", {"x", "w"}, {"y"});
  b.node("QuantizeLinear", {"y", "ys", "yz"}, {"output"});
  expect_twins(a, b);
}

TEST(OnnxConvInteger, WithCastAndMulEqualsItsQdqTwin) {
  const auto weights = [](ModelBuilder& b) {
    b.integers("wq", {3, 2, 3, 3}, pattern(54, -127, 255), kInt8Type).integers("wz", {}, {0}, kInt8Type);
  };
  auto a = shared({1, 2, 6, 6}, kUint8);
  weights(a);
  a.node("ConvInteger", {"input", "wq", "xz", "wz"}, {"sums"});
  a.node("Cast", {"sums"}, {"real"}).integer("to", onnx::TensorProto::FLOAT);
  a.scalar("product", 0.5F * 0.02F).node("Mul", {"real", "product"}, {"y"});
  a.node("QuantizeLinear", {"y", "ys", "yz"}, {"output"});
  auto b = shared({1, 2, 6, 6}, kUint8);
  weights(b);
  b.scalar("ws", 0.02F).node("DequantizeLinear", {"input", "xs", "xz"}, {"x"});
  b.node("DequantizeLinear", {"wq", "ws", "wz"}, {"w"});
  b.node("Conv", {"x", "w"}, {"y"});
  b.node("QuantizeLinear", {"y", "ys", "yz"}, {"output"});
  expect_twins(a, b);
}

TEST(OnnxMatMulInteger, LeavesIntegerSums) {
  ModelBuilder a;
  a.input("input", {1, 4}, kInt8Type)
      .output("output")
      .integers("wq", {4, 2}, {1, 2, 3, 4, 5, 6, 7, 8}, kInt8Type);
  a.node("MatMulInteger", {"input", "wq"}, {"output"});
  const Network n = import_or_fail(a);
  auto interpreter = Interpreter::create(n, {});
  ASSERT_TRUE(interpreter);
  const std::vector<Values> inputs{{1, -1, 2, 3}};
  ASSERT_TRUE(interpreter->run(inputs));
  EXPECT_EQ(interpreter->tensor(n.outputs[0]), (Values{1 - 3 + 10 + 21, 2 - 4 + 12 + 24}));
}

TEST(OnnxQLinearAddPoolAndConcat, EqualTheirQdqTwins) {
  const auto head = [](ModelBuilder& b, const std::string& pooled) {
    b.scalar("ps", 0.5F).integers("pz", {}, {130}, kUint8);
    if (pooled == "QLinear") {
      b.node("QLinearAveragePool", {"input", "xs", "xz", "ps", "pz"}, {"p"}, "com.microsoft")
          .ints("kernel_shape", {3, 3})
          .ints("pads", {1, 1, 1, 1});
      b.node("QLinearAdd", {"input", "xs", "xz", "p", "ps", "pz", "ys", "yz"}, {"s"}, "com.microsoft");
      b.node("QLinearConcat", {"ys", "yz", "s", "ys", "yz", "input", "xs", "xz"}, {"c"}, "com.microsoft")
          .integer("axis", 1);
      b.node("QLinearGlobalAveragePool", {"c", "ys", "yz", "ys", "yz"}, {"output"}, "com.microsoft");
      return;
    }
    b.node("DequantizeLinear", {"input", "xs", "xz"}, {"x"});
    b.node("AveragePool", {"x"}, {"a"}).ints("kernel_shape", {3, 3}).ints("pads", {1, 1, 1, 1});
    b.node("QuantizeLinear", {"a", "ps", "pz"}, {"aq"});
    b.node("DequantizeLinear", {"aq", "ps", "pz"}, {"ad"});
    b.node("Add", {"x", "ad"}, {"t"});
    b.node("QuantizeLinear", {"t", "ys", "yz"}, {"tq"});
    b.node("DequantizeLinear", {"tq", "ys", "yz"}, {"td"});
    b.node("Concat", {"td", "x"}, {"j"}).integer("axis", 1);
    b.node("QuantizeLinear", {"j", "ys", "yz"}, {"jq"});
    b.node("DequantizeLinear", {"jq", "ys", "yz"}, {"jd"});
    b.node("GlobalAveragePool", {"jd"}, {"g"});
    b.node("QuantizeLinear", {"g", "ys", "yz"}, {"output"});
  };
  auto a = shared({1, 2, 5, 5}, kUint8), b = shared({1, 2, 5, 5}, kUint8);
  head(a, "QLinear");
  head(b, "Qdq");
  expect_twins(a, b);
}

TEST(OnnxIntegerTensors, ArePooledAndFlattenedBeforeDequantizeLinear) {
  auto b = shared({1, 2, 4, 4}, kUint8);
  b.node("DequantizeLinear", {"input", "xs", "xz"}, {"x"});
  b.node("QuantizeLinear", {"x", "xs", "xz"}, {"q"});
  b.node("MaxPool", {"q"}, {"p"}).ints("kernel_shape", {2, 2}).ints("strides", {2, 2});
  b.node("Flatten", {"p"}, {"f"});
  b.node("DequantizeLinear", {"f", "xs", "xz"}, {"d"});
  b.weights("w", {8, 3}, {0.1F}, 1).node("MatMul", {"d", "w"}, {"y"});
  b.node("QuantizeLinear", {"y", "ys", "yz"}, {"output"});
  const Network n = import_or_fail(b);
  ASSERT_EQ(n.layers.size(), 3U);
  EXPECT_EQ(n.layers[0].op, "max_pool");
  EXPECT_EQ(n.layers[2].op, "fully_connected");
}

}  // namespace
}  // namespace quartet::test
