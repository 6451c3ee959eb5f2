#include "tests/unit/dataflow/networks.hpp"

#include <limits>
#include <stdexcept>
#include <string>

#include "sim/base/philox.hpp"

namespace quartet::test {
namespace {

class Builder {
 public:
  explicit Builder(std::string name) { n_.name = std::move(name); }

  TensorId input(const Shape& shape, IntType type) {
    last_ = n_.add({"input", shape, type, {}, {}});
    n_.inputs = {last_};
    return last_;
  }

  /// Weights, rule and output type of the layer are the caller's.
  Layer& layer(const std::string& op, IntType output) {
    Layer l;
    l.name = op + std::to_string(n_.layers.size());
    l.op = op;
    l.inputs = {last_};
    l.output = last_ = n_.add({l.name, {}, output, {}, {}});
    l.requantization.clamp_min = static_cast<std::int32_t>(output.min());
    l.requantization.clamp_max = static_cast<std::int32_t>(output.max());
    n_.layers.push_back(std::move(l));
    return n_.layers.back();
  }

  TensorId constant(const Shape& shape, IntType type, std::int64_t spread) {
    Values values(static_cast<std::size_t>(element_count(shape)));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto draw = philox4x32(5, n_.tensors.size(), i)[0];
      values[i] = type.bipolar ? (draw % 2 == 0 ? -1 : 1) : static_cast<std::int32_t>(draw % static_cast<std::uint64_t>(2 * spread + 1)) - static_cast<std::int32_t>(spread);
    }
    return n_.add({"constant" + std::to_string(n_.tensors.size()), shape, type, {}, std::move(values)});
  }

  void thresholds(Layer& l, int channels, int steps, std::int32_t distance) {
    Values values;
    for (int c = 0; c < channels; ++c) {
      for (int k = 0; k < steps; ++k) values.push_back((k - steps / 2) * distance + c % 3);
    }
    l.requantization.rule = Requantization::Rule::thresholds;
    l.requantization.thresholds = n_.add({l.name + "_t", {channels, steps}, kInt32, {}, std::move(values)});
  }

  void multiplier(Layer& l, int channels) {
    l.requantization.rule = Requantization::Rule::multiplier;
    for (int c = 0; c < channels; ++c) l.requantization.scales.push_back(0.003 + 0.0001 * c);
    l.bias = constant({channels}, kInt32, 500);
  }

  TensorId last() const { return last_; }
  void set_last(TensorId id) { last_ = id; }
  Network& network() { return n_; }

  Network finish() {
    n_.outputs = {last_};
    if (const auto valid = infer_and_validate(n_); !valid) throw std::logic_error(valid.error().text());
    return std::move(n_);
  }

 private:
  Network n_;
  TensorId last_ = kNoTensor;
};

constexpr IntType kBipolar{1, true, true};

void binary_conv(Builder& b, int in, int out) {
  Layer& l = b.layer("conv2d", kBipolar);
  l.attributes.kernel = {3, 3};
  l.weights = b.constant({out, 3, 3, in}, kBipolar, 1);
  b.thresholds(l, out, 1, 1);
}

void int8_conv(Builder& b, int in, int out, int kernel, int stride, int padding, bool depthwise) {
  Layer& l = b.layer(depthwise ? "depthwise_conv2d" : "conv2d", kInt8);
  l.attributes.kernel = {kernel, kernel};
  l.attributes.stride = {stride, stride};
  l.attributes.padding = {padding, padding, padding, padding};
  if (depthwise) l.attributes.groups = in;
  l.weights = b.constant({out, kernel, kernel, depthwise ? 1 : in}, kInt8, 127);
  b.multiplier(l, out);
}

}  // namespace

Network threshold_mlp(const std::vector<int>& sizes, int bits) {
  Builder b("threshold_mlp");
  b.input({sizes.at(0)}, kInt8);
  const std::int64_t spread = (std::int64_t{1} << (bits - 1)) - 1;
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    const bool last = i + 1 == sizes.size();
    Layer& l = b.layer("fully_connected", last ? kInt32 : IntType{bits, false});
    l.weights = b.constant({sizes[i], sizes[i - 1]}, {bits, true}, spread);
    if (!last) b.thresholds(l, sizes[i], (1 << bits) - 1, i == 1 ? 400 : 30);
  }
  return b.finish();
}

Network kws_like() { return threshold_mlp({490, 256, 256, 256, 12}, 3); }

Network cnv_like() {
  Builder b("cnv_w1a1");
  b.input({32, 32, 3}, {8, false});
  const int channels[] = {3, 64, 64, 128, 128, 256, 256};
  for (int i = 0; i < 6; ++i) {
    binary_conv(b, channels[i], channels[i + 1]);
    if (i != 1 && i != 3) continue;
    Layer& pool = b.layer("max_pool", kBipolar);
    pool.attributes.kernel = pool.attributes.stride = {2, 2};
  }
  const int widths[] = {256, 512, 512, 10};
  for (int i = 0; i < 3; ++i) {
    Layer& l = b.layer("fully_connected", i == 2 ? kInt32 : kBipolar);
    l.weights = b.constant({widths[i + 1], widths[i]}, kBipolar, 1);
    if (i != 2) b.thresholds(l, widths[i + 1], 1, 1);
  }
  return b.finish();
}

Network conv_net(const ConvNet& s) {
  Builder b("conv_net");
  b.input(s.input, kInt8);
  int channels = s.input.at(2);
  const TensorId start = b.last();
  if (s.depthwise) int8_conv(b, channels, channels, s.kernel, s.stride, s.padding, true);
  int8_conv(b, channels, s.channels, s.depthwise ? 1 : s.kernel, s.depthwise ? 1 : s.stride, s.depthwise ? 0 : s.padding, false);
  channels = s.channels;
  if (s.residual) {
    const TensorId skip = s.channels == s.input.at(2) ? start : b.last();
    int8_conv(b, channels, channels, s.kernel, 1, s.padding, false);
    Layer& add = b.layer("add", kInt8);
    add.inputs.push_back(skip);
  }
  if (s.classes > 0) {
    b.layer("global_average_pool", kInt8);
    Layer& flat = b.layer("reshape", kInt8);
    flat.attributes.new_shape = {channels};
    Layer& l = b.layer("fully_connected", kInt8);
    l.weights = b.constant({s.classes, channels}, kInt8, 127);
    b.multiplier(l, s.classes);
  }
  return b.finish();
}

}  // namespace quartet::test
