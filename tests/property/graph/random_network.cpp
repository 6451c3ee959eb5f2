#include "tests/property/graph/random_network.hpp"

#include <rapidcheck.h>

#include <array>
#include <numeric>

namespace quartet::test {

namespace {

int draw(int low, int high) {
  return *rc::gen::inRange(low, high + 1);
}

// Counts window positions one by one: the oracle of the closed formula.
int count_windows(int size, int kernel, int stride, int dilation, int before, int after) {
  int count = 0;
  for (int start = -before; start + dilation * (kernel - 1) < size + after; start += stride) ++count;
  return count;
}

class ChainMaker {
 public:
  RandomChain make() {
    shape_ = {draw(1, 7), draw(1, 7), draw(1, 4)};
    current_ = chain_.builder.input(shape_, kInt8, quantization_);
    using Step = void (ChainMaker::*)();
    constexpr std::array kSteps = {&ChainMaker::conv2d,      &ChainMaker::depthwise, &ChainMaker::transposed,
                                   &ChainMaker::dense,       &ChainMaker::pool,      &ChainMaker::global_pool,
                                   &ChainMaker::elementwise, &ChainMaker::concat,    &ChainMaker::pad,
                                   &ChainMaker::reshape,     &ChainMaker::simple,    &ChainMaker::requantize,
                                   &ChainMaker::simple,      &ChainMaker::conv2d};
    const int layers = draw(1, 6);
    for (int i = 0; i < layers; ++i) {
      const Step step = kSteps[static_cast<std::size_t>(draw(0, static_cast<int>(kSteps.size()) - 1))];
      if (shape_.size() == 3) {
        (this->*step)();
      } else {
        draw(0, 1) == 0 ? dense() : simple();
      }
    }
    return std::move(chain_);
  }

 private:
  Layer& layer(const std::string& op, std::vector<TensorId> inputs, const Shape& weights = {}) {
    Layer& made = chain_.builder.layer(op, std::move(inputs), weights);
    if (made.weights != kNoTensor) {
      for (std::int32_t& w : chain_.builder.network.tensor(made.weights).constant) w = draw(-128, 127);
    }
    chain_.builder.quantize_output(quantization_);
    return made;
  }
  void done(Shape shape) {
    shape_ = std::move(shape);
    chain_.shapes.push_back(shape_);
    current_ = chain_.builder.last();
  }
  void requantize_by_multiplier(Layer& made, int channels) {
    made.requantization.rule = Requantization::Rule::multiplier;
    made.requantization.scales.assign(draw(0, 1) == 0 ? 1 : static_cast<std::size_t>(channels), 0x1p-8);
    if (draw(0, 1) == 0) made.requantization.scales.back() = 0.0071;
    made.requantization.clamp_min = draw(-128, 0);
    made.requantization.clamp_max = draw(0, 127);
  }

