// requantize and multi_threshold: a requantization rule on every element.
#include "workloads/golden/kernels.hpp"
#include "workloads/golden/requantizer.hpp"

namespace quartet::golden {
namespace {

class Requantize final : public Kernel {
 public:
  Requantize(Requantizer requantizer, std::size_t pixels, std::size_t channels, std::int32_t zero_point)
      : Kernel(Storage::words, Storage::words),
        requantizer_(std::move(requantizer)),
        pixels_(pixels),
        differences_(channels),
        zero_point_(zero_point) {}

  void run(std::span<const ConstView> inputs, View output) override {
    const std::size_t channels = differences_.size();
    for (std::size_t p = 0; p < pixels_; ++p) {
      const std::int32_t* x = inputs[0].words + p * channels;
      for (std::size_t c = 0; c < channels; ++c) differences_[c] = x[c] - zero_point_;
      requantizer_.row(differences_.data(), output.words + p * channels, channels);
    }
  }

 private:
  Requantizer requantizer_;
  std::size_t pixels_;
  std::vector<std::int64_t> differences_;
  std::int64_t zero_point_;
};

KernelResult make(const KernelContext& context, std::int32_t zero_point) {
  const Shape& shape = context.output().shape;
  const std::size_t channels = shape.empty() ? 1 : static_cast<std::size_t>(shape.back());
  auto requantizer = Requantizer::create(context, channels);
  if (!requantizer) return pass(requantizer.error());
  const std::size_t pixels =
      channels == 0 ? 0 : static_cast<std::size_t>(context.output().elements()) / channels;
  return std::make_unique<Requantize>(std::move(*requantizer), pixels, channels, zero_point);
}

}  // namespace

KernelResult make_requantize(const KernelContext& context) {
  return make(context, context.input().quantization.zero_point());
}

/// Thresholds compare the stored integers.
KernelResult make_multi_threshold(const KernelContext& context) {
  if (context.layer.requantization.rule != Requantization::Rule::thresholds) {
    return context.refuse("its requantization is not by thresholds");
  }
  return make(context, 0);
}

}  // namespace quartet::golden
