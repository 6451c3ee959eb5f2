#include <gtest/gtest.h>

#include "accel/cnn/grouping.hpp"
#include "tests/unit/cnn/network_builder.hpp"

namespace quartet::test {

using Groups = std::vector<std::vector<std::size_t>>;

TEST(Grouping, FusesPoolingAndElementwiseIntoTheConvolutionThatReadsThem) {
  NetworkBuilder b;
  const TensorId x = b.input({16, 16, 4});
  const TensorId y = b.input({16, 16, 4});
  const TensorId px = b.pool("max_pool", x, {2, 2}, {2, 2});
  const TensorId py = b.pool("max_pool", y, {2, 2}, {2, 2});
  const TensorId sum = b.eltwise("add", {px, py});
  const TensorId c = b.conv("conv2d", sum, 8, {});
  const Network network = b.finish(b.simple("abs", c));
  const auto grouping = cnn::group_layers(network);
  ASSERT_TRUE(grouping.has_value()) << grouping.error().text();
  EXPECT_EQ(grouping->groups, (Groups{{0, 1, 2, 3, 4}}));
}

TEST(Grouping, KeepsApartWhatAnotherLayerReadsToo) {
  NetworkBuilder b;
  const TensorId x = b.input({16, 16, 4});
  const TensorId pooled = b.pool("max_pool", x, {2, 2}, {2, 2});
  const TensorId a = b.conv("conv2d", pooled, 4, {});
  const TensorId sum = b.eltwise("add", {a, pooled});
  const Network network = b.finish(b.conv("conv2d", sum, 4, {}));
  const auto grouping = cnn::group_layers(network);
  ASSERT_TRUE(grouping.has_value());
  EXPECT_EQ(grouping->groups, (Groups{{0}, {1}, {2, 3}}));
}

TEST(Grouping, GivesAFlatteningReshapeToTheLinearLayerBehindIt) {
  NetworkBuilder b;
  TensorId x = b.input({4, 4, 4});
  x = b.conv("conv2d", x, 4, {});
  x = b.flatten(x, FlattenOrder::chw);
  const Network network = b.finish(b.linear(x, 10, true));
  const auto grouping = cnn::group_layers(network);
  ASSERT_TRUE(grouping.has_value());
  EXPECT_EQ(grouping->groups, (Groups{{0}, {1, 2}}));
}

TEST(Grouping, FollowsRecordedHardwareLayers) {
  NetworkBuilder b;
  TensorId x = b.input({16, 16, 4});
  x = b.pool("max_pool", x, {2, 2}, {2, 2});
  x = b.conv("conv2d", x, 4, {});
  b.network.layers[0].placement.hardware_layer = 0;
  b.network.layers[1].placement.hardware_layer = 1;
  const auto grouping = cnn::group_layers(b.finish(x));
  ASSERT_TRUE(grouping.has_value());
  EXPECT_EQ(grouping->groups, (Groups{{0}, {1}}));
}

TEST(Grouping, LeavesAFinalSoftmaxToTheHostAndSaysSo) {
  NetworkBuilder b(true);
  TensorId x = b.input({12});
  x = b.linear(x, 4, false);
  x = b.simple("softmax", x);
  b.network.tensor(x).quantization = {{1.0 / 256}, {-128}};
  const auto grouping = cnn::group_layers(b.finish(x));
  ASSERT_TRUE(grouping.has_value()) << grouping.error().text();
  EXPECT_EQ(grouping->host, (std::vector<std::size_t>{1}));
  ASSERT_EQ(grouping->notes.size(), 1U);
  EXPECT_NE(grouping->notes[0].find("host"), std::string::npos);
}

TEST(Grouping, ListsEveryUnsupportedOperatorAtOnce) {
  NetworkBuilder b;
  TensorId x = b.input({8, 8, 4});
  x = b.simple("sign", x);
  x = b.simple("relu6", x);
  const auto grouping = cnn::group_layers(b.network);
  ASSERT_FALSE(grouping.has_value());
  EXPECT_EQ(grouping.error().code, ErrorCode::bad_input);
  EXPECT_EQ(grouping.error().problems.size(), 2U);
  EXPECT_EQ(grouping.error().problems[0].place, "L0");
}

}  // namespace quartet::test
