#include <gtest/gtest.h>

#include "tests/unit/graph/network_builder.hpp"

namespace quartet {

using test::inferred;
using test::NetworkBuilder;

TEST(Conv2d, CountsWindowsOfThePaddedImageAndMacsOfPaddedTaps) {
  // First layer of the MLPerf Tiny keyword spotter: 49x10, kernel 10x4, stride 2, SAME.
  NetworkBuilder b;
  Layer& layer = b.layer("conv2d", {b.input({49, 10, 1})}, {64, 10, 4, 1});
  layer.attributes.stride = {2, 2};
  layer.attributes.padding = {4, 1, 5, 1};
  EXPECT_EQ(inferred(b), (Shape{25, 5, 64}));
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(layer_macs(network, network.layers[0]), 25 * 5 * 64 * 10 * 4);
}

TEST(Conv2d, DilationWidensTheWindow) {
  NetworkBuilder b;
  b.layer("conv2d", {b.input({12, 20, 3})}, {2, 3, 5, 3}).attributes.dilation = {3, 2};
  EXPECT_EQ(inferred(b), (Shape{12 - 6, 20 - 8, 2}));
}

TEST(Conv2d, StrideDropsRowsThatDoNotFillAWindow) {
  NetworkBuilder b;
  b.layer("conv2d", {b.input({8, 9, 1})}, {1, 3, 3, 1}).attributes.stride = {3, 3};
  EXPECT_EQ(inferred(b), (Shape{2, 3, 1}));
}

TEST(Conv2d, GroupsSplitInputChannels) {
  NetworkBuilder b;
  b.layer("conv2d", {b.input({8, 8, 4})}, {6, 3, 3, 2}).attributes.groups = 2;
  EXPECT_EQ(inferred(b), (Shape{6, 6, 6}));
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(network.macs(), 6 * 6 * 6 * 9 * 2);
}

TEST(Conv2d, RejectsWeightsThatDisagreeWithChannelsKernelOrGroups) {
  struct Case {
    Shape weights;
    Size2 kernel;
    int groups;
    const char* cause;
  };
  for (const Case& c :
       {Case{{6, 3, 3, 3}, {3, 3}, 1, "take 3 input channels"},
        Case{{6, 3, 3, 4}, {3, 2}, 1, "kernel of 3x2"},
        Case{{6, 3, 3, 1}, {3, 3}, 4, "4 groups do not divide 4 input and 6 output"},
        Case{{6, 3, 3, 4}, {3, 3}, 0, "groups is 0"}, Case{{6, 9, 4}, {3, 3}, 1, "weights have shape 6x9x4"},
        Case{{6, 9, 9, 4}, {9, 9}, 1, "the window spans 9 elements but the padded input height is 8"}}) {
    NetworkBuilder b;
    Layer& layer = b.layer("conv2d", {b.input({8, 8, 4})}, c.weights);
    layer.attributes.kernel = c.kernel;
    layer.attributes.groups = c.groups;
    std::string why;
    EXPECT_EQ(inferred(b, &why), Shape{});
    EXPECT_NE(why.find(c.cause), std::string::npos) << why;
  }
}

TEST(Conv1d, ReadsSequencesAlongTheirLength) {
  NetworkBuilder b;
  b.layer("conv1d", {b.input({211, 1, 5})}, {11, 3, 1, 5}).attributes.dilation = {4, 1};
  EXPECT_EQ(inferred(b), (Shape{203, 1, 11}));
}

TEST(Conv1d, RejectsImagesAndWidthAttributes) {
  NetworkBuilder image;
  image.layer("conv1d", {image.input({16, 2, 5})}, {11, 3, 1, 5});
  EXPECT_NE(test::problems_of(image.finish()).find("not a sequence"), std::string::npos);
  NetworkBuilder padded;
  padded.layer("conv1d", {padded.input({16, 1, 5})}, {11, 3, 1, 5}).attributes.padding.left = 1;
  EXPECT_NE(test::problems_of(padded.finish()).find("no padding at left and right"), std::string::npos);
}

TEST(DepthwiseConv2d, OutputChannelsAreAMultipleOfInputChannels) {
  NetworkBuilder b;
  Layer& layer = b.layer("depthwise_conv2d", {b.input({9, 9, 4})}, {8, 3, 3, 1});
  layer.attributes.padding = {1, 1, 1, 1};
  EXPECT_EQ(inferred(b), (Shape{9, 9, 8}));
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(network.macs(), 9 * 9 * 8 * 9);
  network.layers[0].attributes.groups = 4;
  EXPECT_TRUE(infer_and_validate(network));
  network.layers[0].attributes.groups = 2;
  EXPECT_FALSE(infer_and_validate(network));
}

TEST(DepthwiseConv2d, RejectsChannelsThatAreNotAMultiple) {
  NetworkBuilder b;
  b.layer("depthwise_conv2d", {b.input({9, 9, 4})}, {6, 3, 3, 1});
  EXPECT_NE(test::problems_of(b.finish()).find("4 groups do not divide"), std::string::npos);
}

TEST(ConvTranspose2d, DoublesTheImageAndCountsStretchedTaps) {
  NetworkBuilder b;
  Layer& layer = b.layer("conv_transpose2d", {b.input({7, 9, 3})}, {128, 3, 3, 3});
  layer.attributes.stride = {2, 2};
  layer.attributes.padding = {1, 1, 1, 1};
  layer.attributes.output_padding = {1, 1};
  EXPECT_EQ(inferred(b), (Shape{14, 18, 128}));
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(network.macs(), 14 * 18 * 128 * 9 * 3);
}

TEST(ConvTranspose2d, IsTheInverseOfTheConvolutionsShape) {
  // A convolution of the result with the same kernel, stride and padding gives the input's size again.
  for (int size = 1; size < 7; ++size) {
    for (int kernel = 1; kernel < 6; ++kernel) {
      for (int stride = 1; stride < 4; ++stride) {
        for (int pad = 0; pad < kernel; ++pad) {
          NetworkBuilder b;
          Layer& layer = b.layer("conv_transpose2d", {b.input({size, size, 1})}, {1, kernel, kernel, 1});
          layer.attributes.stride = {stride, stride};
          layer.attributes.padding = {pad, pad, pad, pad};
          const Shape shape = inferred(b);
          if (shape.empty()) {
            EXPECT_LE((size - 1) * stride + kernel - 2 * pad, 0);
            continue;
          }
          EXPECT_EQ((shape[0] + 2 * pad - kernel) / stride + 1, size);
        }
      }
    }
  }
}

TEST(ConvTranspose2d, RejectsPaddingBeyondTheKernelAndOutputPaddingBeyondTheStride) {
  NetworkBuilder b;
  Layer& layer = b.layer("conv_transpose2d", {b.input({7, 9, 3})}, {4, 3, 3, 3});
  layer.attributes.stride = {2, 2};
  layer.attributes.padding = {3, 1, 1, 1};
  layer.attributes.output_padding = {0, 2};
  const std::string why = test::problems_of(b.finish());
  EXPECT_NE(why.find("padding 3, 1 along the height exceeds dilation x (kernel - 1) = 2"), std::string::npos)
      << why;
  EXPECT_NE(why.find("output padding along the width is 2, must lie in [0, 1]"), std::string::npos) << why;
}

TEST(FullyConnected, TakesAllElementsOfItsInput) {
  NetworkBuilder b;
  b.layer("fully_connected", {b.input({2, 3, 4})}, {10, 24});
  EXPECT_EQ(inferred(b), (Shape{10}));
  Network network = b.finish();
  ASSERT_TRUE(infer_and_validate(network));
  EXPECT_EQ(network.macs(), 240);
}

TEST(FullyConnected, RejectsAnotherNumberOfElements) {
  NetworkBuilder b;
  b.layer("fully_connected", {b.input({2, 3, 4})}, {10, 25});
  EXPECT_NE(test::problems_of(b.finish()).find("take 25 inputs, the input 2x3x4 has 24"), std::string::npos);
}

}  // namespace quartet
