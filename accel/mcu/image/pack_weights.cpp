#include "accel/mcu/image/pack_weights.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace quartet::mcu {

namespace {

constexpr std::size_t kWord = 4;  ///< weights of a word at 8 bit

std::size_t whole(std::size_t n, std::size_t unit) {
  return (n + unit - 1) / unit * unit;
}

std::uint32_t shift_code(std::int32_t value) {
  if (value == 0) return 0;
  const auto exponent = static_cast<std::uint32_t>(std::countr_zero(static_cast<std::uint32_t>(std::abs(value))));
  return (value < 0 ? 8U : 0U) | (exponent + 1);
}

// Calls field(value) in the kernels' order; what does not exist is `pad`.
template <class Field>
void in_block_order(std::span<const std::int32_t> rows, std::size_t depth, std::size_t block, std::size_t turn,
                    std::int32_t pad, Field field) {
  const std::size_t channels = rows.size() / depth;
  for (std::size_t first = 0; first < whole(channels, block); first += block) {
    for (std::size_t tap = 0; tap < whole(depth, turn); tap += turn) {
      for (std::size_t c = first; c < first + block; ++c) {
        for (std::size_t t = tap; t < tap + turn; ++t)
          field(c < channels && t < depth ? rows[c * depth + t] : pad);
      }
    }
  }
}

class FieldWriter {
 public:
  explicit FieldWriter(int bits) : bits_(bits) {}
  void put(std::uint32_t field) {
    byte_ |= (field & ((1U << bits_) - 1)) << used_;
    used_ += bits_;
    if (used_ < 8) return;
    bytes_.push_back(static_cast<std::uint8_t>(byte_));
    byte_ = 0;
    used_ = 0;
  }
  [[nodiscard]] std::vector<std::uint8_t> take() {
    if (used_ != 0) bytes_.push_back(static_cast<std::uint8_t>(byte_));
    return std::move(bytes_);
  }

 private:
  int bits_;
  int used_ = 0;
  std::uint32_t byte_ = 0;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace

int field_bits(IntType type) {
  if (type.bipolar) return 1;
  for (const int bits : {2, 4}) {
    if (type.min() >= -(1 << (bits - 1)) && type.max() < (1 << (bits - 1))) return bits;
  }
  return 8;
}

bool powers_of_two(std::span<const std::int32_t> values) {
  return std::all_of(values.begin(), values.end(), [](std::int32_t v) {
    const auto magnitude = static_cast<std::uint32_t>(std::abs(v));
    return v == 0 || (std::has_single_bit(magnitude) && magnitude <= 64);
  });
}

std::vector<std::uint8_t> pack_blocks(std::span<const std::int32_t> rows, std::size_t depth, int block, int bits,
                                      std::size_t turn) {
  FieldWriter writer(bits);
  in_block_order(rows, depth, static_cast<std::size_t>(block), turn, bits == 1 ? -1 : 0, [&](std::int32_t v) {
    writer.put(bits == 1 ? static_cast<std::uint32_t>(v > 0) : static_cast<std::uint32_t>(v));
  });
  return writer.take();
}

std::vector<std::uint8_t> pack_shift_codes(std::span<const std::int32_t> rows, std::size_t depth, int block) {
  FieldWriter writer(4);
  in_block_order(rows, depth, static_cast<std::size_t>(block), kWord, 0,
                 [&](std::int32_t v) { writer.put(shift_code(v)); });
  return writer.take();
}

std::vector<std::uint32_t> pack_rows_of_bits(std::span<const std::int32_t> rows, std::size_t depth) {
  const std::size_t words = whole(depth, 32) / 32, channels = rows.size() / depth;
  std::vector<std::uint32_t> packed(channels * words);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t t = 0; t < depth; ++t)
      packed[c * words + t / 32] |= static_cast<std::uint32_t>(rows[c * depth + t] > 0) << (t % 32);
  }
  return packed;
}

std::vector<std::int8_t> pack_taps(std::span<const std::int32_t> rows, std::size_t taps) {
  const std::size_t channels = rows.size() / taps, stride = whole(channels, kWord);
  std::vector<std::int8_t> packed(taps * stride);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t t = 0; t < taps; ++t)
      packed[t * stride + c] = static_cast<std::int8_t>(rows[c * taps + t]);
  }
  return packed;
}

std::vector<std::int8_t> pack_taps_by_four(std::span<const std::int32_t> rows, std::size_t taps) {
  std::vector<std::int8_t> packed;
  packed.reserve(rows.size());
  const std::size_t channels = rows.size() / taps, in_fours = taps / kWord * kWord;
  const auto put = [&](std::size_t c, std::size_t t) {
    packed.push_back(static_cast<std::int8_t>(rows[c * taps + t]));
  };
  for (std::size_t first = 0; first < channels; first += kWord) {
    for (std::size_t tap = 0; tap < in_fours; tap += kWord) {
      for (std::size_t c = first; c < first + kWord; ++c) {
        for (std::size_t t = tap; t < tap + kWord; ++t) put(c, t);
      }
    }
    for (std::size_t t = in_fours; t < taps; ++t) {
      for (std::size_t c = first; c < first + kWord; ++c) put(c, t);
    }
  }
  return packed;
}

std::vector<std::int8_t> pack_kernel_rows(std::span<const std::int32_t> rows) {
  constexpr std::size_t kSide = 3;
  std::vector<std::int8_t> packed;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    packed.push_back(static_cast<std::int8_t>(rows[i]));
    if (i % kSide == kSide - 1) packed.push_back(0);
  }
  return packed;
}

}  // namespace quartet::mcu
