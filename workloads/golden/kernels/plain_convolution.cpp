#include "workloads/golden/kernels/plain_convolution.hpp"

#include <type_traits>

#include "workloads/golden/requantizer.hpp"

namespace quartet::golden {
namespace {

/// Operands of up to 8 bit: products fit int32 and the accumulator is 32 bit, as the machines have it. It
/// wraps modulo 2^32 (no real network does), so sums are unsigned.
struct Narrow {
  using Operand = std::int16_t;
  using Product = std::int32_t;
  using Sum = std::uint32_t;
  using Accumulator = std::int32_t;
};
/// Wider operands: 64-bit accumulator.
struct Wide {
  using Operand = std::int64_t;
  using Product = std::int64_t;
  using Sum = std::uint64_t;
  using Accumulator = std::int64_t;
};

template <class Width>
class PlainConvolution final : public Kernel {
  using Operand = typename Width::Operand;
  using Product = typename Width::Product;
  using Sum = typename Width::Sum;

 public:
  PlainConvolution(const KernelContext& context, const Geometry& geometry, Requantizer requantizer)
      : Kernel(Storage::words, Storage::words),
        g_(geometry),
        requantizer_(std::move(requantizer)),
        zero_point_(context.input().quantization.zero_point()),
        sums_(static_cast<std::size_t>(g_.out_c)),
        bias_(sums_.size()),
        pixel_(static_cast<std::size_t>(g_.in_c)) {
    const Network& network = context.network;
    if (context.layer.bias != kNoTensor) {
      const Values& bias = network.tensor(context.layer.bias).constant;
      for (std::size_t o = 0; o < bias_.size(); ++o)
        bias_[o] = static_cast<Sum>(static_cast<Product>(bias[o]));
    }
    // [O, taps, I/groups] becomes [taps, I/groups, O]: the innermost loop runs over output channels.
    const Values& weights = network.tensor(context.layer.weights).constant;
    const auto inner = static_cast<std::size_t>(g_.taps() * g_.group_inputs());
    weights_.resize(weights.size());
    for (std::size_t o = 0; o < sums_.size(); ++o) {
      for (std::size_t k = 0; k < inner; ++k)
        weights_[k * sums_.size() + o] = static_cast<Operand>(weights[o * inner + k]);
    }
  }

  void run(std::span<const ConstView> inputs, View output) override {
    std::int32_t* out = output.words;
    for (int oh = 0; oh < g_.out_h; ++oh) {
      for (int ow = 0; ow < g_.out_w; ++ow, out += g_.out_c) {
        sums_ = bias_;
        for_each_tap(g_, oh, ow,
                     [&](int tap, std::ptrdiff_t offset) { add_tap(inputs[0].words + offset, tap); });
        requantizer_.row(reinterpret_cast<const typename Width::Accumulator*>(sums_.data()), out,
                         sums_.size());
      }
    }
  }

 private:
  void add_tap(const std::int32_t* x, int tap) {
    for (std::size_t c = 0; c < pixel_.size(); ++c)
      pixel_[c] = static_cast<Operand>(x[c] - static_cast<Product>(zero_point_));
    const Operand* w = weights_.data() + static_cast<std::ptrdiff_t>(tap) * g_.group_inputs() * g_.out_c;
    if (g_.group_inputs() == 1 && g_.group_outputs() == 1) {
      multiply_add(pixel_.data(), w, sums_.data(), sums_.size());
      return;
    }
    const auto outputs = static_cast<std::size_t>(g_.group_outputs());
    for (int group = 0; group < g_.groups; ++group) {
      const std::size_t first = static_cast<std::size_t>(group) * outputs;
      for (int i = 0; i < g_.group_inputs(); ++i) {
        scale_add(pixel_[static_cast<std::size_t>(group * g_.group_inputs() + i)],
                  w + static_cast<std::ptrdiff_t>(i) * g_.out_c + first, sums_.data() + first, outputs);
      }
    }
  }
  static void multiply_add(const Operand* x, const Operand* w, Sum* sums, std::size_t n) {
    for (std::size_t o = 0; o < n; ++o) sums[o] += static_cast<Sum>(product(x[o], w[o]));
  }
  static void scale_add(Operand x, const Operand* w, Sum* sums, std::size_t n) {
    for (std::size_t o = 0; o < n; ++o) sums[o] += static_cast<Sum>(product(x, w[o]));
  }
  static Product product(Operand x, Operand w) {
    if constexpr (std::is_same_v<Width, Narrow>) {
      return static_cast<Product>(x) * static_cast<Product>(w);
    } else {
      return static_cast<Product>(static_cast<Sum>(x) * static_cast<Sum>(w));
    }
  }

  Geometry g_;
  Requantizer requantizer_;
  std::int32_t zero_point_;
  std::vector<Sum> sums_, bias_;
  std::vector<Operand> weights_, pixel_;
};

}  // namespace

KernelResult make_plain_convolution(const KernelContext& context, const Geometry& geometry) {
  auto requantizer = Requantizer::create(context, static_cast<std::size_t>(geometry.out_c));
  if (!requantizer) return pass(requantizer.error());
  const std::int32_t zero_point = context.input().quantization.zero_point();
  const bool narrow = context.input().type.bits <= 8 &&
                      context.network.tensor(context.layer.weights).type.bits <= 8 && zero_point >= -128 &&
                      zero_point <= 255;
  if (narrow) return std::make_unique<PlainConvolution<Narrow>>(context, geometry, std::move(*requantizer));
  return std::make_unique<PlainConvolution<Wide>>(context, geometry, std::move(*requantizer));
}

}  // namespace quartet::golden
