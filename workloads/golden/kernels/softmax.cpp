// softmax over the last axis, TFLite's integer kernel bit for bit. Source: TFLM reference/softmax.h and
// quantization_util.cc. Output scale 1/256, output zero point −128.
#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/base/requantize.hpp"
#include "workloads/golden/kernels.hpp"
#include "workloads/golden/kernels/fixed_point.hpp"

namespace quartet::golden {
namespace {

constexpr int kDifferenceIntegerBits = 5;  // scaled differences are Q5.26
constexpr int kSumIntegerBits = 12;        // the sum of exponentials is Q12.19

class Softmax final : public Kernel {
 public:
  Softmax(std::size_t rows, std::size_t columns, double input_scale, Rounding rounding, IntType output)
      : Kernel(Storage::words, Storage::words),
        rows_(rows),
        columns_(columns),
        rounding_(rounding),
        output_(output) {
    const bool single = rounding == Rounding::single_rounding;
    const double limit = single ? 0x1p30 - 1.0 : 0x1p31 - 1.0;
    multiplier_ =
        quantize_multiplier(std::min(input_scale * (1 << (31 - kDifferenceIntegerBits)), limit), rounding);
    // Differences below this have an exponential of 0.
    const std::int64_t radius = std::int64_t{(1 << kDifferenceIntegerBits) - 1}
                                << (31 - kDifferenceIntegerBits);
    lowest_ = -(radius >> multiplier_.shift);
  }

  void run(std::span<const ConstView> inputs, View output) override {
    for (std::size_t row = 0; row < rows_; ++row) {
      normalize(inputs[0].words + row * columns_, output.words + row * columns_);
    }
  }

 private:
  [[nodiscard]] std::int32_t exponential(std::int32_t difference) const {
    return exp_on_negative_values(multiply_by_quantized(difference, multiplier_, rounding_));
  }

  void normalize(const std::int32_t* x, std::int32_t* y) const {
    const std::int32_t largest = *std::max_element(x, x + columns_);
    std::int32_t sum = 0;
    for (std::size_t c = 0; c < columns_; ++c) {
      if (x[c] - largest >= lowest_)
        sum += rounding_divide_by_pot(exponential(x[c] - largest), kSumIntegerBits);
    }
    const auto unsigned_sum = static_cast<std::uint32_t>(sum);
    const int headroom = std::countl_zero(unsigned_sum);
    const std::int32_t reciprocal =
        one_over_one_plus_x(static_cast<std::int32_t>((unsigned_sum << headroom) - (std::uint32_t{1} << 31)));
    const int shift = kSumIntegerBits - headroom + 31 - 8;
    for (std::size_t c = 0; c < columns_; ++c) {
      const std::int32_t difference = x[c] - largest;
      std::int64_t value = 0;
      if (difference >= lowest_ && shift <= 31) {  // a larger shift leaves nothing of a Q0.31
        value = rounding_divide_by_pot(
            saturating_rounding_doubling_high_mul(reciprocal, exponential(difference)), shift);
      }
      y[c] = static_cast<std::int32_t>(std::clamp(value + output_.min(), output_.min(), output_.max()));
    }
  }

  std::size_t rows_, columns_;
  Rounding rounding_;
  IntType output_;
  QuantizedMultiplier multiplier_;
  std::int64_t lowest_ = 0;
};

}  // namespace

KernelResult make_softmax(const KernelContext& context) {
  const Tensor& input = context.input();
  const double scale = context.layer.attributes.beta * input.quantization.scale();
  if (input.type.bits > 8 || context.output().type.bits != 8) {
    return context.refuse("it takes " + input.type.name() + " to " + context.output().type.name(),
                          "softmax needs an input of at most 8 bit and an 8-bit output");
  }
  if (!(scale * (1 << (31 - kDifferenceIntegerBits)) >= 1.0)) {
    return context.refuse("the input scale times beta is below 2^-26");
  }
  constexpr std::int64_t kMostColumns = 1 << 11;  // Q12.19 must hold a sum of that many ones
  const std::int64_t columns = input.shape.empty() ? 0 : input.shape.back();
  if (columns < 1 || columns > kMostColumns) {
    return context.refuse("it has " + std::to_string(columns) + " columns",
                          "softmax takes 1 to 2048 columns");
  }
  return std::make_unique<Softmax>(static_cast<std::size_t>(input.elements() / columns),
                                   static_cast<std::size_t>(columns), scale, context.rounding,
                                   context.output().type);
}

}  // namespace quartet::golden
