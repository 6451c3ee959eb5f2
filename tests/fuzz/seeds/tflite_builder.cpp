#include "tests/fuzz/seeds/tflite_builder.hpp"

#include <cstring>
#include <utility>

namespace quartet::test {
namespace schema = tfl_schema;

int TfliteBuilder::add(TfliteTensor tensor) {
  tensors.push_back(std::move(tensor));
  return static_cast<int>(tensors.size()) - 1;
}

int TfliteBuilder::activation(const std::string& name, std::vector<int> shape, float scale,
                              std::int64_t zero_point) {
  return add({name, std::move(shape), schema::TensorType::INT8, {scale}, {zero_point}, 0, {}});
}

int TfliteBuilder::weights(const std::string& name, std::vector<int> shape, std::vector<float> scales,
                           int axis) {
  std::size_t count = 1;
  for (const int d : shape) count *= static_cast<std::size_t>(d);
  std::vector<std::uint8_t> data(count);
  for (std::size_t i = 0; i < count; ++i) data[i] = static_cast<std::uint8_t>(static_cast<int>(i % 7) - 3);
  std::vector<std::int64_t> zeros(scales.size(), 0);
  return add({name, std::move(shape), schema::TensorType::INT8, std::move(scales), std::move(zeros), axis,
              std::move(data)});
}

int TfliteBuilder::int32s(const std::string& name, std::vector<int> shape,
                          const std::vector<std::int32_t>& values) {
  std::vector<std::uint8_t> data(values.size() * sizeof(std::int32_t));
  std::memcpy(data.data(), values.data(), data.size());
  return add({name, std::move(shape), schema::TensorType::INT32, {}, {}, 0, std::move(data)});
}

void TfliteBuilder::op(int code, std::vector<int> in, std::vector<int> out, schema::BuiltinOptions kind,
                       Options options) {
  ops_.push_back({code, std::move(in), std::move(out), kind, std::move(options)});
}

void TfliteBuilder::conv(std::vector<int> in, int out, TfliteWindow w) {
  op(kConv, std::move(in), {out}, schema::BuiltinOptions::Conv2DOptions,
     [w](flatbuffers::FlatBufferBuilder& b) {
       return schema::CreateConv2DOptions(b, w.padding, w.stride_w, w.stride_h, w.activation, w.dilation_w,
                                          w.dilation_h)
           .Union();
     });
}

void TfliteBuilder::depthwise(std::vector<int> in, int out, TfliteWindow w) {
  op(kDepthwise, std::move(in), {out}, schema::BuiltinOptions::DepthwiseConv2DOptions,
     [w](flatbuffers::FlatBufferBuilder& b) {
       return schema::CreateDepthwiseConv2DOptions(b, w.padding, w.stride_w, w.stride_h, 1, w.activation,
                                                   w.dilation_w, w.dilation_h)
           .Union();
     });
}

void TfliteBuilder::transpose_conv(std::vector<int> in, int out, TfliteWindow w) {
  op(kTransposeConv, std::move(in), {out}, schema::BuiltinOptions::TransposeConvOptions,
     [w](flatbuffers::FlatBufferBuilder& b) {
       return schema::CreateTransposeConvOptions(b, w.padding, w.stride_w, w.stride_h, w.activation).Union();
     });
}

void TfliteBuilder::pool(int code, int in, int out, int height, int width, TfliteWindow w) {
  op(code, {in}, {out}, schema::BuiltinOptions::Pool2DOptions, [=](flatbuffers::FlatBufferBuilder& b) {
    return schema::CreatePool2DOptions(b, w.padding, w.stride_w, w.stride_h, width, height, w.activation)
        .Union();
  });
}

void TfliteBuilder::fully_connected(std::vector<int> in, int out, schema::ActivationFunctionType activation) {
  op(kFullyConnected, std::move(in), {out}, schema::BuiltinOptions::FullyConnectedOptions,
     [=](flatbuffers::FlatBufferBuilder& b) {
       return schema::CreateFullyConnectedOptions(b, activation).Union();
     });
}

void TfliteBuilder::binary_add(std::vector<int> in, int out) {
  op(kAdd, std::move(in), {out}, schema::BuiltinOptions::AddOptions, [](flatbuffers::FlatBufferBuilder& b) {
    return schema::CreateAddOptions(b, schema::ActivationFunctionType::RELU).Union();
  });
}

void TfliteBuilder::concat(std::vector<int> in, int out, int axis) {
  op(kConcat, std::move(in), {out}, schema::BuiltinOptions::ConcatenationOptions,
     [axis](flatbuffers::FlatBufferBuilder& b) {
       return schema::CreateConcatenationOptions(b, axis).Union();
     });
}

void TfliteBuilder::softmax(int in, int out, float beta) {
  op(kSoftmax, {in}, {out}, schema::BuiltinOptions::SoftmaxOptions,
     [beta](flatbuffers::FlatBufferBuilder& b) { return schema::CreateSoftmaxOptions(b, beta).Union(); });
}

std::vector<std::uint8_t> TfliteBuilder::bytes() const {
  flatbuffers::FlatBufferBuilder b;
  std::vector<flatbuffers::Offset<schema::Buffer>> buffers{schema::CreateBuffer(b)};
  std::vector<flatbuffers::Offset<schema::Tensor>> stored;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const TfliteTensor& t = tensors[i];
    b.ForceVectorAlignment(t.data.size(), 1, 16);
    buffers.push_back(schema::CreateBuffer(b, t.data.empty() ? 0 : b.CreateVector(t.data), external_offset));
    const auto quantization =
        schema::CreateQuantizationParameters(b, 0, 0, b.CreateVector(t.scales), b.CreateVector(t.zero_points),
                                             schema::QuantizationDetails::NONE, 0, t.axis);
    const auto other = buffer_of.find(static_cast<int>(i));
    const std::uint32_t buffer = other != buffer_of.end() ? other->second : static_cast<std::uint32_t>(i) + 1;
    stored.push_back(schema::CreateTensor(b, b.CreateVector(t.shape), t.type, buffer, b.CreateString(t.name),
                                          t.scales.empty() ? 0 : quantization));
  }
  std::vector<flatbuffers::Offset<schema::OperatorCode>> codes;
  std::vector<flatbuffers::Offset<schema::Operator>> operators;
  for (const Op& op : ops_) {
    const auto custom = op.code == kCustom ? b.CreateString(custom_code) : 0;
    codes.push_back(schema::CreateOperatorCode(b, static_cast<std::int8_t>(op.code), custom, 1, op.code));
    const auto options = op.options ? op.options(b) : flatbuffers::Offset<void>();
    operators.push_back(schema::CreateOperator(b, static_cast<std::uint32_t>(codes.size()) - 1,
                                               b.CreateVector(op.inputs), b.CreateVector(op.outputs), op.kind,
                                               options));
  }
  const auto graph =
      schema::CreateSubGraph(b, b.CreateVector(stored), b.CreateVector(inputs), b.CreateVector(outputs),
                             b.CreateVector(operators), b.CreateString("main"));
  const std::vector<flatbuffers::Offset<schema::SubGraph>> graphs(static_cast<std::size_t>(subgraphs), graph);
  schema::FinishModelBuffer(b, schema::CreateModel(b, version, b.CreateVector(codes), b.CreateVector(graphs),
                                                   b.CreateString("test"), b.CreateVector(buffers)));
  return {b.GetBufferPointer(), b.GetBufferPointer() + b.GetSize()};
}

