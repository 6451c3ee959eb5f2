// A QONNX perceptron as quantization-aware training writes it: batch normalisation, ReLU and quantizer of each layer end up in
// one row of thresholds, in the fabric as in the network.
#include <gtest/gtest.h>

#include "accel/dataflow/stream_build.hpp"
#include "frontends/model/import.hpp"
#include "tests/unit/dataflow/machine.hpp"
#include "tests/unit/onnx/model_builder.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::dataflow {
namespace {

void hidden_layer(test::ModelBuilder& b, const std::string& from, const std::string& to, std::int64_t inputs, std::int64_t outputs, std::uint64_t seed) {
  const auto part = [&](const char* name) { return to + "_" + name; };
  b.random_floats(part("w"), {inputs, outputs}, 0.9F, seed).quant(part("w"), part("wq"), 0.25F, 3, "ROUND", 0, true, true);
  b.node("MatMul", {from, part("wq")}, {part("m")});
  std::vector<float> gamma, beta, mean, variance;
  for (std::int64_t c = 0; c < outputs; ++c) {
    gamma.push_back(0.4F + 0.05F * static_cast<float>(c % 5));
    beta.push_back(0.1F * static_cast<float>(c % 7) - 0.2F);
    mean.push_back(0.3F * static_cast<float>(c % 3));
    variance.push_back(1.5F + 0.25F * static_cast<float>(c % 4));
  }
  b.floats(part("g"), {outputs}, gamma).floats(part("b"), {outputs}, beta).floats(part("mu"), {outputs}, mean).floats(part("v"), {outputs}, variance);
  b.node("BatchNormalization", {part("m"), part("g"), part("b"), part("mu"), part("v")}, {part("n")});
  b.node("Relu", {part("n")}, {part("r")});
  b.quant(part("r"), to, 0.25F, 3, "ROUND", 0, false);
}

Network perceptron() {
  test::ModelBuilder b;
  b.input("input", {1, 20}).output("scores");
  b.quant("input", "x", 0.0625F, 8);
  hidden_layer(b, "x", "h1", 20, 16, 1);
  hidden_layer(b, "h1", "h2", 16, 8, 2);
  b.random_floats("w", {8, 4}, 0.9F, 3).quant("w", "wq", 0.25F, 3, "ROUND", 0, true, true);
  b.node("MatMul", {"h2", "wq"}, {"scores"});
  const auto network = import_onnx(b.bytes(), "perceptron");
  if (!network) throw std::logic_error(network.error().text());
  return *network;
}

}  // namespace

TEST(Qonnx, BatchNormReluAndQuantizerBecomeThresholdsInTheFabric) {
  const Network network = perceptron();
  const test::Machine m("pynq-z2", {{"label_select", "false"}});
  const auto built = m.dataflow().build(network);
  ASSERT_TRUE(built) << built.error().text();
  std::string kinds;
  for (const Node& n : built->pipeline.nodes) {
    if (!kinds.empty()) kinds += ' ';
    kinds += n.unit->kind();
  }
  EXPECT_EQ(kinds, "MVAU thresholding MVAU thresholding MVAU");
}

TEST(Qonnx, StreamComputesTheImportedNetworkBeatByBeat) {
  const Network network = perceptron();
  const test::Machine m("pynq-z2", {{"label_select", "false"}, {"folding", "4:5,8:2,2:8"}});
  const auto built = m.dataflow().build(network);
  ASSERT_TRUE(built) << built.error().text();
  auto golden = Interpreter::create(network, {}).value();
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const std::vector<Values> x{test::values_for(network.tensor(network.inputs[0]), seed)};
    ASSERT_TRUE(golden.run(x));
    StreamOptions options;
    options.values = true;
    const auto result = run_stepped(build_stream(built->pipeline, built->folded.design, x).graph, options);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->outputs.at(0), golden.tensor(network.logits())) << seed;
  }
}

}  // namespace quartet::dataflow
