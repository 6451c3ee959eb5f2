#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/property/graph/random_network.hpp"
#include "workloads/golden/interpreter.hpp"
#include "workloads/passes/pass.hpp"

namespace quartet {

namespace {

// The first output for `input` by the golden interpreter.
Values run(const Network& network, const Values& input, Rounding rounding) {
  Result<Interpreter> interpreter = Interpreter::create(network, {.rounding = rounding});
  if (!interpreter) RC_FAIL(interpreter.error().text());
  const Result<void> result = interpreter->run(std::span(&input, 1));
  if (!result) RC_FAIL(result.error().text());
  return interpreter->tensor(network.outputs.front());
}

void expect_equal_values(const std::vector<std::string>& names, Rounding rounding) {
  test::RandomChain chain = test::random_chain();
  Network network = chain.builder.finish();
  RC_ASSERT(infer_and_validate(network).has_value());
  const Result<Network> rewritten = run_passes(network, names);
  if (!rewritten) RC_FAIL(rewritten.error().text());
  const auto count = static_cast<std::size_t>(network.tensor(network.inputs[0]).elements());
  const auto input = *rc::gen::container<Values>(count, rc::gen::inRange(-128, 128));
  RC_ASSERT(run(network, input, rounding) == run(*rewritten, input, rounding));
}

}  // namespace

RC_GTEST_PROP(Passes, ThatPromiseToChangeNoValueChangeNone, ()) {
  expect_equal_values({"remove_identity", "fold_activation", "dead_layer_elimination"},
                      Rounding::double_rounding);
}

RC_GTEST_PROP(Passes, PowersOfTwoAsShiftsEqualSingleRounding, ()) {
  expect_equal_values({"pow2_to_shift"}, Rounding::single_rounding);
}

}  // namespace quartet
