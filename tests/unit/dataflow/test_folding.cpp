#include <gtest/gtest.h>

#include "tests/unit/dataflow/machine.hpp"
#include "tests/unit/dataflow/networks.hpp"

namespace quartet::dataflow {

using test::Machine;

TEST(Folding, ToTheRateOfThePublishedKeywordSpotterIsThePublishedFolding) {
  const Machine m("pynq-z2", {{"target_fps", "200000"}});
  const Network network = test::kws_like();
  const auto built = m.dataflow().build(network);
  ASSERT_TRUE(built) << built.error().text();
  EXPECT_EQ(test::folds(m, *built), "32:10,32:8,32:8,1:8");
  std::vector<std::int64_t> cycles;
  for (std::size_t i = 0; i < built->pipeline.nodes.size(); ++i) {
    if (built->pipeline.nodes[i].unit->is_matrix()) cycles.push_back(built->folded.design.cycles[i]);
  }
  EXPECT_EQ(cycles, (std::vector<std::int64_t>{392, 256, 256, 384}));
  EXPECT_EQ(built->folded.design.interval, 392);
}

TEST(Folding, WidensSimdOnlyWhileWeightWordsStayBelowTheLimit) {
  Machine m("pynq-z2", {{"target_fps", "200000"}, {"max_weight_bits", "12"}, {"lut", "200000"}});
  const auto built = m.dataflow().build(test::kws_like());
  ASSERT_TRUE(built) << built.error().text();
  // 3 bit × 5 passes 12: SIMD stays at 2 for 490 inputs and 4 for 256.
  EXPECT_EQ(test::folds(m, *built).substr(0, 6), "128:2,");
}

TEST(Folding, BeyondWhatUnfoldedUnitsReachIsAnErrorWithTheNearestRate) {
  Machine m("pynq-z2", {{"target_fps", "150e6"}});
  const auto built = m.dataflow().build(test::threshold_mlp({8, 4, 4}, 2));
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().code, ErrorCode::bad_input);
  EXPECT_TRUE(test::says(built.error(), "unfolded completely", "nearest that can be reached: 1e+08 inferences/s")) << built.error().text();
  // A window takes a beat a pixel however far it is unfolded.
  Machine conv("pynq-z2", {{"target_fps", "10e6"}});
  const auto map = conv.dataflow().build(test::conv_net({}));
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().code, ErrorCode::bad_input);
}

TEST(Folding, ThatDoesNotFitSaysByHowMuchAndWhichWould) {
  Machine m("pynq-z2", {{"target_fps", "2000000"}});
  const Network network = test::kws_like();
  const auto built = m.dataflow().build(network);
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().code, ErrorCode::does_not_fit);
  EXPECT_TRUE(test::says(built.error(), "too many", "--set dataflow.folding=")) << built.error().text();
  const std::string remedy = built.error().problems[0].remedy;
  m.set("target_fps", "0");
  m.set("folding", remedy.substr(remedy.find("folding=") + 8));
  EXPECT_TRUE(m.dataflow().build(network)) << "the folding that would fit must fit";
}

TEST(Folding, OfANetworkThatNoFoldingBringsOntoTheDeviceSaysSo) {
  const Machine m("pynq-z2", {{"bram36", "1"}});
  const auto built = m.dataflow().build(test::kws_like());
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().code, ErrorCode::does_not_fit);
  EXPECT_TRUE(test::says(built.error(), "BRAM18", "no folding fits")) << built.error().text();
}

TEST(Folding, WithoutATargetTakesTheLargestRateThatFits) {
  Machine m("pynq-z2", {{"max_fps", "1e9"}, {"lut", "12000"}});
  const Network network = test::kws_like();
  const auto built = m.dataflow().build(network);
  ASSERT_TRUE(built) << built.error().text();
  const Design& d = built->folded.design;
  EXPECT_TRUE(fits(d.total, m.dataflow().params()));
  // One step faster does not fit.
  const Folding faster = fold_below(built->pipeline, d.interval, m.dataflow().params().max_weight_bits);
  EXPECT_FALSE(fits(evaluate(built->pipeline, faster, m.dataflow().params()).total, m.dataflow().params()));
}

