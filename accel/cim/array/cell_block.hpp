// The cells of one block: device pairs, their conductances now, and the matrices that multiply inputs.
#pragma once

#include <optional>
#include <vector>

#include "accel/cim/array/analog_array.hpp"
#include "accel/cim/array/packed_matrix.hpp"

namespace quartet::cim {

/// Positive and negative conductances of a block, relative to g_max.
struct PairConductances {
  std::vector<float> plus, minus;
};

/// Copyable. Cell i is row-major within the block; its two devices draw from streams of the block's own key.
class CellBlock {
 public:
  /// Programs the block's devices. `block` was checked; `loops` must outlive this.
  CellBlock(const WeightBlock& block, const AnalogArray::Params& params, const Loops& loops);

  /// Recomputes the matrices: as programmed, or at a time.
  void set_programmed(const AnalogArray::Params& params);
  void set_time(const AnalogArray::Params& params, double t_inference_s, std::uint64_t epoch);

  [[nodiscard]] const WeightBlock& info() const { return info_; }
  [[nodiscard]] RandomKey key() const { return key_; }
  /// Effective weights in codes.
  [[nodiscard]] const PackedMatrix& weights() const { return weights_; }
  /// Sum of both conductances of a pair, relative to g_max; empty unless an effect needs it.
  [[nodiscard]] const PackedMatrix& total() const { return total_; }
  /// Square roots of the conductances relative to g_max; empty unless every device has noise of its own.
  [[nodiscard]] const PairConductances& amplitudes() const { return amplitudes_; }
  /// Most rows whose float32 sum of integer products is exact for inputs up to max_code.
  [[nodiscard]] int exact_run(double max_code) const;

 private:
  void stick(const AnalogArray::Params& params);
  void program(const AnalogArray::Params& params, const Loops& loops);
  [[nodiscard]] PairConductances programmed_pairs(const AnalogArray::Params& params) const;
  [[nodiscard]] PairConductances aged_pairs(const AnalogArray::Params& params, double t_inference_s,
                                            std::uint64_t epoch) const;
  void use(PairConductances pairs, const AnalogArray::Params& params);

  WeightBlock info_;
  RandomKey key_;
  std::vector<float> codes_;
  DevicePopulation plus_, minus_;
  PackedMatrix weights_, total_;
  PairConductances amplitudes_;
};

}  // namespace quartet::cim
