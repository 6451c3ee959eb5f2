// Operators that only move elements: concat, pad, reshape, identity.
#include <algorithm>

#include "workloads/golden/kernels.hpp"

namespace quartet::golden {
namespace {

template <class T>
class Copy final : public ElementKernel<T> {
 public:
  explicit Copy(std::size_t elements) : elements_(elements) {}

 private:
  void compute(const std::vector<const T*>& inputs, T* output) override {
    std::copy_n(inputs[0], elements_, output);
  }
  std::size_t elements_;
};

/// H, W, C read out as c·H·W + h·W + w.
template <class T>
class ChannelsFirst final : public ElementKernel<T> {
 public:
  ChannelsFirst(std::size_t pixels, std::size_t channels) : pixels_(pixels), channels_(channels) {}

 private:
  void compute(const std::vector<const T*>& inputs, T* output) override {
    const T* x = inputs[0];
    for (std::size_t c = 0; c < channels_; ++c) {
      for (std::size_t p = 0; p < pixels_; ++p) *output++ = x[p * channels_ + c];
    }
  }
  std::size_t pixels_, channels_;
};

/// Operands joined along an axis: for each index of the axes before it, one run of every operand.
template <class T>
class Concat final : public ElementKernel<T> {
 public:
  Concat(std::size_t repeats, std::vector<std::size_t> runs) : repeats_(repeats), runs_(std::move(runs)) {}

 private:
  void compute(const std::vector<const T*>& inputs, T* output) override {
    for (std::size_t r = 0; r < repeats_; ++r) {
      for (std::size_t k = 0; k < runs_.size(); ++k) {
        output = std::copy_n(inputs[k] + r * runs_[k], runs_[k], output);
      }
    }
  }
  std::size_t repeats_;
  std::vector<std::size_t> runs_;  // elements of one operand behind one index of the axes before
};

template <class T>
class Pad final : public ElementKernel<T> {
 public:
  Pad(const Shape& input, Padding padding, std::int32_t zero_point)
      : rows_(input[0]),
        run_(static_cast<std::size_t>(input[1]) * static_cast<std::size_t>(input[2])),
        channels_(static_cast<std::size_t>(input[2])),
        padding_(padding),
        zero_point_(static_cast<T>(zero_point)) {}

 private:
  void compute(const std::vector<const T*>& inputs, T* output) override {
    const std::size_t left = static_cast<std::size_t>(padding_.left) * channels_;
    const std::size_t right = static_cast<std::size_t>(padding_.right) * channels_;
    const std::size_t row = left + run_ + right;
    const T* x = inputs[0];
    output = std::fill_n(output, static_cast<std::size_t>(padding_.top) * row, zero_point_);
    for (int h = 0; h < rows_; ++h, x += run_) {
      output = std::fill_n(output, left, zero_point_);
      output = std::copy_n(x, run_, output);
      output = std::fill_n(output, right, zero_point_);
    }
    std::fill_n(output, static_cast<std::size_t>(padding_.bottom) * row, zero_point_);
  }
  int rows_;
  std::size_t run_, channels_;
  Padding padding_;
  T zero_point_;
};

}  // namespace

KernelResult make_identity(const KernelContext& context) {
  return make_element_kernel<Copy>(context, static_cast<std::size_t>(context.output().elements()));
}

KernelResult make_reshape(const KernelContext& context) {
  const Shape& shape = context.input().shape;
  if (context.layer.attributes.flatten_order == FlattenOrder::hwc || shape.size() != 3)
    return make_identity(context);
  return make_element_kernel<ChannelsFirst>(
      context, static_cast<std::size_t>(shape[0]) * static_cast<std::size_t>(shape[1]),
      static_cast<std::size_t>(shape[2]));
}

KernelResult make_concat(const KernelContext& context) {
  const Shape& first = context.input().shape;
  const int axis =
      context.layer.attributes.axis < 0 ? static_cast<int>(first.size()) - 1 : context.layer.attributes.axis;
  if (axis < 0 || axis >= static_cast<int>(first.size())) {
    return context.refuse("the axis " + std::to_string(axis) + " is not one of " + to_string(first));
  }
  std::size_t repeats = 1;
  for (int a = 0; a < axis; ++a) repeats *= static_cast<std::size_t>(first[static_cast<std::size_t>(a)]);
  std::vector<std::size_t> runs;
  for (std::size_t k = 0; k < context.layer.inputs.size(); ++k) {
    runs.push_back(static_cast<std::size_t>(context.input(k).elements()) / repeats);
  }
  return make_element_kernel<Concat>(context, repeats, std::move(runs));
}

KernelResult make_pad(const KernelContext& context) {
  const Tensor& input = context.input();
  const Padding& p = context.layer.attributes.padding;
  if (input.shape.size() != 3)
    return context.refuse("the shape " + to_string(input.shape) + " is not H x W x C");
  if (p.top < 0 || p.left < 0 || p.bottom < 0 || p.right < 0)
    return context.refuse("the padding is negative");
  return make_element_kernel<Pad>(context, input.shape, p, input.quantization.zero_point());
}

}  // namespace quartet::golden
