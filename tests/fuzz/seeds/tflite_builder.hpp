// TensorFlow Lite models written in a few lines: what the tests import and the fuzzers start from.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tflite_reduced_generated.h"

namespace quartet::test {

/// Builtin operator numbers of the format.
enum TfliteCode {
  kAdd = 0,
  kAveragePool = 1,
  kConcat = 2,
  kConv = 3,
  kDepthwise = 4,
  kDequantize = 6,
  kFullyConnected = 9,
  kMaxPool = 17,
  kRelu = 19,
  kRelu6 = 21,
  kReshape = 22,
  kSoftmax = 25,
  kTanh = 28,
  kCustom = 32,
  kPad = 34,
  kMean = 40,
  kSub = 41,
  kSqueeze = 43,
  kPadV2 = 60,
  kTransposeConv = 67,
  kQuantize = 114
};

struct TfliteTensor {
  std::string name;
  std::vector<int> shape;
  tfl_schema::TensorType type = tfl_schema::TensorType::INT8;
  std::vector<float> scales{};
  std::vector<std::int64_t> zero_points{};
  int axis = 0;
  std::vector<std::uint8_t> data{};  ///< empty: an activation
};

struct TfliteWindow {
  tfl_schema::Padding padding = tfl_schema::Padding::VALID;
  int stride_h = 1, stride_w = 1;
  tfl_schema::ActivationFunctionType activation = tfl_schema::ActivationFunctionType::NONE;
  int dilation_h = 1, dilation_w = 1;
};

class TfliteBuilder {
 public:
  using Options = std::function<flatbuffers::Offset<void>(flatbuffers::FlatBufferBuilder&)>;

  int add(TfliteTensor tensor);
  int activation(const std::string& name, std::vector<int> shape, float scale = 0.5F,
                 std::int64_t zero_point = 0);
  /// Symmetric int8 weights that count −3, −2, …, 3, −3, ….
  int weights(const std::string& name, std::vector<int> shape, std::vector<float> scales = {0.25F},
              int axis = 0);
  int int32s(const std::string& name, std::vector<int> shape, const std::vector<std::int32_t>& values);

  void op(int code, std::vector<int> inputs, std::vector<int> outputs,
          tfl_schema::BuiltinOptions kind = tfl_schema::BuiltinOptions::NONE, Options options = {});
  void conv(std::vector<int> inputs, int output, TfliteWindow window = {});
  void depthwise(std::vector<int> inputs, int output, TfliteWindow window = {});
  void transpose_conv(std::vector<int> inputs, int output, TfliteWindow window = {});
  void pool(int code, int input, int output, int height, int width, TfliteWindow window = {});
  void fully_connected(
      std::vector<int> inputs, int output,
      tfl_schema::ActivationFunctionType activation = tfl_schema::ActivationFunctionType::NONE);
  void binary_add(std::vector<int> inputs, int output);
  void concat(std::vector<int> inputs, int output, int axis);
  void softmax(int input, int output, float beta = 1.0F);

  [[nodiscard]] std::vector<std::uint8_t> bytes() const;

  std::vector<TfliteTensor> tensors;
  std::vector<int> inputs, outputs;
  std::uint32_t version = 3;
  int subgraphs = 1;
  std::string custom_code = "MyOperator";
  std::map<int, std::uint32_t> buffer_of;  ///< tensor → another buffer than its own (1 + its number)
  std::uint64_t external_offset = 0;       ///< of every buffer

 private:
  struct Op {
    int code;
    std::vector<int> inputs, outputs;
    tfl_schema::BuiltinOptions kind;
    Options options;
  };
  std::vector<Op> ops_;
};

/// A small valid network with most of the supported operators: convolution, depthwise, pools, add, concat,
/// pad, reshape, fully connected, softmax.
[[nodiscard]] TfliteBuilder small_tflite();

}  // namespace quartet::test
