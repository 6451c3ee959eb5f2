#include <gtest/gtest.h>

#include "accel/dataflow/lowering.hpp"
#include "tests/unit/dataflow/machine.hpp"
#include "tests/unit/dataflow/networks.hpp"

namespace quartet::dataflow {
namespace {

std::string kinds(const Pipeline& p) {
  std::string out;
  for (const Node& n : p.nodes) {
    if (!out.empty()) out += ' ';
    out += n.unit->kind();
  }
  return out;
}

}  // namespace

TEST(Lowering, OfAConvolutionPadsSlidesMultipliesAndRequantizes) {
  const auto p = lower(test::conv_net({}), Params{});
  ASSERT_TRUE(p) << p.error().text();
  EXPECT_EQ(kinds(*p), "padding SWG MVAU requantizer global pool MVAU requantizer label select");
  EXPECT_EQ(p->rows.size(), 4u);
}

TEST(Lowering, OfAPointwiseLayerNeedsNoWindow) {
  const auto p = lower(test::conv_net({.kernel = 1, .padding = 0, .classes = 0}), Params{});
  ASSERT_TRUE(p);
  EXPECT_EQ(kinds(*p), "MVAU requantizer");
}

TEST(Lowering, DuplicatesAStreamWithTwoReadersAndAddsThem) {
  const auto p = lower(test::conv_net({.residual = true, .classes = 0}), Params{});
  ASSERT_TRUE(p);
  EXPECT_NE(kinds(*p).find("duplicate"), std::string::npos);
  int into_add = 0, outside = 0;
  for (const Link& l : p->links) {
    if (l.to != kOutside && p->nodes[static_cast<std::size_t>(l.to)].unit->kind() == "add") ++into_add;
    if (l.to == kOutside) ++outside;
    if (l.from != kOutside && l.to != kOutside) {
      EXPECT_LT(l.from, l.to) << "nodes lie in the order of the streams";
    }
  }
  EXPECT_EQ(into_add, 2);
  EXPECT_EQ(outside, 1);
}

TEST(Lowering, RequantizesNarrowOutputsByThresholds) {
  Network network = test::conv_net({.classes = 0});
  network.tensor(network.layers[0].output).type = {3, true};
  network.layers[0].requantization.clamp_min = -4;
  network.layers[0].requantization.clamp_max = 3;
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(kinds(*lower(network, Params{})), "padding SWG MVAU thresholding");
  Params few;
  few.threshold_bits = 2;
  EXPECT_EQ(kinds(*lower(network, few)), "padding SWG MVAU requantizer");
}

TEST(Lowering, EndsInALabelOnlyForClassifiers) {
  const auto count = [](const Network& n, const Params& p) { return kinds(*lower(n, p)).find("label select") != std::string::npos; };
  Params without;
  without.label_select = false;
  EXPECT_TRUE(count(test::kws_like(), Params{}));
  EXPECT_FALSE(count(test::kws_like(), without));
  EXPECT_FALSE(count(test::threshold_mlp({16, 4, 16}, 3), Params{})) << "a network that rebuilds its input has no label";
}

TEST(Lowering, NamesEveryLayerThatHasNoUnit) {
  Network network = test::conv_net({.input = {8, 8, 8}, .residual = true});
  network.layers[0].attributes.groups = 2;
  network.layers[0].weights = network.add({"w", {8, 3, 3, 4}, kInt8, {}, Values(8 * 9 * 4, 1)});
  network.layers[2].op = "or";
  network.layers[2].requantization = {};
  ASSERT_TRUE(infer_and_validate(network)) << infer_and_validate(network).error().text();
  const auto p = lower(network, Params{});
  ASSERT_FALSE(p);
  EXPECT_EQ(p.error().code, ErrorCode::bad_input);
  EXPECT_TRUE(test::says(p.error(), "2 groups", "depthwise"));
  EXPECT_TRUE(test::says(p.error(), "operator 'or' has no streaming unit", ""));
}

TEST(Lowering, GivesEachAccumulatorTheBitsItsWeightsCanReach) {
  Network network = test::threshold_mlp({4, 2}, 3);
  network.tensor(network.layers[0].weights).constant = {3, 3, 3, 3, 0, 0, 0, 0};
  const auto p = lower(network, Params{});
  ASSERT_TRUE(p);
  // 4 · 3 · (−128 … 127): −1536 … 1524, 12 bit.
  EXPECT_EQ(p->nodes[0].unit->output({.pe = 1, .simd = 1}).bits, 12);
}

}  // namespace quartet::dataflow
