// Operators of TensorFlow Lite as layers of a network: names, shapes, orders of weights, padding, clamps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "frontends/model/import.hpp"
#include "tests/fuzz/seeds/tflite_builder.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {
namespace {

using testing::ElementsAre;
using tfl_schema::ActivationFunctionType;

Network imported(const TfliteBuilder& b) {
  auto network = import_tflite(b.bytes(), "test");
  EXPECT_TRUE(network) << network.error().text();
  return network ? std::move(*network) : Network{};
}

/// One operator between an input and an output.
struct Single {
  TfliteBuilder b;
  int in, out;
  Single(std::vector<int> in_shape, std::vector<int> out_shape, float in_scale = 0.5F, float out_scale = 0.5F,
         std::int64_t in_zero = 0, std::int64_t out_zero = 0)
      : in(b.activation("in", std::move(in_shape), in_scale, in_zero)),
        out(b.activation("out", std::move(out_shape), out_scale, out_zero)) {
    b.inputs = {in};
    b.outputs = {out};
  }
  [[nodiscard]] Network network() const { return imported(b); }
};

TEST(TfliteOperators, SmallNetworkHasTheLayersOfTheFileInOrder) {
  const Network n = imported(small_tflite());
  std::vector<std::string> ops;
  for (const Layer& l : n.layers) ops.push_back(l.op);
  EXPECT_THAT(ops, ElementsAre("conv2d", "depthwise_conv2d", "add", "pad", "max_pool", "average_pool",
                               "concat", "reshape", "fully_connected", "softmax"));
  EXPECT_EQ(n.layers[0].name, "conv");
  EXPECT_EQ(n.layers[1].name, "depthwise_conv2d_1");
  EXPECT_EQ(n.layers[8].name, "dense");
  EXPECT_EQ(n.tensor(n.inputs[0]).shape, (Shape{7, 6, 2}));
  EXPECT_EQ(n.tensor(n.inputs[0]).quantization, (Quantization{{0.5}, {3}}));
  EXPECT_EQ(n.tensor(n.logits()).shape, Shape{3});
  // 4·3·4 outputs of 3·3·2 taps, 4·3·4 of 3·3, 3·32.
  EXPECT_EQ(n.macs(), 48 * 18 + 48 * 9 + 96);
}

TEST(TfliteOperators, SamePaddingPutsTheOddElementAfter) {
  // Keyword spotting's first layer: 49x10, kernel 10x4, stride 2: 9 rows (4 before, 5 after), 2 columns.
  Single s({1, 49, 10, 1}, {1, 25, 5, 2});
  s.b.conv({s.in, s.b.weights("w", {2, 10, 4, 1}), -1}, s.out, {tfl_schema::Padding::SAME, 2, 2});
  const Network n = s.network();
  EXPECT_EQ(n.layers.at(0).attributes.padding, (Padding{4, 1, 5, 1}));
  EXPECT_EQ(n.layers.at(0).bias, kNoTensor);
}

TEST(TfliteOperators, SamePaddingOfAnEvenSizeWithStride2IsBottomAndRightOnly) {
  Single s({1, 96, 96, 3}, {1, 48, 48, 8});
  s.b.conv({s.in, s.b.weights("w", {8, 3, 3, 3}), -1}, s.out, {tfl_schema::Padding::SAME, 2, 2});
  EXPECT_EQ(s.network().layers.at(0).attributes.padding, (Padding{0, 0, 1, 1}));
}

TEST(TfliteOperators, SamePaddingCountsTheDilatedKernel) {
  Single s({1, 9, 9, 1}, {1, 9, 9, 1});
  s.b.conv({s.in, s.b.weights("w", {1, 3, 3, 1}), -1}, s.out,
           {tfl_schema::Padding::SAME, 1, 1, ActivationFunctionType::NONE, 3, 2});
  const Attributes a = s.network().layers.at(0).attributes;
  EXPECT_EQ(a.padding, (Padding{3, 2, 3, 2}));
  EXPECT_EQ(a.dilation, (Size2{3, 2}));
}

TEST(TfliteOperators, GroupsFollowFromTheWeightsOfAConvolution) {
  Single s({1, 4, 4, 6}, {1, 2, 2, 4});
  s.b.conv({s.in, s.b.weights("w", {4, 3, 3, 3}), -1}, s.out);
  EXPECT_EQ(s.network().layers.at(0).attributes.groups, 2);
}

TEST(TfliteOperators, DepthwiseWeightsMoveTheirOutputChannelToTheFront) {
  Single s({1, 2, 3, 2}, {1, 1, 1, 2});
  s.b.depthwise({s.in, s.b.weights("w", {1, 2, 3, 2}, {0.1F, 0.2F}, 3), -1}, s.out);
  const Network n = s.network();
  const Tensor& w = n.tensor(n.layers.at(0).weights);
  EXPECT_EQ(w.shape, (Shape{2, 2, 3, 1}));
  // Stored −3 −2 −1 0 1 2 3 −3 −2 −1 0 1 with the channel innermost.
  EXPECT_THAT(w.constant, ElementsAre(-3, -1, 1, 3, -2, 0, -2, 0, 2, -3, -1, 1));
  EXPECT_EQ(w.quantization.scales,
            (std::vector<double>{static_cast<double>(0.1F), static_cast<double>(0.2F)}));
}

TEST(TfliteOperators, ConvolutionsOverASequenceImport) {
  Single s({1, 30, 1, 40}, {1, 28, 1, 40});
  s.b.depthwise({s.in, s.b.weights("w", {1, 3, 1, 40}), -1}, s.out);
  const Network n = s.network();
  EXPECT_EQ(n.tensor(n.outputs[0]).shape, (Shape{28, 1, 40}));
}

/// What TensorFlow Lite computes for a transposed convolution: every input scattered through the kernel.
Values scattered(const Values& x, int zero, int h, int w, int c, const Values& weights, int o, int k,
                 int stride, int before, int out) {
  Values acc(static_cast<std::size_t>(out * out * o), 0);
  for (int y = 0; y < h; ++y) {
    for (int xx = 0; xx < w; ++xx) {
      for (int ky = 0; ky < k; ++ky) {
        for (int kx = 0; kx < k; ++kx) {
          const int oy = y * stride - before + ky;
          const int ox = xx * stride - before + kx;
          if (oy < 0 || oy >= out || ox < 0 || ox >= out) continue;
          for (int oc = 0; oc < o; ++oc) {
            for (int ic = 0; ic < c; ++ic) {
              acc[static_cast<std::size_t>((oy * out + ox) * o + oc)] +=
                  (x[static_cast<std::size_t>((y * w + xx) * c + ic)] - zero) *
                  weights[static_cast<std::size_t>(((oc * k + ky) * k + kx) * c + ic)];
            }
          }
        }
      }
    }
  }
  return acc;
}

TEST(TfliteOperators, TransposedConvolutionEqualsScatteringThroughTheKernel) {
  struct Case {
    tfl_schema::Padding padding;
    int kernel, stride, out, before;
  };
  using tfl_schema::Padding;
  for (const Case c :
       {Case{Padding::SAME, 3, 2, 6, 0}, Case{Padding::VALID, 3, 2, 7, 0}, Case{Padding::SAME, 3, 1, 3, 1},
        Case{Padding::SAME, 4, 2, 6, 1}, Case{Padding::VALID, 2, 2, 6, 0}, Case{Padding::SAME, 5, 2, 5, 2},
        Case{Padding::VALID, 3, 2, 8, 0}}) {
    Single s({1, 3, 3, 2}, {1, c.out, c.out, 2}, 1.0F, 1.0F, 4, 0);
    const int w = s.b.weights("w", {2, c.kernel, c.kernel, 2}, {1.0F});
    s.b.transpose_conv({s.b.int32s("shape", {4}, {1, c.out, c.out, 2}), w, s.in}, s.out,
                       {c.padding, c.stride, c.stride});
    const Network n = s.network();
    if (n.layers.empty()) continue;
    Values x;
    for (int i = 0; i < 18; ++i) x.push_back(i % 5);
    Values stored;
    for (const std::uint8_t v : s.b.tensors[static_cast<std::size_t>(w)].data)
      stored.push_back(static_cast<std::int8_t>(v));
    auto interpreter = Interpreter::create(n, {});
    ASSERT_TRUE(interpreter && interpreter->run(std::vector<Values>{x}));
    EXPECT_EQ(interpreter->tensor(n.outputs[0]),
              scattered(x, 4, 3, 3, 2, stored, 2, c.kernel, c.stride, c.before, c.out))
        << "kernel " << c.kernel << " out " << c.out;
  }
}

TEST(TfliteOperators, FullyConnectedThatKeepsItsAxesGetsThemBackByAReshape) {
  Single s({1, 1, 1, 4}, {1, 1, 1, 3});
  s.b.fully_connected({s.in, s.b.weights("w", {3, 4}), -1}, s.out);
  const Network n = s.network();
  ASSERT_EQ(n.layers.size(), 2U);
  EXPECT_EQ(n.layers[1].op, "reshape");
  EXPECT_EQ(n.tensor(n.outputs[0]).shape, (Shape{1, 1, 3}));
}

TEST(TfliteOperators, ConcatenationAxesLoseTheBatch) {
  for (const int axis : {3, -1}) {
    Single s({1, 2, 3, 4}, {1, 2, 3, 8});
    s.b.concat({s.in, s.in}, s.out, axis);
    EXPECT_EQ(s.network().layers.at(0).attributes.axis, 2);
  }
  Single rows({1, 2, 3, 4}, {1, 4, 3, 4});
  rows.b.concat({rows.in, rows.in}, rows.out, 1);
  EXPECT_EQ(rows.network().layers.at(0).attributes.axis, 0);
}

TEST(TfliteOperators, PaddingsAreReadRowByRow) {
  Single s({1, 2, 3, 4}, {1, 5, 10, 4});
  s.b.op(kPad, {s.in, s.b.int32s("p", {4, 2}, {0, 0, 1, 2, 3, 4, 0, 0})}, {s.out});
  EXPECT_EQ(s.network().layers.at(0).attributes.padding, (Padding{1, 3, 2, 4}));
}

TEST(TfliteOperators, SqueezeAndReshapeTakeTheShapeOfTheirOutput) {
  for (const int code : {static_cast<int>(kReshape), static_cast<int>(kSqueeze)}) {
    Single s({1, 1, 1, 6}, {1, 6});
    s.b.op(code, {s.in}, {s.out});
    EXPECT_EQ(s.network().layers.at(0).attributes.new_shape, Shape{6});
  }
}

TEST(TfliteOperators, QuantizeBetweenInt8ScalesIsARequantization) {
  Single s({1, 4}, {1, 4}, 0.5F, 0.25F, 3, -7);
  s.b.op(kQuantize, {s.in}, {s.out});
  const Layer layer = s.network().layers.at(0);
  EXPECT_EQ(layer.op, "requantize");
  EXPECT_EQ(layer.requantization.scales, std::vector<double>{2.0});
}

TEST(TfliteOperators, ActivationBetweenUnequalScalesRequantizesAndClamps) {
  Single s({1, 4}, {1, 4}, 0.5F, 0.25F, 3, -7);
  s.b.op(kRelu6, {s.in}, {s.out});
  const Requantization r = s.network().layers.at(0).requantization;
  EXPECT_EQ(r.clamp_min, -7);
  EXPECT_EQ(r.clamp_max, 17);  // −7 + 6/0.25
  Single equal({1, 4}, {1, 4});
  equal.b.op(kRelu, {equal.in}, {equal.out});
  EXPECT_EQ(equal.network().layers.at(0).op, "relu");
}

TEST(TfliteOperators, FloatBordersAreReplacedByTheIntegersBehindThem) {
  Single s({1, 4}, {1, 4}, 0.5F, 0.5F, 1, 1);
  const int from = s.b.add({"float_in", {1, 4}, tfl_schema::TensorType::FLOAT32});
  const int to = s.b.add({"float_out", {1, 4}, tfl_schema::TensorType::FLOAT32});
  s.b.op(kQuantize, {from}, {s.in});
  s.b.op(kRelu, {s.in}, {s.out});
  s.b.op(kDequantize, {s.out}, {to});
  s.b.inputs = {from};
  s.b.outputs = {to};
  const Network n = s.network();
  ASSERT_EQ(n.layers.size(), 1U);
  EXPECT_EQ(n.tensor(n.inputs.at(0)).name, "in");
  EXPECT_EQ(n.tensor(n.outputs.at(0)).name, "out");
  EXPECT_EQ(n.notes.size(), 2U);
}

TEST(TfliteOperators, Uint8ActivationsAreHeldAsInt8WithAShiftedZeroPoint) {
  Single s({1, 4}, {1, 4});
  s.b.tensors[static_cast<std::size_t>(s.in)].type = tfl_schema::TensorType::UINT8;
  s.b.tensors[static_cast<std::size_t>(s.in)].zero_points = {128 + 5};
  s.b.op(kQuantize, {s.in}, {s.out});
  const Network n = s.network();
  EXPECT_EQ(n.tensor(n.inputs.at(0)).type, kInt8);
  EXPECT_EQ(n.tensor(n.inputs.at(0)).quantization.zero_point(), 5);
  EXPECT_EQ(n.notes.size(), 1U);
}

TEST(TfliteOperators, NamesAreReadableAndUnique) {
  Single s({1, 4}, {1, 4});
  s.b.tensors[static_cast<std::size_t>(s.out)].name =
      "functional_1/block/activation_7/Relu;functional_1/x/FusedBatchNormV3;more";
  s.b.tensors[static_cast<std::size_t>(s.in)].name = "model/activation_7/Relu_1";
  s.b.op(kRelu, {s.in}, {s.out});
  const Network n = s.network();
  EXPECT_EQ(n.tensor(n.inputs.at(0)).name, "activation_7");
  EXPECT_EQ(n.layers.at(0).name, "activation_7#1");
}

}  // namespace
}  // namespace quartet::test
