// Passes that promise to keep values, on random networks and the golden interpreter.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "frontends/model/network_json.hpp"
#include "tests/property/graph/random_network.hpp"
#include "tests/property/passes/random_stack.hpp"
#include "workloads/passes/pass.hpp"

namespace quartet {

using test::golden_output;

namespace {

void expect_equal(const Network& network, const std::vector<std::string>& passes, const std::vector<Rounding>& roundings) {
  const Result<Network> rewritten = run_passes(network, passes);
  if (!rewritten) RC_FAIL(rewritten.error().text());
  RC_CLASSIFY(network_hash(*rewritten) != network_hash(network), "changed");
  for (int i = 0; i < 3; ++i) {
    const Values input = test::random_input(network);
    for (const Rounding rounding : roundings)
      RC_ASSERT(golden_output(network, input, rounding) == golden_output(*rewritten, input, rounding));
  }
}

const std::vector<Rounding> kBoth = {Rounding::double_rounding, Rounding::single_rounding};

Network random_chain() {
  Network network = test::random_chain().builder.finish();
  RC_ASSERT(infer_and_validate(network).has_value());
  return network;
}

}  // namespace

RC_GTEST_PROP(FoldBatchNorm, KeepsEveryValue, ()) {
  expect_equal(test::random_stack(), {"fold_batch_norm"}, kBoth);
}

RC_GTEST_PROP(FoldActivation, KeepsEveryValue, ()) {
  expect_equal(test::random_stack(), {"fold_activation"}, kBoth);
}

RC_GTEST_PROP(SplitPrecision, KeepsEveryValue, ()) {
  const int least = *rc::gen::inRange(1, 4);
  expect_equal(test::random_stack(), {"split_precision:least=" + std::to_string(least)}, kBoth);
}

RC_GTEST_PROP(ToThresholds, KeepsEveryValueUnderTheRoundingItIsTold, ()) {
  expect_equal(test::random_stack(), {"to_thresholds:rounding=double"}, {Rounding::double_rounding});
  expect_equal(test::random_stack(), {"to_thresholds:rounding=single"}, {Rounding::single_rounding});
}

RC_GTEST_PROP(PruneChannels, KeepsEveryValueWhenOnlySilentChannelsGo, ()) {
  expect_equal(test::random_stack(), {"prune_channels:fraction=0"}, kBoth);
}

RC_GTEST_PROP(ExactPasses, KeepEveryValueTogetherAndOnChainsOfAnyOperator, ()) {
  const std::vector<std::string> all = {"remove_identity",  "fold_batch_norm", "fold_activation",        "prune_channels:fraction=0",
                                        "split_precision",  "to_thresholds",   "dead_layer_elimination"};
  expect_equal(test::random_stack(), all, {Rounding::double_rounding});
  expect_equal(random_chain(), all, {Rounding::double_rounding});
}

RC_GTEST_PROP(NetworkJson, ReadsBackAsTheSameNetwork, ()) {
  const Network network = *rc::gen::arbitrary<bool>() ? test::random_stack() : random_chain();
  const std::string text = write_network_json(network);
  RC_ASSERT(is_network_json(text));
  const auto read = parse_network_json(text, "text");
  if (!read) RC_FAIL(read.error().text());
  RC_ASSERT(network_hash(*read) == network_hash(network));
  RC_ASSERT(write_network_json(*read) == text);
}

}  // namespace quartet