TfliteBuilder small_tflite() {
  using schema::ActivationFunctionType;
  using schema::Padding;
  TfliteBuilder b;
  const int in = b.activation("input", {1, 7, 6, 2}, 0.5F, 3);
  const int conv = b.activation("model/conv/Relu;model/conv/BiasAdd", {1, 4, 3, 4}, 0.25F, -128);
  b.conv(
      {in, b.weights("w0", {4, 3, 3, 2}, {0.01F, 0.02F, 0.03F, 0.04F}), b.int32s("b0", {4}, {5, -5, 100, 0})},
      conv, {Padding::SAME, 2, 2, ActivationFunctionType::RELU});
  const int depth = b.activation("model/depthwise_conv2d_1/depthwise", {1, 4, 3, 4}, 0.25F, -128);
  b.depthwise(
      {conv, b.weights("w1", {1, 3, 3, 4}, {0.1F, 0.2F, 0.3F, 0.4F}, 3), b.int32s("b1", {4}, {1, 2, 3, 4})},
      depth, {Padding::SAME, 1, 1, ActivationFunctionType::RELU6});
  const int sum = b.activation("add", {1, 4, 3, 4}, 0.5F, -100);
  b.binary_add({conv, depth}, sum);
  const int padded = b.activation("pad", {1, 5, 4, 4}, 0.5F, -100);
  b.op(kPad, {sum, b.int32s("paddings", {4, 2}, {0, 0, 1, 0, 0, 1, 0, 0})}, {padded});
  const int high = b.activation("max", {1, 2, 2, 4}, 0.5F, -100);
  b.pool(kMaxPool, padded, high, 2, 2, {Padding::VALID, 2, 2});
  const int mean = b.activation("mean", {1, 2, 2, 4}, 0.5F, -100);
  b.pool(kAveragePool, padded, mean, 2, 2, {Padding::VALID, 2, 2});
  const int both = b.activation("both", {1, 2, 2, 8}, 0.5F, -100);
  b.concat({high, mean}, both, 3);
  const int flat = b.activation("flatten/Reshape", {1, 32}, 0.5F, -100);
  b.op(kReshape, {both}, {flat});
  const int logits = b.activation("dense/BiasAdd", {1, 3}, 0.2F, 10);
  b.fully_connected({flat, b.weights("w2", {3, 32}), b.int32s("b2", {3}, {7, 8, 9})}, logits);
  const int probability = b.activation("softmax", {1, 3}, 1.0F / 256.0F, -128);
  b.softmax(logits, probability);
  b.inputs = {in};
  b.outputs = {probability};
  return b;
}

}  // namespace quartet::test
