// The whole forward pass of one block: input scaling, DAC, array, ADC, output scaling.
#pragma once

#include <optional>

#include "accel/cim/array/analog_array.hpp"
#include "accel/cim/array/converters.hpp"

namespace quartet::cim {

/// How the input is divided before the DAC, which is then needed.
enum class NoiseManagement { none, constant, abs_max };
/// What happens when an output clips: nothing, or the MVM again at half the input scale (one more MVM each).
enum class BoundManagement { none, iterative };

struct Forward {
  std::optional<Quantizer> dac =
      std::nullopt;  ///< in input units; nullopt: inputs reach the array as they are
  std::optional<Quantizer> adc =
      std::nullopt;  ///< in units of full-scale weight × full-scale input; nullopt: no conversion
  double full_scale_input = 1.0;  ///< input units of a full pulse
  double max_input = 1.0;         ///< without a DAC: no |input| is larger
  NoiseManagement noise_management = NoiseManagement::none;
  double noise_threshold =
      0.0;  ///< constant: the divisor (0: 1); abs_max: upper limit of the divisor (0: none)
  BoundManagement bound_management = BoundManagement::none;
  double max_bound_factor = 1000.0;  ///< no further halving beyond this factor …
  double max_bound_resolution =
      0.25;  ///< … or when a DAC step of the scaled input exceeds this share of the range
  double output_scale = 1.0;

  [[nodiscard]] Result<void> check() const;

  /// inputs: batch × rows in input units; outputs: batch × columns in weight codes × input units, an estimate
  /// of Σ weight code × input. Without converters and effects it is exactly that for integers. `first_index`:
  /// number of the first MVM; repetition r of an MVM draws number + r × 2^56.
  [[nodiscard]] Result<void> run(AnalogArray& array, std::size_t block, std::span<const float> inputs,
                                 int batch, std::uint64_t first_index, std::span<double> outputs,
                                 ConversionCounts& counts) const;
};

}  // namespace quartet::cim
