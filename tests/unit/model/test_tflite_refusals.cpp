// TensorFlow Lite files that are refused: what cannot run, and what lies about itself. Each error says what
// and where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "frontends/model/import.hpp"
#include "tests/fuzz/seeds/tflite_builder.hpp"

namespace quartet::test {
namespace {

using testing::HasSubstr;

Error refused(const TfliteBuilder& b) {
  const auto network = import_tflite(b.bytes(), "m.tflite");
  EXPECT_FALSE(network);
  return network ? Error{} : network.error();
}
std::string refusal(const TfliteBuilder& b) {
  return refused(b).text();
}

/// in → relu → out, to be spoilt.
struct Plain {
  TfliteBuilder b;
  int in = b.activation("in", {1, 4, 4, 2});
  int out = b.activation("out", {1, 4, 4, 2});
  Plain() {
    b.inputs = {in};
    b.outputs = {out};
  }
  TfliteTensor& input() { return b.tensors[static_cast<std::size_t>(in)]; }
  TfliteTensor& output() { return b.tensors[static_cast<std::size_t>(out)]; }
  std::string relu() {
    b.op(kRelu, {in}, {out});
    return refusal(b);
  }
};

TEST(TfliteRefusals, AllUnsupportedOperatorsAreListedAtOnceWithPlaceAndWhatIsSupported) {
  Plain p;
  const int mid = p.b.activation("model/scope/middle", {1, 4, 4, 2});
  p.b.op(kTanh, {p.in}, {mid});
  p.b.op(kCustom, {mid}, {p.out});
  p.b.op(kMean, {mid}, {p.b.activation("mean", {1, 2})});
  const Error error = refused(p.b);
  ASSERT_EQ(error.problems.size(), 3U);
  EXPECT_EQ(error.code, ErrorCode::bad_input);
  EXPECT_EQ(error.problems[0].place, "m.tflite: operator 0 TANH 'middle'");
  EXPECT_EQ(error.problems[1].place, "m.tflite: operator 1 CUSTOM 'MyOperator' 'out'");
  EXPECT_THAT(error.problems[2].remedy, HasSubstr("DEPTHWISE_CONV_2D"));
}

TEST(TfliteRefusals, AFloatModelIsOneClearError) {
  Plain p;
  for (TfliteTensor* t : {&p.input(), &p.output()}) *t = {t->name, t->shape, tfl_schema::TensorType::FLOAT32};
  p.b.op(kRelu, {p.in}, {p.out});
  p.b.op(kTanh, {p.in}, {p.out});
  const Error error = refused(p.b);
  ASSERT_EQ(error.problems.size(), 1U);
  EXPECT_THAT(error.problems[0].cause, HasSubstr("float model: 2 of its 2 operators"));
  EXPECT_THAT(error.problems[0].remedy, HasSubstr("int8"));
}

TEST(TfliteRefusals, ActivationsNeedATypeAScaleAndABatchOf1) {
  Plain batch;
  batch.input().shape = batch.output().shape = {2, 4, 4, 2};
  EXPECT_THAT(batch.relu(), HasSubstr("batch of 1"));
  Plain bare;
  bare.input().scales = {};
  EXPECT_THAT(bare.relu(), HasSubstr("needs one scale"));
  Plain type;
  type.input().type = tfl_schema::TensorType::INT16;
  EXPECT_THAT(type.relu(), HasSubstr("neither int8 nor uint8"));
  Plain zero;
  zero.input().zero_points = {200};
  EXPECT_THAT(zero.relu(), HasSubstr("zero point of 200"));
  Plain constant;
  constant.input().data.assign(32, 1);
  EXPECT_THAT(constant.relu(), HasSubstr("constant"));
}

TEST(TfliteRefusals, ShapesAndQuantizationThatLieAreNamed) {
  Plain negative;
  negative.input().shape = {1, -4, 4, 2};
  EXPECT_THAT(negative.relu(), HasSubstr("axis of -4"));
  Plain huge;
  huge.input().shape = {1, 65536, 65536, 65536};
  EXPECT_THAT(huge.relu(), HasSubstr("more than"));
  Plain scales;
  scales.input().scales = {0.1F, 0.2F, 0.3F};
  scales.input().zero_points = {};
  EXPECT_THAT(scales.relu(), HasSubstr("3 scales"));
  Plain zeros;
  zeros.input().zero_points = {1, 2};
  EXPECT_THAT(zeros.relu(), HasSubstr("2 zero points for 1 scales"));
  Plain bad;
  bad.input().scales = {-0.5F};
  EXPECT_THAT(bad.relu(), HasSubstr("scale of -0.5"));
  Plain axis;
  axis.input().scales = {0.1F, 0.2F};
  axis.input().zero_points = {0, 0};
  axis.input().axis = -1;
  EXPECT_FALSE(axis.relu().empty());
}

/// in → conv → out with weights to be spoilt.
struct Convolution : Plain {
  int w = b.weights("w", {2, 3, 3, 2});
  int bias = b.int32s("bias", {2}, {1, 2});
  TfliteTensor& weights() { return b.tensors[static_cast<std::size_t>(w)]; }
  std::string conv() {
    output().shape = {1, 2, 2, 2};
    b.conv({in, w, bias}, out);
    return refusal(b);
  }
};

TEST(TfliteRefusals, WeightsMustBeConstantSymmetricInt8OfTheRightShape) {
  Convolution zero;
  zero.weights().zero_points = {3};
  EXPECT_THAT(zero.conv(), HasSubstr("symmetric"));
  Convolution variable;
  variable.weights().data.clear();
  EXPECT_THAT(variable.conv(), HasSubstr("not constant"));
  Convolution type;
  type.weights().type = tfl_schema::TensorType::UINT8;
  EXPECT_THAT(type.conv(), HasSubstr("not int8"));
  Convolution scale;
  scale.weights().scales = {};
  EXPECT_THAT(scale.conv(), HasSubstr("no quantization scale"));
  Convolution rank;
  rank.weights().shape = {2, 18};
  EXPECT_THAT(rank.conv(), HasSubstr("4 axes are needed"));
  Convolution axis;
  axis.weights().scales = {0.1F, 0.2F};
  axis.weights().zero_points = {0, 0};
  axis.weights().axis = 3;
  EXPECT_THAT(axis.conv(), HasSubstr("axis 3"));
  Convolution bias;
  bias.b.tensors[static_cast<std::size_t>(bias.bias)].shape = {1, 2};
  EXPECT_THAT(bias.conv(), HasSubstr("bias 'bias'"));
}

TEST(TfliteRefusals, BuffersThatDoNotFitAreErrors) {
  Convolution length;
  length.weights().data.pop_back();
  EXPECT_THAT(length.conv(), HasSubstr("needs 36 bytes, its buffer has 35"));
  Convolution index;
  index.b.buffer_of[index.w] = 1000;
  EXPECT_THAT(index.conv(), HasSubstr("buffer 1000"));
  Convolution external;
  external.b.external_offset = 4096;
  EXPECT_THAT(external.conv(), HasSubstr("outside the model's buffers"));
}

TEST(TfliteRefusals, ManyTensorsOfOneBufferCannotMultiplyMemory) {
  TfliteBuilder b;
  const int in = b.activation("in", {1, 1000});
  b.inputs = {in};
  const int first = b.weights("w", {1000, 1000});
  for (int i = 0; i < 40; ++i) {
    const int out = b.activation(std::string("out").append(std::to_string(i)), {1, 1000});
    int w = first;
    if (i > 0) {
      w = b.add({std::string("w").append(std::to_string(i)),
                 {1000, 1000},
                 tfl_schema::TensorType::INT8,
                 {0.25F},
                 {0}});
      b.buffer_of[w] = static_cast<std::uint32_t>(first) + 1;
    }
    b.fully_connected({in, w, -1}, out);
    b.outputs = {out};
  }
  EXPECT_THAT(refusal(b), HasSubstr("would fill memory"));
}

TEST(TfliteRefusals, IndicesThatPointNowhereAreErrors) {
  Plain operand;
  operand.b.op(kRelu, {99}, {operand.out});
  EXPECT_THAT(refusal(operand.b), HasSubstr("tensors that do not exist"));
  Plain output;
  output.b.op(kRelu, {output.in}, {-1});
  EXPECT_THAT(refusal(output.b), HasSubstr("tensors that do not exist"));
  Plain input;
  input.b.inputs = {-3};
  EXPECT_THAT(input.relu(), HasSubstr("inputs or outputs"));
}

TEST(TfliteRefusals, OperatorsWithoutOperandsOrOptionsAreErrors) {
  for (const int code : {0, 1, 2, 3, 4, 6, 9, 17, 19, 21, 22, 25, 34, 41, 43, 60, 67, 114}) {
    Plain bare;
    bare.b.op(code, {}, {bare.out});
    EXPECT_THAT(refusal(bare.b), HasSubstr("operator 0")) << code;
    Plain mute;
    mute.b.op(code, {mute.in}, {});
    EXPECT_THAT(refusal(mute.b), HasSubstr("operator 0")) << code;
  }
}

TEST(TfliteRefusals, VersionsAndControlFlowAreRefused) {
  Plain version;
  version.b.version = 2;
  EXPECT_THAT(version.relu(), HasSubstr("schema version 2"));
  Plain two;
  two.b.subgraphs = 2;
  EXPECT_THAT(two.relu(), HasSubstr("2 subgraphs"));
  Plain none;
  EXPECT_THAT(refusal(none.b), HasSubstr("no operators"));
}

TEST(TfliteRefusals, PaddingWithAnythingButRealZerosIsRefused) {
  Plain channels;
  channels.output().shape = {1, 4, 4, 3};
  channels.b.op(kPad, {channels.in, channels.b.int32s("p", {4, 2}, {0, 0, 0, 0, 0, 0, 0, 1})},
                {channels.out});
  EXPECT_THAT(refusal(channels.b), HasSubstr("pads the batch or the channels"));
  Plain value;
  value.output().shape = {1, 5, 4, 2};
  const int constant = value.b.add({"v", {1}, tfl_schema::TensorType::INT8, {0.5F}, {0}, 0, {5}});
  value.b.op(kPadV2, {value.in, value.b.int32s("p", {4, 2}, {0, 0, 1, 0, 0, 0, 0, 0}), constant},
             {value.out});
  EXPECT_THAT(refusal(value.b), HasSubstr("pads with 5 where the zero point is 0"));
}

TEST(TfliteRefusals, FusedFunctionsThatAreNoClampsAreRefused) {
  Plain p;
  p.b.pool(kMaxPool, p.in, p.out, 1, 1,
           {tfl_schema::Padding::VALID, 1, 1, tfl_schema::ActivationFunctionType::TANH});
  EXPECT_THAT(refusal(p.b), HasSubstr("fused activation"));
}

TEST(TfliteRefusals, WindowsOfNothingAreRefused) {
  for (const TfliteWindow w :
       {TfliteWindow{tfl_schema::Padding::SAME, 0, 1}, TfliteWindow{tfl_schema::Padding::SAME, 1, -1}}) {
    Plain p;
    p.b.pool(kAveragePool, p.in, p.out, 2, 2, w);
    EXPECT_THAT(refusal(p.b), HasSubstr("kernel, stride or dilation"));
  }
}

TEST(TfliteRefusals, MisalignedBytesAreReadAsWell) {
  const auto bytes = small_tflite().bytes();
  std::vector<std::uint8_t> shifted(bytes.size() + 16);
  for (std::size_t shift = 0; shift < 16; ++shift) {
    std::copy(bytes.begin(), bytes.end(), shifted.begin() + static_cast<std::ptrdiff_t>(shift));
    EXPECT_TRUE(import_tflite({shifted.data() + shift, bytes.size()}, "x")) << shift;
  }
}

}  // namespace
}  // namespace quartet::test
