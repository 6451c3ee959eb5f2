// Files that lie: each gives an error, none a crash, a hang or an allocation that the file does not pay for.
#include <limits>
#include <set>

#include "sim/base/philox.hpp"
#include "tests/unit/onnx/check_import.hpp"

namespace quartet::test {
namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

ModelBuilder good_model() {
  ModelBuilder b;
  b.input("input", {1, 2, 6, 5})
      .output("output")
      .qdq("input", "x", 0.5F, 0)
      .weights("w", {3, 2, 3, 3}, {0.02F});
  b.node("Conv", {"x", "w"}, {"y"}).ints("pads", {1, 1, 1, 1});
  b.node("MaxPool", {"y"}, {"m"}).ints("kernel_shape", {2, 2});
  b.qdq("m", "q", 0.4F, 0);
  b.node("Flatten", {"q"}, {"f"});
  b.weights("v", {60, 2}, {0.02F}, 1).node("MatMul", {"f", "v"}, {"g"});
  b.quant("g", "output", 0.5F);
  return b;
}

onnx::NodeProto* find_node(ModelBuilder& b, const std::string& op) {
  for (auto& node : *b.model.mutable_graph()->mutable_node()) {
    if (node.op_type() == op) return &node;
  }
  return nullptr;
}

TEST(HostileOnnx, TheUnharmedModelImports) {
  EXPECT_EQ(import_or_fail(good_model()).layers.size(), 4U);
}

TEST(HostileOnnx, EveryTruncationIsAnError) {
  const auto bytes = good_model().bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto network = import_onnx({bytes.data(), size}, "cut.onnx");
    ASSERT_FALSE(network) << size;
    EXPECT_EQ(network.error().code, ErrorCode::bad_input);
    EXPECT_FALSE(network.error().problems.empty());
  }
}

TEST(HostileOnnx, EveryFlippedBitIsAnErrorOrAValidNetwork) {
  const auto bytes = good_model().bytes();
  int refused = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 3) {
    auto damaged = bytes;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1U << (bit % 8)));
    const auto network = import_onnx(damaged, "flipped.onnx");
    if (!network) {
      ++refused;
      EXPECT_NE(network.error().code, ErrorCode::internal);
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(HostileOnnx, RandomBytesAreErrors) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    std::vector<std::uint8_t> bytes;
    for (std::uint64_t i = 0; i < seed * 3; ++i)
      bytes.push_back(static_cast<std::uint8_t>(256 * uniform01(seed, 1, i)));
    EXPECT_FALSE(import_onnx(bytes, "random.onnx"));
  }
}

TEST(HostileOnnx, NegativeZeroAndHugeInputShapesAreErrors) {
  for (const std::int64_t size :
       {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1} << 40, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()}) {
    auto b = good_model();
    b.model.mutable_graph()
        ->mutable_input(0)
        ->mutable_type()
        ->mutable_tensor_type()
        ->mutable_shape()
        ->mutable_dim(2)
        ->set_dim_value(size);
    EXPECT_TRUE(holds(import_error(b), "input 'input'")) << size;
  }
}

TEST(HostileOnnx, NegativeAndHugeConstantShapesAreErrors) {
  for (const std::int64_t size :
       {std::int64_t{-3}, std::int64_t{1} << 50, std::numeric_limits<std::int64_t>::max()}) {
    auto b = good_model();
    for (auto& t : *b.model.mutable_graph()->mutable_initializer()) {
      if (t.dims_size() == 4) t.set_dims(1, size);
    }
    EXPECT_TRUE(holds(import_error(b), "initializer")) << size;
  }
}

TEST(HostileOnnx, RawDataOfTheWrongLengthIsAnError) {
  for (const int change : {-1, 1}) {
    auto b = good_model();
    for (auto& t : *b.model.mutable_graph()->mutable_initializer()) {
      if (t.dims_size() == 4) t.mutable_raw_data()->resize(static_cast<std::size_t>(54 + change));
    }
    const std::string text = import_error(b);
    EXPECT_TRUE(holds(text, change < 0 ? "raw_data has 53 bytes" : "raw_data has 55 bytes")) << text;
  }
}

TEST(HostileOnnx, TypedDataOfTheWrongLengthIsAnError) {
  auto b = good_model();
  b.model.mutable_graph()->mutable_initializer(0)->add_float_data(1.0F);
  EXPECT_TRUE(holds(import_error(b), "2 values"));
}

TEST(HostileOnnx, ExternalDataIsAnErrorWithARemedy) {
  auto b = good_model();
  auto* t = b.model.mutable_graph()->mutable_initializer(0);
  t->set_data_location(onnx::TensorProto::EXTERNAL);
  auto* entry = t->add_external_data();
  entry->set_key("location");
  entry->set_value("../../etc/passwd");
  EXPECT_TRUE(holds(import_error(b), "data inside"));
}

TEST(HostileOnnx, MissingInitializersAreNamed) {
  auto b = good_model();
  find_node(b, "Conv")->set_input(1, "nowhere");
  EXPECT_TRUE(holds(import_error(b), "reads 'nowhere', which nothing writes"));
}

