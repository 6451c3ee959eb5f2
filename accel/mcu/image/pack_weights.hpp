// Weights in the order the kernels read them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "accel/mcu/image/kernels.hpp"
#include "workloads/graph/tensor.hpp"

namespace quartet::mcu {

/// Field of one weight: 8, 4, 2 or 1 bit, as narrow as the type allows (1 only for the bipolar type).
[[nodiscard]] int field_bits(IntType type);
/// Every value is 0 or plus or minus a power of two up to 64, in a type of at most 8 bit.
[[nodiscard]] bool powers_of_two(std::span<const std::int32_t> values);

/// Rows of `depth` weights, one an output channel, in blocks of `block` channels, `turn` taps of each in turn, padded with
/// zeros (one bit: minus one) to whole turns and blocks; the first field of a byte in its low bits.
[[nodiscard]] std::vector<std::uint8_t> pack_blocks(std::span<const std::int32_t> rows, std::size_t depth, int block,
                                                    int bits, std::size_t turn = 4);
/// The same order, 4-bit codes of powers of two.
[[nodiscard]] std::vector<std::uint8_t> pack_shift_codes(std::span<const std::int32_t> rows, std::size_t depth,
                                                         int block);
/// One bit a weight, rows of whole 32-bit words.
[[nodiscard]] std::vector<std::uint32_t> pack_rows_of_bits(std::span<const std::int32_t> rows, std::size_t depth);
/// Depthwise: [taps][channels padded to four] from rows of taps.
[[nodiscard]] std::vector<std::int8_t> pack_taps(std::span<const std::int32_t> rows, std::size_t taps);
/// Depthwise, whole words of channels: by groups of four channels, first the taps in fours, a word a channel, then the
/// taps that remain, a word of four channels each.
[[nodiscard]] std::vector<std::int8_t> pack_taps_by_four(std::span<const std::int32_t> rows, std::size_t taps);

/// Depthwise 3x3: a word a channel and kernel row, its three weights and a zero byte.
[[nodiscard]] std::vector<std::int8_t> pack_kernel_rows(std::span<const std::int32_t> rows);

}  // namespace quartet::mcu
