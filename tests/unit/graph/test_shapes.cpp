#include <gtest/gtest.h>

#include "tests/unit/graph/network_builder.hpp"
#include "workloads/graph/operator.hpp"

namespace quartet {

using test::inferred;
using test::NetworkBuilder;
using test::problems_of;

namespace {
Attributes window(Size2 kernel, Size2 stride, Padding padding = {}) {
  Attributes attributes;
  attributes.kernel = kernel;
  attributes.stride = stride;
  attributes.padding = padding;
  return attributes;
}
}  // namespace

TEST(Operators, TableHoldsEachNameOnceAndFindsIt) {
  const std::vector<std::string> names = operator_names();
  for (const std::string& name : names) {
    ASSERT_NE(find_operator(name), nullptr) << name;
    EXPECT_EQ(find_operator(name)->name(), name);
    EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
  }
  EXPECT_EQ(find_operator("conv3d"), nullptr);
}

TEST(Operators, TheDocumentedOperatorsAreThere) {
  for (const char* name : {"conv1d",
                           "conv2d",
                           "depthwise_conv2d",
                           "conv_transpose2d",
                           "fully_connected",
                           "max_pool",
                           "average_pool",
                           "global_average_pool",
                           "global_max_pool",
                           "add",
                           "sub",
                           "or",
                           "xor",
                           "concat",
                           "pad",
                           "reshape",
                           "requantize",
                           "relu",
                           "relu6",
                           "abs",
                           "sign",
                           "multi_threshold",
                           "softmax",
                           "identity"}) {
    EXPECT_NE(find_operator(name), nullptr) << name;
  }
}

TEST(Pools, DropTrailingRowsAndKeepChannels) {
  for (const char* op : {"max_pool", "average_pool"}) {
    NetworkBuilder b;
    b.layer(op, {b.input({5, 8, 7})}).attributes = window({2, 3}, {2, 2});
    EXPECT_EQ(inferred(b), (Shape{2, 3, 7})) << op;
    EXPECT_EQ(b.finish().macs(), 0);
  }
}

TEST(Pools, AcceptPaddingBelowTheWindow) {
  for (const char* op : {"max_pool", "average_pool"}) {
    NetworkBuilder b;
    b.layer(op, {b.input({5, 5, 7})}).attributes = window({3, 3}, {2, 2}, {1, 1, 1, 1});
    EXPECT_EQ(inferred(b), (Shape{3, 3, 7})) << op;
  }
}

TEST(Pools, RejectWindowsWithoutAnElement) {
  for (const char* op : {"max_pool", "average_pool"}) {
    NetworkBuilder b;
    b.layer(op, {b.input({5, 5, 7})}).attributes = window({2, 2}, {1, 1}, {0, 0, 2, 0});
    EXPECT_NE(problems_of(b.finish()).find("padding 0, 2 along the height leaves windows without an element"),
              std::string::npos)
        << op;
  }
  NetworkBuilder dilated;
  Layer& layer = dilated.layer("max_pool", {dilated.input({2, 9, 1})});
  layer.attributes = window({2, 1}, {1, 1}, {1, 0, 1, 0});
  layer.attributes.dilation = {3, 1};
  EXPECT_NE(problems_of(dilated.finish()).find("dilation 3 with padding along a height of 2"),
            std::string::npos);
}

TEST(Pools, OnlyTheMaximumHasDilation) {
  NetworkBuilder maximum;
  maximum.layer("max_pool", {maximum.input({9, 9, 1})}).attributes = window({2, 2}, {1, 1});
  maximum.network.layers[0].attributes.dilation = {2, 2};
  EXPECT_EQ(inferred(maximum), (Shape{7, 7, 1}));
  NetworkBuilder average;
  average.layer("average_pool", {average.input({9, 9, 1})}).attributes = window({2, 2}, {1, 1});
  average.network.layers[0].attributes.dilation = {2, 2};
  EXPECT_NE(problems_of(average.finish()).find("no dilation"), std::string::npos);
}

TEST(GlobalPools, LeaveOnePixel) {
  for (const char* op : {"global_max_pool", "global_average_pool"}) {
    NetworkBuilder b;
    b.layer(op, {b.input({5, 8, 7})});
    EXPECT_EQ(inferred(b), (Shape{1, 1, 7})) << op;
  }
  NetworkBuilder vector;
  vector.layer("global_max_pool", {vector.input({12})});
  EXPECT_NE(problems_of(vector.finish()).find("must be height x width x channels"), std::string::npos);
}

TEST(Elementwise, KeepsTheShapeOfEqualOperands) {
  for (const char* op : {"add", "sub", "or", "xor"}) {
    NetworkBuilder b;
    const TensorId a = b.input({4, 4, 2});
    b.layer(op, {a, b.input({4, 4, 2}), a});
    EXPECT_EQ(inferred(b), (Shape{4, 4, 2})) << op;
    NetworkBuilder unequal;
    unequal.layer(op, {unequal.input({4, 4, 2}), unequal.input({4, 2})});
    EXPECT_NE(problems_of(unequal.finish()).find("operand 1 has shape 4x2, operand 0 has 4x4x2"),
              std::string::npos)
        << op;
    NetworkBuilder lonely;
    lonely.layer(op, {lonely.input({4})});
    EXPECT_NE(problems_of(lonely.finish()).find("has 1 inputs"), std::string::npos) << op;
  }
}

TEST(Concat, JoinsAlongTheLastAxisUnlessToldOtherwise) {
  NetworkBuilder last;
  last.layer("concat", {last.input({4, 5, 2}), last.input({4, 5, 3})});
  EXPECT_EQ(inferred(last), (Shape{4, 5, 5}));
  NetworkBuilder first;
  first.layer("concat", {first.input({1, 5, 2}), first.input({6, 5, 2}), first.input({2, 5, 2})})
      .attributes.axis = 0;
  EXPECT_EQ(inferred(first), (Shape{9, 5, 2}));
}

TEST(Concat, RejectsOtherSizesTypesScalesAndAxes) {
  NetworkBuilder sizes;
  sizes.layer("concat", {sizes.input({4, 5, 2}), sizes.input({4, 6, 2})});
  EXPECT_NE(problems_of(sizes.finish()).find("operand 1 of 4x6x2 does not join operand 0 of 4x5x2"),
            std::string::npos);
  NetworkBuilder axis;
  axis.layer("concat", {axis.input({4, 5, 2}), axis.input({4, 5, 2})}).attributes.axis = 3;
  EXPECT_NE(problems_of(axis.finish()).find("axis is 3, must lie in [-1, 2]"), std::string::npos);
  NetworkBuilder type;
  type.layer("concat", {type.input({4}), type.input({4}, {4, true})});
  EXPECT_NE(problems_of(type.finish()).find("input 1 is int4, the output int8"), std::string::npos);
  NetworkBuilder scale;
  scale.layer("concat", {scale.input({4}, kInt8, {{0.5}, {0}}), scale.input({4}, kInt8, {{0.25}, {0}})});
  scale.quantize_output({{0.5}, {0}});
  EXPECT_NE(problems_of(scale.finish()).find("input 1 has scale 0.25, the output 0.5"), std::string::npos);
}

TEST(Pad, AddsRowsAndColumns) {
  NetworkBuilder b;
  b.layer("pad", {b.input({4, 5, 2})}).attributes.padding = {1, 2, 3, 4};
  EXPECT_EQ(inferred(b), (Shape{8, 11, 2}));
}

TEST(Reshape, KeepsTheElementCount) {
  NetworkBuilder b;
  Layer& layer = b.layer("reshape", {b.input({4, 5, 2})});
  layer.attributes.new_shape = {40};
  layer.attributes.flatten_order = FlattenOrder::chw;
  EXPECT_EQ(inferred(b), (Shape{40}));
  b.network.layers[0].attributes.new_shape = {39};
  EXPECT_NE(problems_of(b.finish()).find("cannot reshape 4x5x2 (40 elements) to 39 (39 elements)"),
            std::string::npos);
  for (const Shape& bad :
       {Shape{}, Shape{40, 1, 1, 1, 1}, Shape{-1, 40}, Shape{1 << 30, 1 << 30, 1 << 30, 1 << 30}}) {
    b.network.layers[0].attributes.new_shape = bad;
    EXPECT_NE(problems_of(b.finish()).find("the new shape must have"), std::string::npos);
  }
}

TEST(Reshape, ChannelFirstOrderNeedsAnImage) {
  NetworkBuilder b;
  Layer& layer = b.layer("reshape", {b.input({40})});
  layer.attributes.new_shape = {4, 5, 2};
  EXPECT_EQ(inferred(b), (Shape{4, 5, 2}));
  b.network.layers[0].attributes.flatten_order = FlattenOrder::chw;
  EXPECT_NE(problems_of(b.finish()).find("channel-first order needs"), std::string::npos);
}

TEST(Activations, KeepTheShape) {
  for (const char* op : {"relu", "relu6", "abs", "sign", "identity"}) {
    NetworkBuilder b;
    b.layer(op, {b.input({3, 4, 5}, kInt8, {{0.5}, {3}})});
    b.quantize_output({{0.5}, {3}});
    EXPECT_EQ(inferred(b), (Shape{3, 4, 5})) << op;
  }
}

TEST(Relu6, NeedsAScale) {
  NetworkBuilder b;
  b.layer("relu6", {b.input({3})});
  EXPECT_NE(problems_of(b.finish()).find("the bound 6 needs one real scale"), std::string::npos);
}

TEST(Sign, NeedsATypeThatHoldsBothSigns) {
  for (const auto& [type, good] : {std::pair{IntType{1, true, true}, true},
                                   {IntType{2, true}, true},
                                   {IntType{1, true}, false},
                                   {IntType{8, false}, false}}) {
    NetworkBuilder b;
    b.layer("sign", {b.input({3})}, {}, type);
    EXPECT_EQ(problems_of(b.finish()).empty(), good) << type.name();
  }
}

TEST(Softmax, AcceptsTheInt8FormOnly) {
  NetworkBuilder b;
  b.layer("softmax", {b.input({12}, kInt8, {{0.1}, {5}})});
  b.quantize_output({{1.0 / 256}, {-128}});
  EXPECT_EQ(inferred(b), (Shape{12}));
  Network network = b.finish();
  network.tensor(network.outputs[0]).quantization = {{1.0 / 128}, {-128}};
  EXPECT_NE(problems_of(network).find("scale 1/256"), std::string::npos);
  network = b.finish();
  network.layers[0].attributes.beta = 0;
  EXPECT_NE(problems_of(network).find("beta is 0"), std::string::npos);
  network = b.finish();
  network.tensor(network.inputs[0]).quantization.scales = {1e-9};
  EXPECT_NE(problems_of(network).find("below 2^-26"), std::string::npos);
  network = b.finish();
  network.tensor(network.inputs[0]).type = kInt32;
  EXPECT_NE(problems_of(network).find("at most 8 bit"), std::string::npos);
}

}  // namespace quartet
