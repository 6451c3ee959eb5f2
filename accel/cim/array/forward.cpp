#include "accel/cim/array/forward.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

namespace quartet::cim {
namespace {

constexpr double kLargestScale = 16777216.0;  // 2^24
constexpr std::uint64_t kRepetition = std::uint64_t{1} << 56;

/// One pass over some MVMs of the batch: DAC, array, ADC.
class Pass {
 public:
  Pass(const Forward& forward, AnalogArray& array, std::size_t block, const Loops& inner)
      : f_(forward), array_(array), block_(block), info_(array.block(block)), loops_(inner) {}

  /// `which`: indices into inputs and outputs; `scales`: factor on each input; clipped[i]: an output of MVM i
  /// saturated.
  [[nodiscard]] Result<void> run(std::span<const float> inputs, const std::vector<int>& which,
                                 const std::vector<double>& scales, std::uint64_t first_index,
                                 std::span<double> outputs, std::vector<bool>& clipped,
                                 ConversionCounts& counts) {
    const auto rows = static_cast<std::size_t>(info_.rows), columns = static_cast<std::size_t>(info_.columns);
    convert_inputs(inputs, which, scales, counts);
    for (std::size_t i = 0; i < which.size();) {  // runs of neighbours, so that numbers follow each other
      std::size_t end = i + 1;
      while (end < which.size() && which[end] == which[end - 1] + 1) ++end;
      const auto at = static_cast<std::size_t>(which[i]);
      const MvmBatch batch{{codes_.get() + i * rows, (end - i) * rows},
                           static_cast<int>(end - i),
                           unit(),
                           max_code(),
                           first_index + at};
      if (auto ok = array_.mvm(block_, batch, outputs.subspan(at * columns, (end - i) * columns)); !ok)
        return ok;
      i = end;
    }
    counts.mvms += which.size();
    for (const int i : which) {
      const auto at = static_cast<std::size_t>(i);
      clipped[at] = convert_outputs(outputs.data() + at * columns, scales[at], counts);
    }
    return {};
  }

 private:
  [[nodiscard]] double unit() const { return (f_.dac ? f_.dac->step : 1.0) / f_.full_scale_input; }
  [[nodiscard]] double max_code() const { return f_.dac ? f_.dac->limit() : f_.max_input; }

  void convert_inputs(std::span<const float> inputs, const std::vector<int>& which,
                      const std::vector<double>& scales, ConversionCounts& counts) {
    const auto rows = static_cast<std::size_t>(info_.rows);
    codes_ = std::make_unique_for_overwrite<float[]>(which.size() * rows);
    for (std::size_t i = 0; i < which.size(); ++i) {
      const auto at = static_cast<std::size_t>(which[i]);
      const float* in = inputs.data() + at * rows;
      if (!f_.dac) {
        std::copy_n(in, rows, codes_.get() + i * rows);
        continue;
      }
      const std::int64_t clipped =
          loops_.dac({in, codes_.get() + i * rows, info_.rows, scales[at], f_.dac->step, f_.dac->limit()});
      counts.dac_clipped += static_cast<std::uint64_t>(clipped);
      counts.dac_conversions += rows;
    }
  }

  /// In place: sums become values.
  bool convert_outputs(double* out, double scale, ConversionCounts& counts) {
    const double back = f_.output_scale / scale;
    if (!f_.adc) {
      const double factor = (f_.dac ? f_.dac->step : 1.0) * back;
      for (int c = 0; c < info_.columns; ++c) out[c] *= factor;
      return false;
    }
    const AdcTask task{out,           out,
                       info_.columns, unit() / info_.full_scale,
                       f_.adc->step,  f_.adc->limit(),
                       f_.adc->bound, info_.full_scale * f_.full_scale_input * back};
    const std::int64_t saturated = loops_.adc(task);
    counts.adc_saturated += static_cast<std::uint64_t>(saturated);
    counts.adc_conversions += static_cast<std::uint64_t>(info_.columns);
    return saturated > 0;
  }

