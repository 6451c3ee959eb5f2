// What distinguishes one UltraTrail array from another.
#pragma once

#include <cstdint>

#include "sim/config/parameter_set.hpp"

namespace quartet::ultratrail {

struct Params {
  int rows = 8;          ///< input channels at once
  int columns = 8;       ///< output channels at once
  int weight_bits = 6;
  int feature_bits = 6;
  double clock_hz = 250e3;
  std::int64_t weight_memory_bytes = 0;  ///< 0: not published, then nothing is refused for its size
  // Range of the published power records.
  int fit_min_size = 2;
  int fit_max_size = 8;
  std::int64_t fit_min_cycles = 222;
  std::int64_t fit_max_cycles = 23730;

  void declare(ParameterSet& set);
};

}  // namespace quartet::ultratrail
