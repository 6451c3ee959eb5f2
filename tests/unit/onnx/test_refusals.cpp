// What cannot be imported: one error that names every place, the cause and a remedy.
#include "tests/unit/onnx/check_import.hpp"

namespace quartet::test {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(OnnxImport, ListsEveryUnsupportedNodeAtOnce) {
  ModelBuilder b;
  b.input("input", {1, 4}).output("output").qdq("input", "x", 0.5F, 0);
  b.node("LSTM", {"x"}, {"a"}).named("memory");
  b.node("Relu", {"a"}, {"r"});
  b.node("Trunc", {"r"}, {"t"}, "qonnx.custom_op.general").named("cut");
  b.node("Quant", {"t"}, {"output"}, "other.domain").named("foreign");
  const auto network = import_onnx(b.bytes(), "net.onnx");
  ASSERT_FALSE(network);
  EXPECT_EQ(network.error().code, ErrorCode::bad_input);
  ASSERT_EQ(network.error().problems.size(), 3U);
  const std::string text = network.error().text();
  for (const char* part :
       {"net.onnx: node 'memory'", "operator LSTM cannot", "node 'cut'",
        "Trunc of domain qonnx.custom_op.general", "node 'foreign'", "Quant of domain other.domain",
        "supported are Abs, Add", "MultiThreshold", "QLinearConcat"})
    EXPECT_TRUE(holds(text, part)) << part << " in\n" << text;
}

TEST(OnnxImport, TellsHowToQuantizeAFloatModel) {
  ModelBuilder b;
  b.input("input", {1, 4})
      .output("output")
      .random_floats("w", {4, 2}, 1.0F, 1)
      .node("MatMul", {"input", "w"}, {"y"});
  b.node("Relu", {"y"}, {"output"});
  const std::string text = import_error(b);
  EXPECT_TRUE(holds(text, "floating-point model")) << text;
  EXPECT_TRUE(holds(text, "quantize it first")) << text;
}

TEST(OnnxImport, NamesWeightsThatAreNotQuantized) {
  ModelBuilder b;
  b.input("input", {1, 4}).output("output").qdq("input", "x", 0.5F, 0).random_floats("w", {4, 2}, 1.0F, 1);
  b.node("MatMul", {"x", "w"}, {"output"}).named("dense");
  const std::string text = import_error(b);
  EXPECT_TRUE(holds(text, "node 'dense' (MatMul)")) << text;
  EXPECT_TRUE(holds(text, "weights are not quantized")) << text;
}

TEST(OnnxImport, NamesTheEdgeWhereAQuantizerIsMissing) {
  ModelBuilder b;
  b.input("input", {1, 4}).output("output").qdq("input", "x", 0.5F, 0).weights("w", {4, 4}, {0.1F}, 1);
  b.node("MatMul", {"x", "w"}, {"h"}).named("first");
  b.node("MatMul", {"h", "w"}, {"y"}).named("second");
  b.qdq("y", "output", 0.5F, 0);
  EXPECT_TRUE(holds(import_error(b), "between 'first' and 'second'"));
}

TEST(OnnxImport, NamesAnInputWithoutQuantizer) {
  ModelBuilder b;
  b.input("input", {1, 4}).output("output").weights("w", {4, 4}, {0.1F}, 1);
  b.node("MatMul", {"input", "w"}, {"output"});
  EXPECT_TRUE(holds(import_error(b), "the network's input is not quantized"));
}

TEST(OnnxImport, ReportsIndependentProblemsTogether) {
  ModelBuilder b;
  b.input("input", {1, 4})
      .output("output")
      .qdq("input", "x", 0.5F, 0)
      .weights("w", {5, 4}, {0.1F}, 1)
      .random_floats("v", {4, 4}, 1.0F, 2);
  b.node("MatMul", {"x", "w"}, {"a"}).named("wide");
  b.node("MatMul", {"x", "v"}, {"c"}).named("floating");
  b.node("Add", {"a", "c"}, {"output"}).named("after");
  const auto network = import_onnx(b.bytes(), "net.onnx");
  ASSERT_FALSE(network);
  ASSERT_EQ(network.error().problems.size(), 2U);
  EXPECT_TRUE(holds(network.error().problems[0].place, "wide"));
  EXPECT_TRUE(holds(network.error().problems[1].place, "floating"));
}

TEST(OnnxImport, RefusesABatchOfTwoAndTakesAFreeOne) {
  ModelBuilder b;
  b.input("input", {2, 4}).output("output").qdq("input", "x", 0.5F, 0).node("Relu", {"x"}, {"output"});
  EXPECT_TRUE(holds(import_error(b), "batch of 1"));
  ModelBuilder f;
  f.input("input", {1, 4}).output("output").qdq("input", "x", 0.5F, 0).node("Relu", {"x"}, {"output"});
  f.model.mutable_graph()
      ->mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(0)
      ->set_dim_param("N");
  EXPECT_EQ(import_or_fail(f).tensor(0).shape, (Shape{4}));
}

TEST(OnnxImport, RefusesAnActivationWithScalesOfItsOwnPerChannel) {
  ModelBuilder b;
  b.input("input", {1, 2, 3, 3})
      .output("output")
      .floats("s", {1, 2, 1, 1}, {0.5F, 0.25F})
      .scalar("z", 0)
      .scalar("bits", 8);
  b.node("Quant", {"input", "s", "z", "bits"}, {"output"}, "qonnx.custom_op.general")
      .integer("signed", 1)
      .integer("narrow", 0);
  EXPECT_TRUE(holds(import_error(b), "more than one scale"));
}

TEST(OnnxImport, RefusesASumOfDifferentScalesWithoutQuantizer) {
  ModelBuilder b;
  b.input("input", {1, 4}).output("output").qdq("input", "x", 0.5F, 0).qdq("x", "z", 0.3F, 0);
  b.node("Add", {"x", "z"}, {"output"});
  EXPECT_TRUE(holds(import_error(b), "quantize the output"));
}

TEST(OnnxImport, RefusesUnknownRoundingModesAndOddBitWidths) {
  ModelBuilder b;
  b.input("input", {1, 4}).output("output").quant("input", "output", 0.5F, 8, "SIDEWAYS");
  EXPECT_TRUE(holds(import_error(b), "SIDEWAYS"));
  ModelBuilder w;
  w.input("input", {1, 4}).output("output").quant("input", "output", 0.5F, 20);
  EXPECT_TRUE(holds(import_error(w), "bit width"));
}

}  // namespace
}  // namespace quartet::test