  const Forward& f_;
  AnalogArray& array_;
  std::size_t block_;
  const WeightBlock& info_;
  const Loops& loops_;
  std::unique_ptr<float[]> codes_;
};

double divisor(const Forward& f, std::span<const float> input) {
  if (f.noise_management == NoiseManagement::none) return 1.0;
  if (f.noise_management == NoiseManagement::constant) return f.noise_threshold > 0 ? f.noise_threshold : 1.0;
  double largest = 0;
  for (const float x : input) largest = std::max(largest, std::abs(static_cast<double>(x)));
  if (f.noise_threshold > 0) largest = std::min(largest, f.noise_threshold);
  return largest > 0 ? largest : 1.0;
}

}  // namespace

Result<void> Forward::check() const {
  if (dac) {
    if (auto ok = dac->check("dac"); !ok) return ok;
  } else if (noise_management != NoiseManagement::none || bound_management != BoundManagement::none) {
    return bad_input("dac", "is missing", "noise and bound management scale the inputs of a DAC");
  }
  if (adc) {
    if (auto ok = adc->check("adc"); !ok) return ok;
  }
  const auto positive = [](const char* place, double value) -> Result<void> {
    if (value > 0 && value <= kLargestScale) return {};
    return bad_input(place, fmt::format("{} is out of range", value), "above 0, at most 2^24");
  };
  if (auto ok = positive("full-scale input", full_scale_input); !ok) return ok;
  if (auto ok = positive("largest input", max_input); !ok) return ok;
  if (auto ok = positive("output scale", output_scale); !ok) return ok;
  if (auto ok = positive("bound management: largest factor", max_bound_factor); !ok) return ok;
  if (auto ok = positive("bound management: coarsest resolution", max_bound_resolution); !ok) return ok;
  if (!(noise_threshold >= 0 && noise_threshold <= kLargestScale))
    return bad_input("noise management: threshold", fmt::format("{} is out of range", noise_threshold),
                     "0 to 2^24");
  return {};
}

Result<void> Forward::run(AnalogArray& array, std::size_t block, std::span<const float> inputs, int batch,
                          std::uint64_t first_index, std::span<double> outputs,
                          ConversionCounts& counts) const {
  if (auto ok = check(); !ok) return ok;
  if (block >= array.blocks())
    return bad_input("forward pass", fmt::format("there is no weight block {}", block));
  const WeightBlock& info = array.block(block);
  const auto size = static_cast<std::size_t>(std::max(batch, 0)), rows = static_cast<std::size_t>(info.rows);
  if (batch < 0 || inputs.size() != size * rows ||
      outputs.size() != size * static_cast<std::size_t>(info.columns))
    return bad_input("forward pass",
                     fmt::format("{} inputs and {} outputs for {} MVMs of {} x {}", inputs.size(),
                                 outputs.size(), batch, info.rows, info.columns));
  const Loops& inner = loops(array.params().isa);
  if (inner.beyond(inputs.data(), std::numeric_limits<float>::max(),
                   static_cast<std::int64_t>(inputs.size())) > 0)
    return bad_input("forward pass", "an input is infinite or not a number");

  std::vector<int> which(size);
  std::iota(which.begin(), which.end(), 0);
  std::vector<double> scales(size), reductions(size, 1.0);
  std::vector<bool> clipped(size, false);
  for (std::size_t i = 0; i < size; ++i) scales[i] = 1.0 / divisor(*this, inputs.subspan(i * rows, rows));
  const std::vector<double> base = scales;
  Pass pass_over(*this, array, block, inner);
  for (std::uint64_t repetition = 0; !which.empty(); ++repetition) {
    if (auto ok = pass_over.run(inputs, which, scales, first_index + repetition * kRepetition, outputs,
                                clipped, counts);
        !ok)
      return ok;
    if (bound_management == BoundManagement::none) break;
    std::erase_if(which, [&](int i) {
      const auto at = static_cast<std::size_t>(i);
      return !clipped[at] || reductions[at] > max_bound_factor ||
             reductions[at] > max_bound_resolution / dac->step;
    });
    for (const int i : which) {
      const auto at = static_cast<std::size_t>(i);
      reductions[at] *= 2.0;
      scales[at] = base[at] / reductions[at];
    }
    counts.bound_repetitions += which.size();
  }
  return {};
}

}  // namespace quartet::cim