TEST(Folding, ListThatDoesNotDivideNamesEveryUnitAndTheNearestLegal) {
  const Machine m("pynq-z2", {{"folding", "32:11,32:8,30:8,1:8"}});
  const auto built = m.dataflow().build(test::kws_like());
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().code, ErrorCode::bad_input);
  EXPECT_TRUE(test::says(built.error(), "SIMD 11 does not divide 490", "SIMD 10 or 14"));
  EXPECT_TRUE(test::says(built.error(), "PE 30 does not divide 256", "PE 16 or 32"));
  EXPECT_EQ(built.error().problems.size(), 2u);
}

TEST(Folding, ListIsReadByUnitNameToo) {
  const Network network = test::conv_net({});
  Machine m;
  const auto plain = m.dataflow().build(network);
  ASSERT_TRUE(plain);
  m.set("folding", "4:4,1:1,conv2d0.swg=2");
  const auto built = m.dataflow().build(network);
  ASSERT_TRUE(built) << built.error().text();
  for (std::size_t i = 0; i < built->pipeline.nodes.size(); ++i) {
    if (built->pipeline.nodes[i].name == "conv2d0.swg") {
      EXPECT_EQ(built->folded.design.folding[i].simd, 2);
    }
    if (built->pipeline.nodes[i].name == "conv2d0.pad") {
      EXPECT_EQ(built->folded.design.folding[i].simd, 2) << "padding goes with its window";
    }
  }
}

TEST(Folding, ListsThatAreMalformedAreErrors) {
  const struct {
    const char* folding;
    const char* cause;
  } cases[] = {{"32:10", "1 entries for 4 matrix units"},
               {"a:b,32:8,32:8,1:8", "'a:b' is no folding"},
               {"32:10:2,32:8,32:8,1:8", "is no folding"},
               {"0:10,32:8,32:8,1:8", "is no folding"},
               {"99999999999999999999:1,32:8,32:8,1:8", "is no folding"},
               {"", "is no folding"},
               {"32,32:8,32:8,1:8", "gives one number"},
               {"layer9.mvau=2:2", "no unit is called"}};
  for (const auto& c : cases) {
    const Machine m("pynq-z2", {{"folding", c.folding}});
    const auto built = m.dataflow().build(test::kws_like());
    ASSERT_FALSE(built) << c.folding;
    EXPECT_EQ(built.error().code, ErrorCode::bad_input);
    EXPECT_NE(built.error().text().find(c.cause), std::string::npos) << built.error().text();
  }
}

TEST(Folding, OfADepthwiseUnitUnfoldsChannelsBeforeTaps) {
  const Network network = test::conv_net({.depthwise = true});
  Machine m("pynq-z2", {{"target_fps", "400000"}});
  const auto built = m.dataflow().build(network);
  ASSERT_TRUE(built) << built.error().text();
  for (std::size_t i = 0; i < built->pipeline.nodes.size(); ++i) {
    const Fold& f = built->folded.design.folding[i];
    if (built->pipeline.nodes[i].unit->kind() == "VVAU" && f.simd > 1) {
      EXPECT_EQ(f.pe, 4);
    }
    if (built->pipeline.nodes[i].unit->kind() == "SWG depthwise") {
      EXPECT_EQ(f.simd, built->folded.design.folding[i + 1].pe);
    }
  }
  m.set("target_fps", "0");
  m.set("folding", "2:3,1:1,1:1");
  const auto wrong = m.dataflow().build(network);
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(test::says(wrong.error(), "taps are unfolded only when all 4 channels are", "SIMD 1, or PE 4"));
}

}  // namespace quartet::dataflow
