// Small networks for tests of the array, layer by layer, with deterministic constants.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet::test {

/// What a convolution may have beside its sizes.
struct ConvOptions {
  Size2 kernel{3, 3};
  Size2 stride{1, 1};
  Size2 dilation{1, 1};
  Padding padding{1, 1, 1, 1};
  int weight_bits = 8;
  bool relu = false;
  bool bias = false;
  bool depthwise = false;
  Size2 output_padding{0, 0};
};

class NetworkBuilder {
 public:
  /// `multiplier`: int8 with zero points and per-channel scales; else the MAX78000's shift.
  explicit NetworkBuilder(bool multiplier = false, std::uint64_t seed = 7)
      : multiplier_(multiplier), seed_(seed) {}

  TensorId input(Shape shape);
  TensorId conv(const std::string& op, TensorId x, int outputs, const ConvOptions& options);
  TensorId linear(TensorId x, int outputs, bool wide);
  TensorId pool(const std::string& op, TensorId x, Size2 window, Size2 stride);
  TensorId eltwise(const std::string& op, const std::vector<TensorId>& operands);
  TensorId simple(const std::string& op, TensorId x);
  TensorId flatten(TensorId x, FlattenOrder order);

  /// infer_and_validate done; a network that fails it fails the test.
  [[nodiscard]] Network finish(TensorId output);
  /// One Values a network input, within its type.
  [[nodiscard]] static std::vector<Values> random_inputs(const Network& network, std::uint64_t seed);

  Network network;

 private:
  Tensor activation() const;
  TensorId constant(Shape shape, IntType type, std::int32_t low, std::int32_t high, std::int32_t unit = 1);
  TensorId add(Layer layer);
  void requantize(Layer& layer, int outputs, bool relu);

  bool multiplier_;
  std::uint64_t seed_;
  std::uint64_t stream_ = 0;
};

}  // namespace quartet::test
