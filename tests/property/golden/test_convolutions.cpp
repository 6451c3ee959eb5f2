#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/property/golden/random_layer.hpp"
#include "tests/property/golden/reference_convolution.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

using Isa = Interpreter::Isa;

Values run(const Network& network, const Values& input, Interpreter::Options options) {
  auto interpreter = Interpreter::create(network, options);
  RC_ASSERT(interpreter.has_value());
  const std::vector<Values> inputs{input};
  RC_ASSERT(interpreter->run(inputs).has_value());
  // A second run must not see anything of the first.
  const Values first = interpreter->tensor(network.outputs[0]);
  RC_ASSERT(interpreter->run(inputs).has_value());
  RC_ASSERT(interpreter->tensor(network.outputs[0]) == first);
  const auto alone = interpreter->run_layer(0, inputs);
  RC_ASSERT(alone.has_value());
  RC_ASSERT(*alone == first);
  return first;
}

}  // namespace

RC_GTEST_PROP(Convolution, EveryInstructionSetEqualsTheDefinition, ()) {
  RandomLayer layer = random_convolution();
  const auto valid = infer_and_validate(layer.network);
  if (!valid) RC_FAIL(valid.error().text());
  const Rounding rounding = *rc::gen::element(Rounding::double_rounding, Rounding::single_rounding);
  const Values expected =
      reference_convolution(layer.network, layer.network.layers[0], layer.input, rounding);
  for (const Isa isa : {Isa::portable, Isa::avx2, Isa::avx512_vnni, Isa::automatic}) {
    RC_ASSERT(run(layer.network, layer.input, {rounding, isa}) == expected);
  }
}

RC_GTEST_PROP(Convolution, WordOutputsEqualTheDefinition, ()) {
  RandomLayer layer = random_convolution();
  Tensor& output = layer.network.tensor(layer.network.outputs[0]);
  output.type = *rc::gen::element(kInt32, IntType{16, true, false});
  output.quantization = {{0.1}, {0}};
  Requantization& r = layer.network.layers[0].requantization;
  r.clamp_min = static_cast<std::int32_t>(output.type.min());
  r.clamp_max = static_cast<std::int32_t>(output.type.max());
  const auto valid = infer_and_validate(layer.network);
  if (!valid) RC_FAIL(valid.error().text());
  const Values expected =
      reference_convolution(layer.network, layer.network.layers[0], layer.input, Rounding::double_rounding);
  for (const Isa isa : {Isa::portable, Isa::avx2, Isa::avx512_vnni}) {
    RC_ASSERT(run(layer.network, layer.input, {Rounding::double_rounding, isa}) == expected);
  }
}

RC_GTEST_PROP(Convolution, TransposedFastPathsEqualThePlainOne, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const int in_c = *rc::gen::element(1, 3, 8), out_c = *rc::gen::element(2, 16, 20);
  Attributes a;
  a.kernel = {*rc::gen::inRange(2, 5), *rc::gen::inRange(2, 5)};
  a.stride = {*rc::gen::inRange(1, 4), *rc::gen::inRange(1, 4)};
  a.padding = {*rc::gen::inRange(0, 2), *rc::gen::inRange(0, 2), *rc::gen::inRange(0, 2),
               *rc::gen::inRange(0, 2)};
  a.output_padding = {*rc::gen::inRange(0, a.stride.h), *rc::gen::inRange(0, a.stride.w)};
  NetworkBuilder b;
  const TensorId x = b.input({*rc::gen::inRange(2, 6), *rc::gen::inRange(2, 9), in_c}, kInt8, {{1.0}, {5}});
  Layer& layer = b.layer("conv_transpose2d", {x}, {out_c, a.kernel.h, a.kernel.w, in_c});
  layer.attributes = a;
  layer.requantization = random_requantization(out_c, seed);
  const TensorId weights = layer.weights;
  Tensor& w = b.network.tensor(weights);
  w.constant = random_values(w.constant.size(), kInt8, seed);
  Network network = b.finish();
  network.tensor(network.outputs[0]).quantization = {{1.0}, {0}};
  const auto valid = infer_and_validate(network);
  if (!valid) RC_FAIL(valid.error().text());
  const Values input = random_values(static_cast<std::size_t>(network.tensor(x).elements()), kInt8, seed + 1);
  const Values expected = run(network, input, {Rounding::double_rounding, Isa::portable});
  for (const Isa isa : {Isa::avx2, Isa::avx512_vnni}) {
    RC_ASSERT(run(network, input, {Rounding::double_rounding, isa}) == expected);
  }
}

RC_GTEST_PROP(Convolution, ThresholdRuleIsTheSameOnEveryInstructionSet, ()) {
  RandomLayer layer = random_convolution();
  Network& network = layer.network;
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const int channels = network.tensor(network.layers[0].weights).shape[0];
  const int steps = *rc::gen::element(1, 7, 15);
  Tensor table;
  table.type = kInt32;
  table.shape = {*rc::gen::arbitrary<bool>() ? channels : 1, steps};
  table.constant = random_values(static_cast<std::size_t>(table.elements()), IntType{16, true, false}, seed);
  for (int row = 0; row < table.shape[0]; ++row) {
    std::sort(table.constant.begin() + row * steps, table.constant.begin() + (row + 1) * steps);
  }
  Requantization& r = network.layers[0].requantization;
  r = {};
  r.rule = Requantization::Rule::thresholds;
  r.thresholds = network.add(std::move(table));
  network.tensor(network.outputs[0]).type = IntType{4, false, false};
  network.tensor(network.outputs[0]).quantization = {};
  const auto valid = infer_and_validate(network);
  if (!valid) RC_FAIL(valid.error().text());
  const Values expected = run(network, layer.input, {Rounding::double_rounding, Isa::portable});
  for (const Isa isa : {Isa::avx2, Isa::avx512_vnni}) {
    RC_ASSERT(run(network, layer.input, {Rounding::double_rounding, isa}) == expected);
  }
}

}  // namespace quartet::test