  void conv2d() {
    const int groups = shape_[2] % 2 == 0 ? draw(1, 2) : 1;
    const int kh = draw(1, 3), kw = draw(1, 3), outputs = groups * draw(1, 3);
    window_layer("conv2d", {outputs, kh, kw, shape_[2] / groups}, groups, outputs);
  }
  void depthwise() {
    const int outputs = shape_[2] * draw(1, 2);
    window_layer("depthwise_conv2d", {outputs, draw(1, 3), draw(1, 3), 1}, 1, outputs);
  }
  void window_layer(const std::string& op, const Shape& weights, int groups, int outputs) {
    const Size2 stride{draw(1, 2), draw(1, 2)}, dilation{draw(1, 2), draw(1, 2)};
    const Padding p{draw(0, 2), draw(0, 2), draw(0, 2), draw(0, 2)};
    const int h = count_windows(shape_[0], weights[1], stride.h, dilation.h, p.top, p.bottom);
    const int w = count_windows(shape_[1], weights[2], stride.w, dilation.w, p.left, p.right);
    if (h == 0 || w == 0) return simple();
    Layer& made = layer(op, {current_}, weights);
    made.attributes.stride = stride;
    made.attributes.dilation = dilation;
    made.attributes.padding = p;
    made.attributes.groups = groups;
    requantize_by_multiplier(made, outputs);
    done({h, w, outputs});
  }
  void transposed() {
    const int k = draw(1, 3), stride = draw(1, 2), outputs = draw(1, 3), pad = draw(0, k - 1),
              extra = draw(0, stride - 1);
    // Length of the stretched input, then windows of the inner convolution over it.
    const auto size = [&](int n) {
      return count_windows((n - 1) * stride + 1 + extra, k, 1, 1, k - 1 - pad, k - 1 - pad);
    };
    if (size(shape_[0]) == 0 || size(shape_[1]) == 0) return simple();
    const Shape result = {size(shape_[0]), size(shape_[1]), outputs};
    Layer& made = layer("conv_transpose2d", {current_}, {outputs, k, k, shape_[2]});
    made.attributes.stride = {stride, stride};
    made.attributes.padding = {pad, pad, pad, pad};
    made.attributes.output_padding = {extra, extra};
    requantize_by_multiplier(made, outputs);
    done(result);
  }
  void dense() {
    const int outputs = draw(1, 5);
    const int inputs = std::accumulate(shape_.begin(), shape_.end(), 1, std::multiplies<>());
    requantize_by_multiplier(layer("fully_connected", {current_}, {outputs, inputs}), outputs);
    done({outputs});
  }
  void pool() {
    const Size2 kernel{draw(1, shape_[0]), draw(1, shape_[1])}, stride{draw(1, 3), draw(1, 3)};
    const Padding p{draw(0, kernel.h - 1), draw(0, kernel.w - 1), draw(0, kernel.h - 1),
                    draw(0, kernel.w - 1)};
    Layer& made = layer(draw(0, 1) == 0 ? "max_pool" : "average_pool", {current_});
    made.attributes.kernel = kernel;
    made.attributes.stride = stride;
    made.attributes.padding = p;
    done({count_windows(shape_[0], kernel.h, stride.h, 1, p.top, p.bottom),
          count_windows(shape_[1], kernel.w, stride.w, 1, p.left, p.right), shape_[2]});
  }
  void global_pool() {
    layer(draw(0, 1) == 0 ? "global_max_pool" : "global_average_pool", {current_});
    done({1, 1, shape_[2]});
  }
  void elementwise() {
    static constexpr const char* kOps[] = {"add", "sub", "or", "xor"};
    layer(kOps[draw(0, 3)], {current_, current_});
    done(shape_);
  }
  void concat() {
    const int axis = draw(-1, 2);
    layer("concat", {current_, current_}).attributes.axis = axis;
    Shape shape = shape_;
    shape[static_cast<std::size_t>(axis < 0 ? 2 : axis)] *= 2;
    done(std::move(shape));
  }
  void pad() {
    const Padding p{draw(0, 2), draw(0, 2), draw(0, 2), draw(0, 2)};
    layer("pad", {current_}).attributes.padding = p;
    done({shape_[0] + p.top + p.bottom, shape_[1] + p.left + p.right, shape_[2]});
  }
  void reshape() {
    const int total = shape_[0] * shape_[1] * shape_[2];
    const Shape shape = draw(0, 1) == 0 ? Shape{total} : Shape{shape_[1], shape_[0], shape_[2]};
    Layer& made = layer("reshape", {current_});
    made.attributes.new_shape = shape;
    made.attributes.flatten_order = draw(0, 1) == 0 ? FlattenOrder::hwc : FlattenOrder::chw;
    done(shape);
  }
  void simple() {
    static constexpr const char* kOps[] = {"relu", "relu6", "abs", "sign", "identity", "relu"};
    layer(kOps[draw(0, 5)], {current_});
    done(shape_);
  }
  void requantize() {
    Layer& made = layer("requantize", {current_});
    if (draw(0, 1) == 0) {
      requantize_by_multiplier(made, shape_.back());
    } else {
      made.requantization.rule = Requantization::Rule::shift;
      made.requantization.shift = draw(-15, 15);
    }
    done(shape_);
  }

  RandomChain chain_;
  Shape shape_;
  TensorId current_ = kNoTensor;
  Quantization quantization_{{0.125}, {0}};
};

}  // namespace

RandomChain random_chain() {
  return ChainMaker().make();
}

}  // namespace quartet::test
