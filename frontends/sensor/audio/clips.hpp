// Recorded audio: clips of one length, int16.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "workloads/data/npy.hpp"

namespace quartet::sensor {

struct Clips {
  std::int64_t count = 0;
  std::int64_t samples = 0;  ///< of each
  std::vector<std::int16_t> values;

  [[nodiscard]] std::span<const std::int16_t> clip(std::int64_t index) const {
    return std::span(values).subspan(static_cast<std::size_t>(index * samples),
                                     static_cast<std::size_t>(samples));
  }
};

/// int16 as it is; uint8 as 8-bit mu-law without segments: x = sign(y)·(256^|y| − 1)/255 of full scale
/// (32767), y = q/127.5 − 1. One axis is one clip, two are a clip a row. `place` names the array in errors.
[[nodiscard]] Result<Clips> read_clips(const NpyArray& array, const std::string& place);

}  // namespace quartet::sensor
