// A layer with weights as the array sees it: one matrix-vector product an output position (im2col), in
// `groups` independent parts that lie on the diagonal of the matrix.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "workloads/golden/geometry.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::cim {

/// Matrix of a group: taps · inputs rows (tap-major, as weights are stored) × outputs columns.
struct AnalogLayer {
  std::size_t layer = 0;  ///< index into Network::layers
  golden::Geometry geometry;
  std::int32_t input_zero =
      0;  ///< zero point: the DAC drives codes relative to it, so that it needs no correction
  double input_full = 1.0;   ///< full-scale input code relative to the zero point: DAC full scale
  double weight_full = 1.0;  ///< full-scale weight code: a cell at g_max

  [[nodiscard]] std::int64_t positions() const { return std::int64_t{geometry.out_h} * geometry.out_w; }
  [[nodiscard]] int group_rows() const { return geometry.taps() * geometry.group_inputs(); }
  [[nodiscard]] int group_columns() const { return geometry.group_outputs(); }
};

[[nodiscard]] bool is_analog(const std::string& op);

/// What a cell at g_max stands for: the largest code of the weights' type, or the largest code that the layer
/// has.
enum class WeightRange { type, largest };

/// The layer, or every reason why the array cannot run it (without places).
struct AnalogFindings {
  AnalogLayer layer;
  std::vector<Problem> problems;
};
[[nodiscard]] AnalogFindings describe_analog_layer(const Network& network, std::size_t index,
                                                   WeightRange range);

/// Full-scale input code relative to the zero point: type.max for symmetric codes (−128 is not used by them),
/// else the farther end of the type.
[[nodiscard]] double full_scale_input(const Tensor& tensor);
/// Range type: type.max, or the largest magnitude if a code lies beyond it (−128).
[[nodiscard]] double full_scale_weight(const Tensor& weights, WeightRange range);

/// Codes relative to the zero point of channels [first, first + channels) under the windows of `count`
/// positions from `position` on: out[position][tap][channel], padding and holes 0. `input` is H×W×C.
struct WindowRange {
  std::int64_t position = 0, count = 0;
  int first = 0, channels = 0;
  bool operator==(const WindowRange&) const = default;
};
void im2col(const AnalogLayer& layer, std::span<const std::int32_t> input, const WindowRange& range,
            std::vector<float>& out);

}  // namespace quartet::cim
