// Keys of the random streams: what is drawn depends on what it is for and on its number, never on the order
// of the draws.
#pragma once

#include <cstdint>

#include "sim/base/philox.hpp"

namespace quartet::cim {

/// What a stream is drawn for. Never renumber: seeds would mean other numbers.
enum class Purpose : std::uint64_t {
  array = 1,             ///< number: array
  programming = 2,       ///< number: polarity
  drift_exponent = 3,    ///< number: polarity
  read_noise = 4,        ///< number: polarity; then epoch
  epoch = 5,             ///< number: read epoch
  stuck = 6,             ///< number: polarity (uniforms of sim/base/philox.hpp)
  mvm_noise = 7,         ///< output-referred noise, a stream an MVM
  mvm_device_noise = 8,  ///< number: polarity; a stream an MVM
  output_noise = 9,      ///< additive noise at the converter, a stream an MVM
  block = 10             ///< number: row · 2^32 + column of the block
};

/// The root of one kind of randomness. Keys are derived as a tree: seed → array → block → purpose → epoch.
struct RandomKey {
  std::uint64_t key = 1;

  [[nodiscard]] RandomKey child(Purpose purpose, std::uint64_t number) const {
    const auto words = philox4x32(key, static_cast<std::uint64_t>(purpose), number);
    return {(std::uint64_t{words[0]} << 32) | words[1]};
  }
};

}  // namespace quartet::cim
