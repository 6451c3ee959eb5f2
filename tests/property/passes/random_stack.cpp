#include "tests/property/passes/random_stack.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "tests/unit/graph/network_builder.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {

namespace {

using Rule = Requantization::Rule;

int draw(int low, int high) {
  return *rc::gen::inRange(low, high + 1);
}
bool coin() {
  return draw(0, 1) == 1;
}

class StackMaker {
 public:
  Network make() {
    shape_ = {draw(2, 6), draw(1, 5), draw(1, 3)};
    current_ = b_.input(shape_, kInt8, {{0.1}, {draw(-20, 20)}});
    const int blocks = draw(1, 4);
    for (int i = 0; i < blocks; ++i) {
      block();
      for (int more = draw(0, 2); more > 0; --more) follow();
    }
    flatten();
    dense(draw(2, 4));
    Network network = b_.finish();
    if (draw(0, 3) == 0) network.outputs.push_back(first_);  // a channel order that must stay
    if (const auto valid = infer_and_validate(network); !valid) RC_FAIL(valid.error().text());
    return network;
  }

 private:
  Tensor& tensor(TensorId id) { return b_.network.tensor(id); }
  Layer& last_layer() { return b_.network.layers.back(); }

  void done(int channels) {
    shape_.back() = channels;
    current_ = b_.last();
    if (first_ == kNoTensor) first_ = current_;
  }

  /// Each channel has values of a width of its own; some channels are zero.
  void fill_weights(Layer& layer, int most_bits) {
    Tensor& weights = tensor(layer.weights);
    weights.type.bits = most_bits;
    const std::size_t taps = weights.constant.size() / static_cast<std::size_t>(weights.shape.front());
    constexpr std::array kBits = {2, 4, 8, 0};
    int bits = 0;
    for (std::size_t i = 0; i < weights.constant.size(); ++i) {
      if (i % taps == 0) bits = std::min(kBits[static_cast<std::size_t>(draw(0, 3))], most_bits);
      weights.constant[i] = bits == 0 ? 0 : draw(-(1 << (bits - 1)), (1 << (bits - 1)) - 1);
    }
    if (coin()) return;
    const int outputs = weights.shape.front();
    Values bias;
    for (int o = 0; o < outputs; ++o) bias.push_back(draw(-300, 300));
    layer.bias = b_.constant({outputs}, kInt32, std::move(bias));
  }

  void set_rule(Layer& layer, int channels) {
    Requantization& r = layer.requantization;
    if (draw(0, 3) == 0) {
      r.rule = Rule::shift;
      r.shift = draw(-4, 3);
    } else {
      r.rule = Rule::multiplier;
      const int count = coin() ? 1 : channels;
      for (int c = 0; c < count; ++c) r.scales.push_back(std::ldexp(draw(100, 199) / 200.0, draw(-9, draw(-9, 2))));
    }
    if (coin()) r.clamp_min = draw(-30, 10);
    Quantization q{{0.125}, {0}};
    if (r.rule == Rule::multiplier && coin()) q.zero_points = {draw(-20, 20)};
    b_.quantize_output(std::move(q));
  }

  void set_open(Layer& layer, IntType type) {
    tensor(layer.output).type = type;
    layer.requantization.rule = Rule::none;
    layer.requantization.clamp_min = std::numeric_limits<std::int32_t>::min();
    layer.requantization.clamp_max = std::numeric_limits<std::int32_t>::max();
    b_.quantize_output({{1.0}, {coin() ? 0 : draw(-9, 9)}});
  }

  void block() {
    const int outputs = draw(1, 6), kh = draw(1, std::min(3, shape_[0])), kw = draw(1, std::min(2, shape_[1]));
    Layer& conv = b_.layer("conv2d", {current_}, {outputs, kh, kw, shape_[2]});
    const int pad = draw(0, 1);
    conv.attributes.padding = {pad, pad, pad, pad};
    shape_[0] += 2 * pad - kh + 1, shape_[1] += 2 * pad - kw + 1;
    switch (draw(0, 3)) {
      case 0:
        fill_weights(conv, 8);
        set_open(last_layer(), kInt32);
        done(outputs);
        return scale_behind(outputs);
      case 1:
        fill_weights(conv, 2);
        set_open(last_layer(), {16, true, false});
        done(outputs);
        return depthwise_behind(outputs);
      default:
        fill_weights(conv, 8);
        set_rule(last_layer(), outputs);
        done(outputs);
    }
  }

  void scale_behind(int channels) {
    if (coin()) {
      set_rule(b_.layer("requantize", {current_}), channels);
    } else {
      thresholds_behind(channels, {2, false, false});
    }
    done(channels);
  }

