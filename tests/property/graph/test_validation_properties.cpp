#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <limits>

#include "tests/property/graph/random_network.hpp"
#include "workloads/graph/layer_table.hpp"
#include "workloads/graph/operator.hpp"
#include "workloads/passes/pass.hpp"

namespace quartet {

namespace {

int draw(int low, int high) {
  return *rc::gen::inRange(low, high + 1);
}

// Integers that break arithmetic more often than uniform ones.
int hostile_int() {
  constexpr int kMax = std::numeric_limits<int>::max();
  static constexpr int kEdges[] = {std::numeric_limits<int>::min(),
                                   -65536,
                                   -129,
                                   -2,
                                   -1,
                                   0,
                                   1,
                                   2,
                                   3,
                                   8,
                                   31,
                                   32,
                                   33,
                                   64,
                                   255,
                                   65535,
                                   65536,
                                   1 << 20,
                                   1 << 28,
                                   1 << 30,
                                   kMax - 1,
                                   kMax};
  return draw(0, 3) == 0 ? *rc::gen::arbitrary<int>()
                         : kEdges[draw(0, static_cast<int>(std::size(kEdges)) - 1)];
}

Layer& any_layer(Network& n) {
  return n.layers[static_cast<std::size_t>(draw(0, static_cast<int>(n.layers.size()) - 1))];
}
Tensor& any_tensor(Network& n) {
  return n.tensor(draw(0, static_cast<int>(n.tensors.size()) - 1));
}
int beyond(const Network& n) {
  return static_cast<int>(n.tensors.size()) + draw(0, 1000);
}

// Each makes any legal chain illegal.
const std::vector<std::function<void(Network&)>>& illegal_mutations() {
  static const std::vector<std::function<void(Network&)>> mutations = {
      [](Network& n) { any_layer(n).inputs[0] = beyond(n); },
      [](Network& n) { any_layer(n).inputs[0] = draw(-1000, -1); },
      [](Network& n) { any_layer(n).inputs.clear(); },
      [](Network& n) { any_layer(n).output = beyond(n); },
      [](Network& n) { any_layer(n).output = n.inputs[0]; },
      [](Network& n) {
        Layer& l = any_layer(n);
        l.inputs[0] = l.output;
      },
      [](Network& n) { any_layer(n).weights = n.inputs[0]; },
      [](Network& n) { any_layer(n).bias = beyond(n); },
      [](Network& n) { any_layer(n).requantization.thresholds = beyond(n); },
      [](Network& n) { any_layer(n).op += "?"; },
      [](Network& n) {
        Requantization& r = any_layer(n).requantization;
        r.rule = Requantization::Rule::shift;
        r.shift = draw(16, 1000);
      },
      [](Network& n) {
        Requantization& r = any_layer(n).requantization;
        r.rule = Requantization::Rule::thresholds;
      },
      [](Network& n) {
        Requantization& r = any_layer(n).requantization;
        r.clamp_min = 10;
        r.clamp_max = draw(-128, 9);
      },
      [](Network& n) {
        Requantization& r = any_layer(n).requantization;
        r.clamp_min = 128;
        r.clamp_max = draw(128, 1000);
      },
      [](Network& n) {
        n.tensor(any_layer(n).output).type.bits = draw(0, 1) == 0 ? draw(-100, 0) : draw(17, 31);
      },
      [](Network& n) { n.tensor(any_layer(n).output).quantization.zero_points = {draw(128, 1000)}; },
      [](Network& n) { n.tensor(any_layer(n).output).quantization.scales = {-0.5}; },
      [](Network& n) { n.tensor(n.inputs[0]).shape[0] = draw(-100, 0); },
      [](Network& n) {
        n.tensor(n.inputs[0]).shape = {1 << 16, 1 << 16, 1};
      },
      [](Network& n) { n.outputs.push_back(beyond(n)); },
      [](Network& n) { n.inputs.push_back(n.outputs[0]); },
      [](Network& n) { n.layers.push_back(n.layers.back()); },
  };
  return mutations;
}

void overwrite_something(Network& n) {
  Layer& l = any_layer(n);
  Attributes& a = l.attributes;
  int* const integers[] = {&a.kernel.h,
                           &a.kernel.w,
                           &a.stride.h,
                           &a.stride.w,
                           &a.dilation.h,
                           &a.dilation.w,
                           &a.padding.top,
                           &a.padding.left,
                           &a.padding.bottom,
                           &a.padding.right,
                           &a.output_padding.h,
                           &a.output_padding.w,
                           &a.groups,
                           &a.axis,
                           &l.weights,
                           &l.bias,
                           &l.output,
                           &l.requantization.shift,
                           &l.requantization.thresholds,
                           &l.requantization.clamp_min,
                           &l.requantization.clamp_max,
                           &any_tensor(n).type.bits};
  const int choice = draw(0, static_cast<int>(std::size(integers)) + 5);
  if (choice < static_cast<int>(std::size(integers))) {
    *integers[choice] = hostile_int();
    return;
  }
  Tensor& t = any_tensor(n);
  switch (choice - static_cast<int>(std::size(integers))) {
    case 0:
      t.shape.resize(static_cast<std::size_t>(draw(0, 6)), 1);
      break;
    case 1:
      if (!t.shape.empty()) t.shape[0] = hostile_int();
      break;
    case 2:
      l.requantization.rule = static_cast<Requantization::Rule>(draw(0, 5));
      break;
    case 3:
      t.quantization.zero_points.assign(static_cast<std::size_t>(draw(0, 5)), hostile_int());
      break;
    case 4:
      l.inputs.assign(static_cast<std::size_t>(draw(0, 4)), draw(-2, static_cast<int>(n.tensors.size()) + 1));
      break;
    default:
      l.op =
          operator_names()[static_cast<std::size_t>(draw(0, static_cast<int>(operator_names().size()) - 1))];
  }
}

// Whatever was accepted can be looked at and rewritten.
void exercise(const Network& network) {
  RC_ASSERT(layer_table(network).size() == network.layers.size());
  RC_ASSERT(network.macs() >= 0);
  RC_ASSERT(network.weight_bytes() >= 0);
  RC_ASSERT(network_hash(network).size() == 32U);
  RC_ASSERT(network.logits() >= 0);
  for (const Pass& pass : passes()) RC_ASSERT(pass.make()->run(network).has_value());
}

}  // namespace

RC_GTEST_PROP(RandomChains, AreAcceptedWithTheShapesThatCountingGives, ()) {
  test::RandomChain chain = test::random_chain();
  Network network = chain.builder.finish();
  const Result<void> result = infer_and_validate(network);
  if (!result) RC_FAIL(result.error().text());
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    RC_ASSERT(network.tensor(network.layers[i].output).shape == chain.shapes[i]);
  }
  exercise(network);
  const std::string hash = network_hash(network);
  RC_ASSERT(infer_and_validate(network).has_value());
  RC_ASSERT(network_hash(network) == hash);
}

RC_GTEST_PROP(RandomChains, AreRejectedAfterAnyIllegalMutation, ()) {
  test::RandomChain chain = test::random_chain();
  Network network = chain.builder.finish();
  const auto& mutations = illegal_mutations();
  const int which = draw(0, static_cast<int>(mutations.size()) - 1);
  mutations[static_cast<std::size_t>(which)](network);
  const Result<void> result = infer_and_validate(network);
  RC_LOG() << "mutation " << which << '\n';
  RC_ASSERT_FALSE(result.has_value());
  RC_ASSERT(result.error().code == ErrorCode::bad_input);
  for (const Problem& problem : result.error().problems) {
    RC_ASSERT_FALSE(problem.place.empty());
    RC_ASSERT_FALSE(problem.cause.empty());
  }
}

RC_GTEST_PROP(RandomChains, NeverCrashAfterAnythingWasOverwritten, ()) {
  test::RandomChain chain = test::random_chain();
  Network network = chain.builder.finish();
  const int times = draw(1, 4);
  for (int i = 0; i < times; ++i) overwrite_something(network);
  if (infer_and_validate(network)) exercise(network);
}

}  // namespace quartet
