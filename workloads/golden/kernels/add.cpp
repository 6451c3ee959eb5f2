// add and sub. Rule none: saturating sum of the stored integers. Rule multiplier: TFLite's integer ADD and
// SUB.
#include <algorithm>

#include "sim/base/requantize.hpp"
#include "workloads/golden/kernels.hpp"

namespace quartet::golden {
namespace {

template <class T>
class SaturatingSum final : public ElementKernel<T> {
 public:
  SaturatingSum(std::size_t elements, int sign, std::int64_t low, std::int64_t high)
      : sums_(elements),
        sign_(static_cast<Sum>(sign)),
        low_(static_cast<Sum>(low)),
        high_(static_cast<Sum>(high)) {}

 private:
  using Sum = std::conditional_t<sizeof(T) == 1, std::int32_t, std::int64_t>;

  void compute(const std::vector<const T*>& inputs, T* output) override {
    std::copy_n(inputs[0], sums_.size(), sums_.begin());
    for (std::size_t k = 1; k < inputs.size(); ++k) {
      const T* x = inputs[k];
      for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += sign_ * static_cast<Sum>(x[i]);
    }
    for (std::size_t i = 0; i < sums_.size(); ++i)
      output[i] = static_cast<T>(std::clamp(sums_[i], low_, high_));
  }

  std::vector<Sum> sums_;
  Sum sign_, low_, high_;
};

/// Source: TFLM reference/integer_ops/add.h and add_common.cc: both operands to a common scale with 20 extra
/// bits.
class ScaledSum final : public Kernel {
 public:
  ScaledSum(const KernelContext& context, int sign)
      : Kernel(Storage::words, Storage::words),
        rounding_(context.rounding),
        sign_(sign),
        elements_(static_cast<std::size_t>(context.output().elements())) {
    const Attributes& a = context.layer.attributes;
    const double twice_max = 2.0 * std::max(a.input_scales[0], a.input_scales[1]);
    for (std::size_t k = 0; k < 2; ++k) {
      zero_points_[k] = context.input(k).quantization.zero_point();
      multipliers_[k] = quantize_multiplier(a.input_scales[k] / twice_max, rounding_);
    }
    output_multiplier_ = quantize_multiplier(twice_max / ((1 << kLeftShift) * a.output_scale), rounding_);
    output_zero_point_ = context.output().quantization.zero_point();
    const IntType type = context.output().type;
    low_ = std::max<std::int64_t>(context.layer.requantization.clamp_min, type.min());
    high_ = std::min<std::int64_t>(context.layer.requantization.clamp_max, type.max());
  }

  void run(std::span<const ConstView> inputs, View output) override {
    for (std::size_t i = 0; i < elements_; ++i) {
      const std::int32_t sum = scaled(inputs[0].words[i], 0) + sign_ * scaled(inputs[1].words[i], 1);
      const std::int64_t y =
          std::int64_t{multiply_by_quantized(sum, output_multiplier_, rounding_)} + output_zero_point_;
      output.words[i] = static_cast<std::int32_t>(std::clamp(y, low_, high_));
    }
  }

 private:
  static constexpr int kLeftShift = 20;  // 8-bit differences of at most 255 stay below 2^28

  [[nodiscard]] std::int32_t scaled(std::int32_t x, std::size_t operand) const {
    return multiply_by_quantized((x - zero_points_[operand]) * (1 << kLeftShift), multipliers_[operand],
                                 rounding_);
  }

  Rounding rounding_;
  int sign_;
  std::size_t elements_;
  std::int32_t zero_points_[2]{};
  QuantizedMultiplier multipliers_[2];
  QuantizedMultiplier output_multiplier_;
  std::int32_t output_zero_point_ = 0;
  std::int64_t low_ = 0, high_ = 0;
};

Result<void> check_scaled(const KernelContext& context) {
  const Attributes& a = context.layer.attributes;
  if (context.layer.inputs.size() != 2 || a.input_scales.size() != 2) {
    return context.refuse("the multiplier rule adds two operands with two input scales");
  }
  for (std::size_t k = 0; k < 2; ++k) {
    const Tensor& input = context.input(k);
    const std::int32_t zero_point = input.quantization.zero_point();
    if (input.type.bits > 8 || zero_point < -128 || zero_point > 255) {
      return context.refuse("operand " + std::to_string(k) + " is " + input.type.name() +
                                " with zero point " + std::to_string(zero_point) +
                                ", the multiplier rule adds types up to 8 bit",
                            "requantize it to int8");
    }
    if (!(a.input_scales[k] > 0.0))
      return context.refuse("operand " + std::to_string(k) + " has no positive scale");
  }
  const double largest = std::max(a.input_scales[0], a.input_scales[1]);
  if (!(a.output_scale > 0.0) || !(largest / a.output_scale < 0x1p40)) {
    return context.refuse("the output scale is too small for the operands' scales");
  }
  return {};
}

KernelResult make_sum(const KernelContext& context, int sign) {
  const Requantization& r = context.layer.requantization;
  if (r.rule == Requantization::Rule::multiplier) {
    if (auto ok = check_scaled(context); !ok) return pass(ok.error());
    return std::make_unique<ScaledSum>(context, sign);
  }
  if (r.rule != Requantization::Rule::none)
    return context.refuse("it takes the rules none and multiplier only");
  const IntType type = context.output().type;
  return make_element_kernel<SaturatingSum>(context, static_cast<std::size_t>(context.output().elements()),
                                            sign, std::max<std::int64_t>(r.clamp_min, type.min()),
                                            std::min<std::int64_t>(r.clamp_max, type.max()));
}

}  // namespace

KernelResult make_add(const KernelContext& context) {
  return make_sum(context, 1);
}
KernelResult make_sub(const KernelContext& context) {
  return make_sum(context, -1);
}

}  // namespace quartet::golden
