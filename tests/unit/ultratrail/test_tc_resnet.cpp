#include <gtest/gtest.h>

#include "tests/unit/ultratrail/tc_resnet8.hpp"

namespace quartet {

TEST(MakeTcResnet, OfThePaperHasItsSizesAndShapes) {
  const auto network = make_tc_resnet(test::tc_resnet8());
  ASSERT_TRUE(network) << network.error().text();
  EXPECT_NEAR(static_cast<double>(network->macs()), 1.563e6, 0.001e6);  // published recomputation
  EXPECT_EQ(network->tensor(network->outputs[0]).shape, Shape{12});
  EXPECT_EQ(network->tensor(network->inputs[0]).shape, (Shape{101, 1, 40}));
  EXPECT_EQ(network->tensor(network->inputs[0]).type.name(), "int6");
}

TEST(MakeTcResnet, AResidualBlockWithStrideOneIsAPlainChain) {
  TcResNet d;
  d.blocks = {{true, 1, {{3, 8, true}, {3, 8, true}}}};
  const auto network = make_tc_resnet(d);
  ASSERT_TRUE(network);
  for (const Layer& layer : network->layers) EXPECT_NE(layer.op, "add");
  d.blocks[0].stride = 2;
  EXPECT_EQ(make_tc_resnet(d)->layers.size(), network->layers.size() + 2);  // projection and add
}

TEST(MakeTcResnet, RefusesSizesThatNoNetworkHas) {
  TcResNet d = test::tc_resnet8();
  d.blocks[0].convs[0].kernel = 0;
  EXPECT_FALSE(make_tc_resnet(d));
  d = test::tc_resnet8();
  d.blocks[0].convs.clear();
  EXPECT_FALSE(make_tc_resnet(d));
  d = test::tc_resnet8();
  d.blocks[0].convs[0] = {60001, 60000, false};
  const auto huge = make_tc_resnet(d);
  ASSERT_FALSE(huge);
  EXPECT_NE(huge.error().text().find("weights"), std::string::npos);
  d = test::tc_resnet8();
  d.blocks[1].convs[1].kernel = 8;  // an even filter gives one position more than the projection
  EXPECT_FALSE(make_tc_resnet(d));
}

TEST(ParseTcBlocks, ReadsTheRecordsNotation) {
  const auto blocks = parse_tc_blocks(
      R"([{"target":"residual","stride":4,"convs":[{"k":5,"out":20,"act":false},{"k":3,"out":56,"act":true}]}])", "record");
  ASSERT_TRUE(blocks) << blocks.error().text();
  ASSERT_EQ(blocks->size(), 1u);
  EXPECT_TRUE((*blocks)[0].residual);
  EXPECT_EQ((*blocks)[0].stride, 4);
  EXPECT_EQ((*blocks)[0].convs[1].out_channels, 56);
  EXPECT_TRUE((*blocks)[0].convs[1].relu);
}

TEST(ParseTcBlocks, NamesWhatIsWrong) {
  const auto blocks = parse_tc_blocks(R"([{"target":"sideways","stride":0,"convs":[{"k":5,"uot":20}, 3]}, 7])", "record");
  ASSERT_FALSE(blocks);
  const std::string text = blocks.error().text();
  EXPECT_NE(text.find("record#/net/0/target: unknown target 'sideways'"), std::string::npos) << text;
  EXPECT_NE(text.find("'stride' = 0 is out of range"), std::string::npos) << text;
  EXPECT_NE(text.find("unknown key 'uot'"), std::string::npos) << text;
  EXPECT_NE(text.find("a conv must be a table"), std::string::npos) << text;
  EXPECT_NE(text.find("a block must be a table"), std::string::npos) << text;
  EXPECT_FALSE(parse_tc_blocks("[{", "record"));
}

}  // namespace quartet
