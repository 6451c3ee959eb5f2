#include "accel/ultratrail/params.hpp"

namespace quartet::ultratrail {

void Params::declare(ParameterSet& set) {
  set.integer("ultratrail.rows", rows, "", {1, 64}, "rows of the MAC array: input channels at once");
  set.integer("ultratrail.columns", columns, "", {1, 64}, "columns of the MAC array: output channels at once");
  set.integer("ultratrail.weight_bits", weight_bits, "bit", {1, 16}, "width of a weight");
  set.integer("ultratrail.feature_bits", feature_bits, "bit", {1, 16}, "width of a feature");
  set.real("ultratrail.clock_hz", clock_hz, "Hz", {1e3, 1e9}, "clock of the array");
  set.integer("ultratrail.weight_memory_bytes", weight_memory_bytes, "B", {0, 1 << 30},
              "weight memory; 0: not published, and no network is refused for its size");
  set.integer("ultratrail.fit_min_size", fit_min_size, "", {1, 64}, "smallest square array of the power records");
  set.integer("ultratrail.fit_max_size", fit_max_size, "", {1, 64}, "largest square array of the power records");
  set.integer("ultratrail.fit_min_cycles", fit_min_cycles, "", {0, 1e12}, "fewest cycles a frame of the power records");
  set.integer("ultratrail.fit_max_cycles", fit_max_cycles, "", {0, 1e12}, "most cycles a frame of the power records");
}

}  // namespace quartet::ultratrail