  void thresholds_behind(int channels, IntType type) {
    const int rows = coin() ? 1 : channels, steps = static_cast<int>(type.bipolar ? 1 : type.max() - type.min());
    Values values;
    for (int r = 0; r < rows; ++r) {
      std::int32_t at = draw(-90, 40);
      for (int s = 0; s < steps; ++s) values.push_back(at += draw(0, 50));
    }
    const TensorId table = b_.constant({rows, steps}, kInt32, std::move(values));
    Layer& layer = b_.layer("multi_threshold", {current_}, {}, type);
    layer.requantization.rule = Rule::thresholds;
    layer.requantization.thresholds = table;
    b_.quantize_output({{1.0}, {0}});
  }

  void depthwise_behind(int channels) {
    Layer& scale = b_.layer("depthwise_conv2d", {current_}, {channels, 1, 1, 1});
    Tensor& gamma = tensor(scale.weights);
    for (std::int32_t& g : gamma.constant) g = draw(-9, 9);
    Values beta;
    for (int c = 0; c < channels; ++c) beta.push_back(draw(-200, 200));
    scale.bias = b_.constant({channels}, kInt32, std::move(beta));
    set_rule(last_layer(), channels);
    done(channels);
  }

  // Layers that keep the type and the quantization, or thresholds.
  void follow() {
    const Quantization q = tensor(current_).quantization;
    const IntType type = tensor(current_).type;
    const auto same = [&](const char* op) -> Layer& {
      Layer& layer = b_.layer(op, {current_}, {}, type);
      b_.quantize_output(q);
      return layer;
    };
    switch (draw(0, 7)) {
      case 0: same("relu"); break;
      case 1: same("abs"); break;
      case 2: {
        Layer& pool = same(coin() ? "max_pool" : "average_pool");
        pool.attributes.kernel = {std::min(2, shape_[0]), 1};
        shape_[0] -= pool.attributes.kernel.h - 1;
        break;
      }
      case 3:
        b_.layer("sign", {current_}, {}, {1, true, true});
        b_.quantize_output({{1.0}, {0}});
        break;
      case 4: thresholds_behind(shape_[2], coin() ? IntType{1, true, true} : IntType{2, true, false}); break;
      case 5: {
        Layer& dw = b_.layer("depthwise_conv2d", {current_}, {shape_[2], 1, 1, 1});
        if (coin()) dw.attributes.groups = shape_[2];
        fill_weights(dw, 4);
        set_rule(last_layer(), shape_[2]);
        break;
      }
      case 6: {
        Layer& pad = same("pad");
        pad.attributes.padding = {1, 0, 0, 0};
        shape_[0] += 1;
        break;
      }
      default: {
        if (type != kInt8 || q.zero_point() != 0) return;
        b_.layer("add", {current_, current_});
        b_.quantize_output(q);
      }
    }
    current_ = b_.last();
  }

  void flatten() {
    const Quantization q = tensor(current_).quantization;
    const IntType type = tensor(current_).type;
    const int total = shape_[0] * shape_[1] * shape_[2];
    Layer& reshape = b_.layer("reshape", {current_}, {}, type);
    reshape.attributes.new_shape = coin() ? Shape{total} : Shape{1, 1, total};
    reshape.attributes.flatten_order = coin() ? FlattenOrder::hwc : FlattenOrder::chw;
    b_.quantize_output(q);
    current_ = b_.last();
    shape_ = {total};
  }

  void dense(int outputs) {
    Layer& layer = b_.layer("fully_connected", {current_}, {outputs, shape_.back()});
    fill_weights(layer, 8);
    set_rule(last_layer(), outputs);
    current_ = b_.last();
  }

  NetworkBuilder b_;
  Shape shape_;
  TensorId current_ = kNoTensor, first_ = kNoTensor;
};

}  // namespace

Network random_stack() {
  return StackMaker().make();
}

Values random_input(const Network& network) {
  const auto count = static_cast<std::size_t>(network.tensor(network.inputs[0]).elements());
  return *rc::gen::container<Values>(count, rc::gen::inRange(-128, 128));
}

Values golden_output(const Network& network, const Values& input, Rounding rounding) {
  Result<Interpreter> interpreter = Interpreter::create(network, {.rounding = rounding});
  if (!interpreter) RC_FAIL(interpreter.error().text());
  const Result<void> result = interpreter->run(std::span(&input, 1));
  if (!result) RC_FAIL(result.error().text());
  Values all;
  for (const TensorId id : network.outputs) {
    const Values values = interpreter->tensor(id);
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

}  // namespace quartet::test
