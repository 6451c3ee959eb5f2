// The compiled network as the system's firmware reads it from flash: weights and biases with the addresses
// they go to, where input and result lie in the data memories, and the softmax. No cross compiler is
// involved.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "accel/cnn/lower.hpp"
#include "accel/mcu/firmware/include/quartet_array_image.h"
#include "accel/mcu/system/address_map.hpp"
#include "sim/base/requantize.hpp"

namespace quartet::soc {

/// Offsets are bytes from the arena's first byte, in the core's SRAM.
struct ArrayImage {
  std::vector<std::uint8_t> bytes;
  std::int64_t arena_bytes = 0;
  std::int64_t input = 0;   ///< words in the order they are sent
  std::int64_t values = 0;  ///< the network's result, in its order
  std::int64_t value_count = 0;
  bool value_words = false;                                          ///< int32, else int8
  std::int64_t probabilities = 0;                                    ///< int8, zero point -128, scale 1/256
  std::int64_t classes = 0;                                          ///< of each row; 0: no softmax
  std::int64_t weight_words = 0, input_words = 0, result_words = 0;  ///< that the firmware moves
  std::vector<int> fifo_instances;  ///< streaming: the data memory behind each FIFO
};

/// The program is the network's on this array.
[[nodiscard]] Result<ArrayImage> compile_array_image(const Network& network, const cnn::Program& program,
                                                     const cnn::Params& array, const SystemParams& system,
                                                     const AddressMap& map, Rounding rounding);

/// The words of the inputs as they lie in the arena, little endian.
[[nodiscard]] std::vector<std::uint8_t> pack_inputs(const Network& network, const cnn::Program& program,
                                                    const cnn::Params& array, std::span<const Values> inputs);

}  // namespace quartet::soc
