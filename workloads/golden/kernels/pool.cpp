// max_pool, average_pool and their global forms.
#include <algorithm>

#include "workloads/golden/geometry.hpp"
#include "workloads/golden/kernels.hpp"

namespace quartet::golden {
namespace {

template <class T>
class MaxPool final : public ElementKernel<T> {
 public:
  explicit MaxPool(const Geometry& geometry, std::int64_t low, std::int64_t high)
      : g_(geometry), low_(static_cast<T>(low)), high_(static_cast<T>(high)) {}

 private:
  void compute(const std::vector<const T*>& inputs, T* output) override {
    const T* input = inputs[0];
    const int channels = g_.in_c;
    for (int oh = 0; oh < g_.out_h; ++oh) {
      for (int ow = 0; ow < g_.out_w; ++ow, output += channels) {
        std::fill_n(output, channels, low_);
        for_each_tap(g_, oh, ow, [&](int, std::ptrdiff_t offset) {
          const T* x = input + offset;
          for (int c = 0; c < channels; ++c) output[c] = std::max(output[c], x[c]);
        });
        for (int c = 0; c < channels; ++c) output[c] = std::min(output[c], high_);
      }
    }
  }

  Geometry g_;
  T low_, high_;  // the clamp range: a maximum of clamped values is the clamped maximum
};

template <class T>
class AveragePool final : public ElementKernel<T> {
 public:
  AveragePool(const Geometry& geometry, AverageRounding rounding, std::int64_t low, std::int64_t high)
      : g_(geometry),
        rounding_(rounding),
        low_(low),
        high_(high),
        sums_(static_cast<std::size_t>(geometry.in_c)) {}

 private:
  // 8-bit sums fit int32: a window would need 2^24 taps to overflow, more than a tensor may have.
  using Sum = std::conditional_t<sizeof(T) == 1, std::int32_t, std::int64_t>;

  void compute(const std::vector<const T*>& inputs, T* output) override {
    const T* input = inputs[0];
    for (int oh = 0; oh < g_.out_h; ++oh) {
      for (int ow = 0; ow < g_.out_w; ++ow, output += g_.in_c) {
        std::fill(sums_.begin(), sums_.end(), Sum{0});
        Sum taps = 0;
        for_each_tap(g_, oh, ow, [&](int, std::ptrdiff_t offset) {
          const T* x = input + offset;
          for (std::size_t c = 0; c < sums_.size(); ++c) sums_[c] += x[c];
          ++taps;
        });
        for (std::size_t c = 0; c < sums_.size(); ++c) {
          output[c] = static_cast<T>(std::clamp<std::int64_t>(divide(sums_[c], taps), low_, high_));
        }
      }
    }
  }
  [[nodiscard]] Sum divide(Sum sum, Sum taps) const {
    if (taps == 0) return 0;
    if (rounding_ == AverageRounding::truncate) return sum / taps;
    return sum > 0 ? (sum + taps / 2) / taps : (sum - taps / 2) / taps;
  }

  Geometry g_;
  AverageRounding rounding_;
  std::int64_t low_, high_;
  std::vector<Sum> sums_;
};

struct Range {
  std::int64_t low, high;
};

/// The clamp of the layer, within the output type.
Result<Range> clamp_range(const KernelContext& context) {
  const IntType type = context.output().type;
  const Requantization& r = context.layer.requantization;
  const Range range{std::max<std::int64_t>(r.clamp_min, type.min()),
                    std::min<std::int64_t>(r.clamp_max, type.max())};
  if (range.low > range.high) return context.refuse("the clamp range is empty");
  return range;
}

KernelResult max_pool(const KernelContext& context, const Result<Geometry>& geometry) {
  if (!geometry) return pass(geometry.error());
  const auto range = clamp_range(context);
  if (!range) return pass(range.error());
  return make_element_kernel<MaxPool>(context, *geometry, range->low, range->high);
}

KernelResult average_pool(const KernelContext& context, const Result<Geometry>& geometry) {
  if (!geometry) return pass(geometry.error());
  const auto range = clamp_range(context);
  if (!range) return pass(range.error());
  return make_element_kernel<AveragePool>(context, *geometry, context.layer.attributes.average_rounding,
                                          range->low, range->high);
}

}  // namespace

KernelResult make_max_pool(const KernelContext& context) {
  return max_pool(context, window_geometry(context));
}
KernelResult make_global_max_pool(const KernelContext& context) {
  return max_pool(context, global_geometry(context));
}
KernelResult make_average_pool(const KernelContext& context) {
  return average_pool(context, window_geometry(context));
}
KernelResult make_global_average_pool(const KernelContext& context) {
  return average_pool(context, global_geometry(context));
}

}  // namespace quartet::golden
