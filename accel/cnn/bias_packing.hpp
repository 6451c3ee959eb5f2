// Biases as the bias memory holds them: an int8 a channel (times 128 in the accumulator) or, with
// multipliers, the 32-bit bias, the 32-bit multiplier and the shift of each channel, little endian.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/cnn/hw_layer.hpp"
#include "sim/base/requantize.hpp"

namespace quartet::cnn {

[[nodiscard]] std::vector<std::uint8_t> pack_biases(const Network& network, const HwLayer& layer,
                                                    const Params& params, Rounding rounding);
/// Bias of one channel in accumulator units, from its bytes.
[[nodiscard]] std::int32_t unpack_bias(const std::uint8_t* bytes, const Params& params);

}  // namespace quartet::cnn
