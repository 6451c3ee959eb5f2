#include "tests/unit/golden/run_network.hpp"

#include "workloads/golden/fast/instruction_set.hpp"
#include "workloads/golden/kernel.hpp"
#include "workloads/graph/operator.hpp"

namespace quartet::test {
namespace {

using Isa = Interpreter::Isa;

/// relu, then the sum of its result and a constant.
Network relu_plus_constant() {
  NetworkBuilder b;
  b.layer("relu", {b.input({3})});
  const TensorId relu = b.last();
  b.layer("add", {relu, b.constant({3}, kInt8, Values{1, 2, 3})});
  Network network = b.finish();
  EXPECT_TRUE(infer_and_validate(network).has_value());
  return network;
}

}  // namespace

TEST(Interpreter, KeepsInnerTensorsWhenAsked) {
  const Network network = relu_plus_constant();
  auto interpreter = Interpreter::create(network, {.keep_all = true});
  ASSERT_TRUE(interpreter.has_value());
  const std::vector<Values> inputs{{-5, 0, 7}};
  ASSERT_TRUE(interpreter->run(inputs).has_value());
  EXPECT_EQ(interpreter->tensor(network.layers[0].output), (Values{0, 0, 7}));
  EXPECT_EQ(interpreter->tensor(network.outputs[0]), (Values{1, 2, 10}));
}

TEST(Interpreter, SharesTheMemoryOfInnerTensorsOtherwise) {
  NetworkBuilder b;
  const TensorId x = b.input({2});
  TensorId last = x;
  for (int i = 0; i < 6; ++i) {
    b.layer("add", {last, x});  // the input is read to the end
    last = b.last();
  }
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network).has_value());
  auto interpreter = Interpreter::create(network, {});
  ASSERT_TRUE(interpreter.has_value());
  for (const std::int32_t v : {3, -4}) {
    const std::vector<Values> inputs{{v, 1}};
    ASSERT_TRUE(interpreter->run(inputs).has_value());
    EXPECT_EQ(interpreter->tensor(network.outputs[0]), (Values{7 * v, 7}));
    EXPECT_EQ(interpreter->tensor(network.layers[2].output), Values{});
  }
}

TEST(Interpreter, RunsOneLayerApartFromTheNetwork) {
  const Network network = relu_plus_constant();
  auto interpreter = Interpreter::create(network, {});
  ASSERT_TRUE(interpreter.has_value());
  const std::vector<Values> inputs{{-5, 0, 7}}, sum_inputs{{100, 126, -128}};
  ASSERT_TRUE(interpreter->run(inputs).has_value());
  const auto sum = interpreter->run_layer(1, sum_inputs);
  ASSERT_TRUE(sum.has_value()) << sum.error().text();
  EXPECT_EQ(*sum, (Values{101, 127, -125}));
  EXPECT_EQ(interpreter->tensor(network.outputs[0]), (Values{1, 2, 10}))
      << "run_layer changed the last run's result";
}

TEST(Interpreter, NamesTheInputThatDoesNotFit) {
  auto interpreter = Interpreter::create(relu_plus_constant(), {});
  ASSERT_TRUE(interpreter.has_value());
  const std::vector<Values> short_input{{1, 2}}, wide_value{{1, 2, 128}}, widest_value{{1, 2, INT32_MIN}};
  auto result = interpreter->run(short_input);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().problems[0].place, "input input");
  EXPECT_EQ(result.error().problems[0].cause, "2 values where 3 are needed");
  result = interpreter->run(wide_value);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().problems[0].cause, "the value 128 at index 2 is outside int8");
  EXPECT_FALSE(interpreter->run(widest_value).has_value());
  EXPECT_FALSE(interpreter->run({}).has_value());
}

TEST(Interpreter, RefusesLayersAndInputsThatDoNotExist) {
  auto interpreter = Interpreter::create(relu_plus_constant(), {});
  ASSERT_TRUE(interpreter.has_value());
  const std::vector<Values> one{{1, 2, 3}}, two{{1, 2, 3}, {1, 2, 3}};
  EXPECT_FALSE(interpreter->run_layer(2, one).has_value());
  EXPECT_FALSE(interpreter->run_layer(0, two).has_value());
  EXPECT_FALSE(interpreter->run_layer(0, {}).has_value());
}

TEST(Interpreter, ReportsEveryLayerThatCannotRun) {
  Network network = relu_plus_constant();
  network.layers[0].op = "fold";
  network.layers[1].requantization.rule = Requantization::Rule::shift;
  const auto interpreter = Interpreter::create(network, {});
  ASSERT_FALSE(interpreter.has_value());
  EXPECT_EQ(interpreter.error().problems.size(), 2U);
}

TEST(Interpreter, EveryOperatorOfTheGraphHasAKernel) {
  for (const std::string& op : operator_names()) EXPECT_NE(golden::find_kernel(op), nullptr) << op;
}

TEST(Interpreter, AnInstructionSetThatTheMachineLacksFallsBack) {
  EXPECT_EQ(golden::usable_isa(Isa::portable), Isa::portable);
  EXPECT_NE(golden::usable_isa(Isa::automatic), Isa::automatic);
  const Isa best = golden::usable_isa(Isa::automatic);
  const Isa vnni = golden::usable_isa(Isa::avx512_vnni);
  EXPECT_TRUE(vnni == Isa::avx512_vnni || vnni == best);
  EXPECT_EQ(golden::inner_loops(Isa::portable), nullptr);
}

TEST(Argmax, TakesTheFirstMaximum) {
  EXPECT_EQ(argmax({3, 9, 9, 1}), 1);
  EXPECT_EQ(argmax({-4}), 0);
}

}  // namespace quartet::test
