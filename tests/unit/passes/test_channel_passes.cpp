// split_precision and prune_channels.
#include "tests/unit/passes/pass_support.hpp"

namespace quartet::test {
namespace {

using Names = std::vector<std::string>;

/// conv of 4 channels whose weights need 8, 2, 4, 2 bit; then `behind`; then a dense layer over 2x2 pixels.
NetworkBuilder mixed(FlattenOrder order = FlattenOrder::hwc) {
  NetworkBuilder b;
  Layer& conv = b.layer("conv2d", {b.input({2, 2, 1})}, {4, 1, 1, 1});
  conv.name = "conv";
  b.network.tensor(conv.weights).constant = {100, 1, -7, -2};
  multiply_by(conv, {0.1, 0.2, 0.3, 0.4});
  b.network.layers[0].bias = b.constant({4}, kInt32, Values{1, 2, 3, 4});
  Layer& reshape = b.layer("reshape", {b.last()});
  reshape.attributes.new_shape = {16};
  reshape.attributes.flatten_order = order;
  Layer& dense = b.layer("fully_connected", {b.last()}, {1, 16});
  for (std::size_t i = 0; auto& w : b.network.tensor(dense.weights).constant) w = static_cast<std::int32_t>(i++);
  multiply_by(dense, {0.01});
  return b;
}

const Tensor& weights_of(const Network& network, const std::string& layer) {
  for (const Layer& l : network.layers) {
    if (l.name == layer) return network.tensor(l.weights);
  }
  ADD_FAILURE() << "no layer " << layer;
  return network.tensors.front();
}

}  // namespace

TEST(SplitPrecision, MakesALayerAWidthAndTurnsTheReadersWeights) {
  const Network network = applied("split_precision", validated(mixed().finish()));
  EXPECT_EQ(names(network), (Names{"conv.w8", "conv.w4", "conv.w2", "conv.concat", "reshape_1", "fully_connected_2"}));
  EXPECT_EQ(weights_of(network, "conv.w8").constant, (Values{100}));
  EXPECT_EQ(weights_of(network, "conv.w4").constant, (Values{-7}));
  EXPECT_EQ(weights_of(network, "conv.w2").constant, (Values{1, -2}));
  EXPECT_EQ(weights_of(network, "conv.w2").type.bits, 2);
  EXPECT_EQ(network.layers[2].requantization.scales, (std::vector<double>{0.2, 0.4}));
  EXPECT_EQ(network.tensor(network.layers[2].bias).constant, (Values{2, 4}));
  const Values& dense = weights_of(network, "fully_connected_2").constant;
  EXPECT_EQ(Values(dense.begin(), dense.begin() + 4), (Values{0, 2, 1, 3})) << "channels 0, 2, 1, 3 of the first pixel";
  EXPECT_EQ(network.weight_bytes(), 1 + 1 + 1 + 16) << "8, 4 and 2·2 bit, each rounded up to bytes; 0 to 15 needs more than 4 bit";
}

TEST(SplitPrecision, ChannelFirstFlatteningMovesWholePlanes) {
  const Network network = applied("split_precision", validated(mixed(FlattenOrder::chw).finish()));
  const Values& dense = weights_of(network, "fully_connected_2").constant;
  EXPECT_EQ(dense, (Values{0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15}));
}

TEST(SplitPrecision, SmallGroupsJoinTheNextWider) {
  const Network network = applied("split_precision:least=2", validated(mixed().finish()));
  EXPECT_EQ(names(network), (Names{"conv.w8", "conv.w2", "conv.concat", "reshape_1", "fully_connected_2"}));
  EXPECT_EQ(weights_of(network, "conv.w8").constant, (Values{100, -7}));
}

TEST(SplitPrecision, ALayerWhoseChannelsAllNeedLessIsStoredInLess) {
  NetworkBuilder b;
  multiply_by(b.layer("fully_connected", {b.input({4})}, {3, 4}), {0.1});
  const Network network = applied("split_precision", validated(b.finish()));
  ASSERT_EQ(network.layers.size(), 1U);
  EXPECT_EQ(network.tensor(network.layers[0].weights).type.bits, 2) << "all weights are 1";
}

TEST(SplitPrecision, LeavesChannelsInPlaceThatAnOutputShowsUnlessTheyLieInGroups) {
  NetworkBuilder b;
  Layer& layer = b.layer("fully_connected", {b.input({1})}, {3, 1});
  multiply_by(layer, {0.1});
  b.network.tensor(layer.weights).constant = {1, 100, 1};
  const Network whole = applied("split_precision", validated(b.finish()));
  EXPECT_EQ(whole.layers.size(), 1U);
  ASSERT_EQ(whole.notes.size(), 1U);
  b.network.tensor(b.network.layers[0].weights).constant = {1, 1, 100};
  const Network split = applied("split_precision", validated(b.finish()));
  EXPECT_EQ(ops(split), (Names{"fully_connected", "fully_connected", "concat"}));
  EXPECT_EQ(split.tensor(split.layers[0].weights).type.bits, 2) << "the order of the channels stays";
}

TEST(PruneChannels, RemovesTheSmallestWithTheirReadersColumns) {
  const Network network = applied("prune_channels:fraction=0.5", validated(mixed().finish()));
  EXPECT_EQ(network.tensor(network.layers[0].weights).constant, (Values{100, -7})) << "100·0.1 and 7·0.3 beat 1·0.2 and 2·0.4";
  const Values& dense = weights_of(network, "fully_connected_2").constant;
  EXPECT_EQ(dense, (Values{0, 2, 4, 6, 8, 10, 12, 14}));
  EXPECT_EQ(network.layers[1].attributes.new_shape, (Shape{8}));
  EXPECT_EQ(network.tensor(network.outputs[0]).shape, (Shape{1})) << "the last layer is an output: nothing goes";
}

TEST(PruneChannels, KeepsAMultipleWhereKernelsWantOne) {
  const Network network = applied("prune_channels:fraction=0.7,multiple=4", validated(mixed().finish()));
  EXPECT_EQ(network.tensor(network.layers[0].weights).shape[0], 4);
  const Network two = applied("prune_channels:fraction=0.7,multiple=2", validated(mixed().finish()));
  EXPECT_EQ(two.tensor(two.layers[0].weights).shape[0], 2);
}

TEST(PruneChannels, FractionZeroRemovesOnlyWhatIsAlwaysZero) {
  NetworkBuilder b = mixed();
  b.network.tensor(b.network.layers[0].weights).constant = {100, 0, 0, -2};
  b.network.tensor(b.network.layers[0].bias).constant = {1, -50, 50, 4};  // −50 is cut by the clamp, 50 is not
  b.network.layers[0].requantization.clamp_min = 0;
  const Network network = applied("prune_channels:fraction=0", validated(b.finish()));
  EXPECT_EQ(network.tensor(network.layers[0].weights).constant, (Values{100, 0, -2}));
  EXPECT_EQ(network.tensor(network.layers[0].bias).constant, (Values{1, 50, 4}));
}

TEST(PruneChannels, ASilentChannelMustStaySilentInTheDepthwiseLayerBehind) {
  NetworkBuilder b;
  Layer& conv = b.layer("conv2d", {b.input({2, 2, 1})}, {3, 1, 1, 1});
  b.network.tensor(conv.weights).constant = {0, 0, 5};
  multiply_by(conv, {0.1});
  Layer& depthwise = b.layer("depthwise_conv2d", {b.last()}, {3, 1, 1, 1});
  multiply_by(depthwise, {0.1});
  b.network.layers[1].bias = b.constant({3}, kInt32, Values{0, 90, 0});  // wakes the second channel up
  multiply_by(b.layer("conv2d", {b.last()}, {1, 1, 1, 3}), {0.1});
  const Network network = applied("prune_channels:fraction=0", validated(b.finish()));
  EXPECT_EQ(network.tensor(network.layers[0].weights).constant, (Values{0, 5}));
  EXPECT_EQ(network.tensor(network.layers[1].bias).constant, (Values{90, 0}));
  EXPECT_EQ(network.tensor(network.layers[2].weights).shape, (Shape{1, 1, 1, 2}));
}

TEST(PruneChannels, LeavesChannelsThatAnAdditionReads) {
  NetworkBuilder b;
  const TensorId x = b.input({2, 2, 2});
  multiply_by(b.layer("conv2d", {x}, {2, 1, 1, 2}), {0.1});
  b.layer("add", {b.last(), x});
  multiply_by(b.layer("conv2d", {b.last()}, {2, 1, 1, 2}), {0.1});
  const Network network = validated(b.finish());
  EXPECT_EQ(network_hash(applied("prune_channels:fraction=0.5", network)), network_hash(network));
}

}  // namespace quartet::test
