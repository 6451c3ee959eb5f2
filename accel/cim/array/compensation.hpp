// Drift compensation: a factor on the digital outputs from a read-out of the whole block, through the same
// converters.
#pragma once

#include <string>
#include <vector>

#include "accel/cim/array/forward.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet::cim {

struct CompensationParams {
  std::string scope = "global";  ///< none | global | column
  int rows_per_read = 1;    ///< rows driven at once with a full pulse: 1 = one-hot (reference), 0 = all rows
  bool through_adc = true;  ///< off: ideal sums, which hides the bias of coarse converters

  [[nodiscard]] Result<void> check() const;
  /// MVMs of one read-out of a block with this many rows.
  [[nodiscard]] std::uint64_t mvms(int rows) const;
  /// Declares every field below `prefix` ("cim.compensation.").
  void declare(ParameterSet& set, const std::string& prefix);
};

/// R of a read-out: mean |output| over all read-outs, one value (global) or one a column; never below 1e-4 in
/// units of full-scale weight × full-scale input.
struct CompensationReading {
  std::vector<double> level;
  ConversionCounts counts;
};

class DriftCompensation {
 public:
  /// `forward`: the converters of the inference. The read-out drives full pulses whatever the input scaling.
  DriftCompensation(CompensationParams params, Forward forward);

  /// Reads `block` of the array as it is now. MVMs are numbered from `first_index`.
  [[nodiscard]] Result<CompensationReading> read(AnalogArray& array, std::size_t block,
                                                 std::uint64_t first_index) const;
  /// Factors on the outputs, one a column: level(reference) ÷ level(now); all 1 when scope is none.
  [[nodiscard]] std::vector<double> factors(const CompensationReading& reference,
                                            const CompensationReading& now, int columns) const;

 private:
  CompensationParams params_;
  Forward forward_;
};

}  // namespace quartet::cim
