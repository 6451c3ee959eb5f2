// The requantization of a layer laid out for the inner loops.
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/golden/fast/inner_loops.hpp"
#include "workloads/golden/requantizer.hpp"

namespace quartet::golden {

/// Accumulators come as a stream whose channels repeat: element i is channel first + (i mod repeat), or any
/// channel where that is not below `first` + `channels` (padding lanes).
class VectorRequantizer {
 public:
  struct Stream {
    std::size_t first = 0;
    std::size_t channels = 1;
    std::size_t repeat = 1;
    bool depthwise_order = false;
  };
  VectorRequantizer(const Requantizer& requantizer, const InnerLoops& loops, const Stream& stream);

  /// Blocks of 64 before parameters repeat: the least common multiple of 64 and `repeat`.
  [[nodiscard]] static std::size_t period(std::size_t repeat);

  /// From the start of the stream; writes whole blocks.
  void run(const std::int32_t* accumulators, std::int64_t blocks, std::int8_t* output) const;

 private:
  [[nodiscard]] std::size_t channel(std::size_t position) const;
  void set_multipliers();
  void run_scalar(const std::int32_t* accumulators, std::int64_t blocks, std::int8_t* output) const;

  Requantizer requantizer_;
  Stream stream_;
  std::size_t period_;
  const std::uint8_t* order_;                      // element of each position within a block
  void (*loop_)(const RequantizeTask&) = nullptr;  // nullptr: no vector form (thresholds)
  std::vector<std::int32_t> q_, left_, right_;
  RequantizeTask task_{};
};

}  // namespace quartet::golden
