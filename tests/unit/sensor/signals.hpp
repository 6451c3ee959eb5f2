// Test signals.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "sim/base/philox.hpp"

namespace quartet::test {

inline std::vector<std::int16_t> tone(double hz, double amplitude, std::int64_t samples,
                                      double rate_hz = 16000.0) {
  std::vector<std::int16_t> out;
  for (std::int64_t i = 0; i < samples; ++i)
    out.push_back(static_cast<std::int16_t>(
        std::lround(amplitude * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz))));
  return out;
}

inline std::vector<std::int16_t> noise(double amplitude, std::int64_t samples, std::uint64_t seed) {
  std::vector<std::int16_t> out;
  for (std::int64_t i = 0; i < samples; ++i)
    out.push_back(static_cast<std::int16_t>(amplitude *
                                            (2.0 * uniform01(seed, 7, static_cast<std::uint64_t>(i)) - 1.0)));
  return out;
}

}  // namespace quartet::test
