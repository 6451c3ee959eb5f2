// relu, relu6, abs and sign on stored integers, relative to the input's zero point.
#include <algorithm>
#include <cmath>

#include "workloads/golden/kernels.hpp"

namespace quartet::golden {
namespace {

/// relu and relu6: both are a clamp.
template <class T>
class Clamp final : public ElementKernel<T> {
 public:
  Clamp(std::size_t elements, std::int64_t low, std::int64_t high)
      : elements_(elements), low_(static_cast<T>(low)), high_(static_cast<T>(high)) {}

 private:
  void compute(const std::vector<const T*>& inputs, T* output) override {
    const T* x = inputs[0];
    for (std::size_t i = 0; i < elements_; ++i) output[i] = std::min(std::max(x[i], low_), high_);
  }
  std::size_t elements_;
  T low_, high_;
};

template <class T>
class Abs final : public ElementKernel<T> {
 public:
  Abs(std::size_t elements, std::int32_t zero_point, std::int64_t high)
      : elements_(elements), zero_point_(zero_point), high_(high) {}

 private:
  void compute(const std::vector<const T*>& inputs, T* output) override {
    const T* x = inputs[0];
    for (std::size_t i = 0; i < elements_; ++i) {
      const std::int64_t difference = std::int64_t{x[i]} - zero_point_;
      output[i] = static_cast<T>(std::min(zero_point_ + std::abs(difference), high_));
    }
  }
  std::size_t elements_;
  std::int64_t zero_point_, high_;
};

template <class T>
class Sign final : public ElementKernel<T> {
 public:
  Sign(std::size_t elements, std::int32_t zero_point) : elements_(elements), zero_point_(zero_point) {}

 private:
  void compute(const std::vector<const T*>& inputs, T* output) override {
    const T* x = inputs[0];
    for (std::size_t i = 0; i < elements_; ++i) output[i] = static_cast<T>(x[i] >= zero_point_ ? 1 : -1);
  }
  std::size_t elements_;
  std::int32_t zero_point_;
};

/// Storing a value outside the output type would wrap; a relu keeps the input's values, so the types must
/// agree.
KernelResult make_clamp(const KernelContext& context, std::int64_t high) {
  const IntType type = context.output().type;
  const std::int64_t low = context.input().quantization.zero_point();
  return make_element_kernel<Clamp>(context, static_cast<std::size_t>(context.output().elements()),
                                    std::clamp(low, type.min(), type.max()),
                                    std::clamp(high, type.min(), type.max()));
}

}  // namespace

KernelResult make_relu(const KernelContext& context) {
  return make_clamp(context, context.output().type.max());
}

KernelResult make_relu6(const KernelContext& context) {
  const Quantization& q = context.input().quantization;
  const double steps = 6.0 / q.scale();
  if (!(q.scale() > 0.0)) return context.refuse("relu6 needs a positive input scale");
  const std::int64_t six = steps < 0x1p31 ? std::llround(steps) : std::int64_t{1} << 31;
  return make_clamp(context, q.zero_point() + six);
}

KernelResult make_abs(const KernelContext& context) {
  return make_element_kernel<Abs>(context, static_cast<std::size_t>(context.output().elements()),
                                  context.input().quantization.zero_point(), context.output().type.max());
}

KernelResult make_sign(const KernelContext& context) {
  return make_element_kernel<Sign>(context, static_cast<std::size_t>(context.output().elements()),
                                   context.input().quantization.zero_point());
}

}  // namespace quartet::golden
