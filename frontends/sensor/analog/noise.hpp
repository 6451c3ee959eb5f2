// Gaussian numbers by counter. Never renumber the streams: seeds would mean other numbers.
#pragma once

#include <cmath>
#include <numbers>

#include "sim/base/philox.hpp"

namespace quartet::sensor {

inline constexpr std::uint64_t kMismatchStream = 1;        ///< index: channel
inline constexpr std::uint64_t kNoiseStream = 1ULL << 32;  ///< + channel; index: clip · 2^32 + step

/// Mean 0, deviation 1 (Box and Muller 1958).
[[nodiscard]] inline double gaussian(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const auto words = philox4x32(seed, stream, index);
  const double u = (static_cast<double>(words[0]) + 1.0) * 0x1.0p-32,
               v = static_cast<double>(words[1]) * 0x1.0p-32;
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

}  // namespace quartet::sensor
