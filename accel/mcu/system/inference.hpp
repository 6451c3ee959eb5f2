// What either rung finds out about one inference of the system; times in picoseconds from reset.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/mcu/system/board.hpp"

namespace quartet::soc {

struct Nap {
  std::uint64_t from = 0, to = 0;  ///< core cycles
};

struct Inference {
  CoreTrace core;
  std::vector<Nap> naps;
  std::uint64_t first_layer_ps = 0, finished_ps = 0;
  std::vector<std::uint64_t> layer_cycles;  ///< of the array's clock
  std::uint64_t fifo_waits = 0;             ///< array cycles without input in the FIFO
};

/// Core cycles after which an inference is a run-away program.
[[nodiscard]] std::uint64_t cycle_limit(const SystemParams& system, const cnn::Params& array,
                                        const ArrayImage& image, std::uint64_t layer_cycles);

}  // namespace quartet::soc