TEST(HostileOnnx, CyclesAreNamed) {
  auto b = good_model();
  find_node(b, "Conv")->set_input(0, "y");
  EXPECT_TRUE(holds(import_error(b), "cycle"));
}

TEST(HostileOnnx, TwoWritersOfOneValueAreAnError) {
  auto b = good_model();
  find_node(b, "MaxPool")->set_output(0, "y");
  EXPECT_TRUE(holds(import_error(b), "written twice"));
}

TEST(HostileOnnx, NodesOutOfOrderAreSorted) {
  auto b = good_model();
  auto* nodes = b.model.mutable_graph()->mutable_node();
  for (int i = 0; i < nodes->size() / 2; ++i) nodes->SwapElements(i, nodes->size() - 1 - i);
  EXPECT_EQ(network_hash(import_or_fail(b)), network_hash(import_or_fail(good_model())));
}

TEST(HostileOnnx, AttributesBeyondEveryImageAreErrors) {
  for (const char* key : {"strides", "dilations", "pads", "kernel_shape"}) {
    for (const std::int64_t value :
         {std::int64_t{-1}, std::int64_t{1} << 33, std::numeric_limits<std::int64_t>::max(),
          std::numeric_limits<std::int64_t>::min()}) {
      auto b = good_model();
      auto* node = find_node(b, "MaxPool");
      node->clear_attribute();
      NodeBuilder(node).ints("kernel_shape", {2, 2});
      if (std::string(key) == "kernel_shape") node->clear_attribute();
      NodeBuilder(node).ints(key, std::string(key) == "pads" ? Dims{value, 0, 0, 0} : Dims{value, value});
      EXPECT_TRUE(holds(import_error(b), "MaxPool")) << key << " " << value;
    }
  }
}

TEST(HostileOnnx, ScalesThatAreNoScalesAreErrors) {
  for (const float scale :
       {0.0F, -1.0F, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    auto b = good_model();
    b.model.mutable_graph()->mutable_initializer(0)->set_float_data(0, scale);
    EXPECT_FALSE(import_error(b).empty()) << scale;
  }
}

TEST(HostileOnnx, NodesWithoutInputsOrOutputsAreErrors) {
  for (const char* op :
       {"Conv", "MaxPool", "Flatten", "MatMul", "Quant", "QuantizeLinear", "DequantizeLinear"}) {
    auto without = good_model();
    find_node(without, op)->clear_input();
    EXPECT_FALSE(import_error(without).empty()) << op;
    auto silent = good_model();
    find_node(silent, op)->clear_output();
    EXPECT_FALSE(import_error(silent).empty()) << op;
  }
}

TEST(HostileOnnx, DeepNestingIsAnErrorAndNotAStackOverflow) {
  auto b = good_model();
  onnx::GraphProto* graph = b.model.mutable_graph();
  for (int depth = 0; depth < 2000; ++depth) {
    auto* node = graph->add_node();
    node->set_op_type("If");
    auto* attribute = node->add_attribute();
    attribute->set_name("then_branch");
    graph = attribute->mutable_g();
  }
  EXPECT_TRUE(holds(import_error(b), "cannot be parsed"));
}

TEST(HostileOnnx, NamesFromTheFileCannotReachTheTerminal) {
  auto b = good_model();
  find_node(b, "Conv")->set_name("\x1b[31m\xff\n");
  find_node(b, "Conv")->set_op_type("Con\x07");
  const std::string text = import_error(b);
  EXPECT_FALSE(holds(text, "\x1b"));
  EXPECT_FALSE(holds(text, "\xff"));
  EXPECT_FALSE(holds(text, "\x07"));
}

TEST(HostileOnnx, LayersOfNodesWithClashingNamesStayApart) {
  ModelBuilder b;
  b.input("input", {1, 4}).output("output").qdq("input", "x", 0.5F, 0).scalar("s", 0.3F);
  b.integers("z", {}, {0}, onnx::TensorProto::INT8);
  b.node("Relu", {"x"}, {"r"});
  b.qdq("r", "a", 0.4F, 0);
  b.node("Concat", {"a", "x", "x"}, {"j"}).integer("axis", 1).named("same");
  b.node("QuantizeLinear", {"j", "s", "z"}, {"k"}).named("same.2");
  b.node("DequantizeLinear", {"k", "s", "z"}, {"l"}).named("same.3");
  b.node("Abs", {"l"}, {"output"}).named("same.2");
  std::set<std::string> names;
  const Network n = import_or_fail(b);
  EXPECT_EQ(n.layers.size(), 6U);
  for (const Layer& layer : n.layers) EXPECT_TRUE(names.insert(layer.name).second) << layer.name;
}

TEST(HostileOnnx, OneConstantReadByManyNodesDoesNotMultiplyMemory) {
  ModelBuilder b;
  b.input("input", {1, 2048})
      .output("output")
      .qdq("input", "x", 0.5F, 0)
      .weights("w", {2048, 2048}, {0.02F}, 1);
  for (int i = 0; i < 12; ++i) b.node("MatMul", {"x", "w"}, {std::to_string(i)});
  b.node("Identity", {"0"}, {"output"});
  EXPECT_TRUE(holds(import_error(b), "elements in all"));
}

}  // namespace
}  // namespace quartet::test
