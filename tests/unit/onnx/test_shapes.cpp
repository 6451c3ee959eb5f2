// Reshape, Flatten, Squeeze and Transpose: element order against the float oracle.
#include "tests/unit/onnx/check_import.hpp"

namespace quartet::test {
namespace {

constexpr int kInt64 = onnx::TensorProto::INT64;

ModelBuilder reshape_model(const Dims& from, const std::vector<std::int64_t>& to) {
  ModelBuilder b;
  b.input("input", from)
      .output("output")
      .qdq("input", "x", 0.5F, 1)
      .integers("shape", {static_cast<std::int64_t>(to.size())}, to, kInt64);
  b.node("Reshape", {"x", "shape"}, {"r"});
  b.node("MaxPool", {"r"}, {"output"}).ints("kernel_shape", {1, 1});
  return b;
}

TEST(OnnxReshape, OfAVectorToAMapOfOneChannelIsACopy) {
  const auto b = reshape_model({1, 12}, {1, 1, 3, -1});
  EXPECT_EQ(import_or_fail(b).tensor(import_or_fail(b).outputs[0]).shape, (Shape{3, 4, 1}));
  expect_same_numbers(b);
}

TEST(OnnxReshape, KeepsChannelsWhenItOnlyFoldsSpace) {
  const auto b = reshape_model({1, 3, 4, 2}, {0, 3, 2, 4});
  EXPECT_EQ(import_or_fail(b).layers.at(0).attributes.flatten_order, FlattenOrder::hwc);
  expect_same_numbers(b);
}

TEST(OnnxReshape, ReadsChannelsFirstWhenItMixesThem) {
  const auto b = reshape_model({1, 3, 4, 2}, {1, 1, 6, 4});
  EXPECT_EQ(import_or_fail(b).layers.at(0).attributes.flatten_order, FlattenOrder::chw);
  expect_same_numbers(b);
}

TEST(OnnxReshape, ToAMapOfSeveralChannelsNeedsATranspose) {
  EXPECT_NE(import_error(reshape_model({1, 24}, {1, 3, 4, 2})).find("channels-last"), std::string::npos);
  EXPECT_NE(import_error(reshape_model({1, 24}, {1, 5, 5, 1})).find("another number of elements"),
            std::string::npos);
  EXPECT_NE(import_error(reshape_model({1, 24}, {1, -1, -1, 1})).find("not possible"), std::string::npos);
}

TEST(OnnxTranspose, OfAChannelsLastInputOnlyRenamesAxes) {
  ModelBuilder b;
  b.input("input", {1, 5, 4, 3}).output("output").qdq("input", "x", 0.5F, 1);
  b.node("Transpose", {"x"}, {"t"}).ints("perm", {0, 3, 1, 2});
  b.weights("w", {2, 3, 3, 3}, {0.02F}).node("Conv", {"t", "w"}, {"y"});
  b.node("Transpose", {"y"}, {"u"}).ints("perm", {0, 2, 3, 1});
  b.qdq("u", "output", 0.4F, 3);
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.size(), 1U);
  EXPECT_EQ(n.tensor(n.inputs[0]).shape, (Shape{5, 4, 3}));
  expect_same_numbers(b, 0, true);
}

TEST(OnnxFlatten, OfAChannelsLastMapKeepsTheStoredOrder) {
  ModelBuilder b;
  b.input("input", {1, 3, 5, 4})
      .output("output")
      .qdq("input", "x", 0.5F, 1)
      .weights("w0", {2, 3, 1, 1}, {0.02F});
  b.node("Conv", {"x", "w0"}, {"c"});
  b.qdq("c", "q", 0.3F, 2);
  b.node("Transpose", {"q"}, {"t"}).ints("perm", {0, 2, 3, 1});
  b.node("Flatten", {"t"}, {"f"});
  b.weights("w", {40, 3}, {0.02F}, 1).node("MatMul", {"f", "w"}, {"y"});
  b.qdq("y", "output", 0.4F, 3);
  EXPECT_EQ(import_or_fail(b).layers.at(1).attributes.flatten_order, FlattenOrder::hwc);
  expect_same_numbers(b);
}

TEST(OnnxTranspose, OfUnitAxesIsACopyAndOtherwiseRefused) {
  ModelBuilder b;
  b.input("input", {1, 1, 6, 4}).output("output").qdq("input", "x", 0.5F, 1);
  b.node("Transpose", {"x"}, {"t"}).ints("perm", {0, 2, 1, 3});
  b.weights("w", {2, 6, 1, 1}, {0.02F});
  b.node("Squeeze", {"t", "axes"}, {"s"});
  b.integers("axes", {1}, {2}, kInt64);
  b.node("Flatten", {"s"}, {"f"});
  b.weights("v", {24, 2}, {0.02F}, 1).node("MatMul", {"f", "v"}, {"y"});
  b.qdq("y", "output", 0.4F, 3);
  expect_same_numbers(b);
  ModelBuilder c;
  c.input("input", {1, 3, 6, 4}).output("output").qdq("input", "x", 0.5F, 1);
  c.node("Transpose", {"x"}, {"output"}).ints("perm", {0, 1, 3, 2}).named("turn");
  const std::string error = import_error(c);
  EXPECT_NE(error.find("turn"), std::string::npos);
  EXPECT_NE(error.find("needs data to move"), std::string::npos);
}

TEST(OnnxSqueeze, OfAPooledMapGivesAVector) {
  ModelBuilder b;
  b.input("input", {1, 4, 3, 3}).output("output").qdq("input", "x", 0.5F, 1);
  b.node("GlobalMaxPool", {"x"}, {"p"});
  b.integers("axes", {2}, {2, 3}, kInt64).node("Squeeze", {"p", "axes"}, {"s"});
  b.weights("w", {4, 3}, {0.02F}, 1).node("MatMul", {"s", "w"}, {"y"});
  b.qdq("y", "output", 0.04F, 3);
  expect_same_numbers(b);
}

TEST(OnnxShapeNodes, OnWeightsAreDoneAtImport) {
  ModelBuilder b;
  b.input("input", {1, 6}).output("output").qdq("input", "x", 0.5F, 1);
  b.random_floats("wf", {4, 6}, 1.0F, 3)
      .floats("ws", {4, 1}, {0.01F, 0.02F, 0.03F, 0.04F})
      .scalar("z", 0)
      .scalar("bits", 8);
  b.node("Quant", {"wf", "ws", "z", "bits"}, {"wq"}, "qonnx.custom_op.general")
      .integer("signed", 1)
      .integer("narrow", 0);
  b.node("Transpose", {"wq"}, {"w"}).ints("perm", {1, 0});
  b.node("MatMul", {"x", "w"}, {"y"});
  b.qdq("y", "output", 0.4F, 3);
  EXPECT_EQ(import_or_fail(b).tensor(import_or_fail(b).layers.at(0).weights).quantization.scales.size(), 4U);
  expect_same_numbers(b);
}

}  // namespace
}  // namespace quartet::test
