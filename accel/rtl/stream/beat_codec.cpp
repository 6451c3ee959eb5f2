#include "accel/rtl/stream/beat_codec.hpp"

#include <algorithm>

namespace quartet::rtl {

namespace {

std::uint64_t mask_of(unsigned bits) { return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1; }

}  // namespace

void BeatCodec::pack(std::span<const std::int32_t> lanes, BeatBits& bits) const {
  bits.assign(words(), 0);
  const std::uint64_t mask = mask_of(layout_.lane_bits);
  const std::size_t count = std::min(lanes.size(), layout_.lanes);
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t value = static_cast<std::uint64_t>(static_cast<std::int64_t>(lanes[i])) & mask;
    for (std::size_t at = offset(i); value != 0;) {
      const std::size_t shift = at % 32;
      bits[at / 32] |= static_cast<std::uint32_t>(value << shift);
      value >>= 32 - shift;
      at += 32 - shift;
    }
  }
}

void BeatCodec::unpack(std::span<const std::uint32_t> bits, std::vector<std::int32_t>& lanes) const {
  lanes.resize(layout_.lanes);
  const unsigned width = std::min(layout_.lane_bits, 32U);
  const std::uint64_t sign = layout_.is_signed ? std::uint64_t{1} << (width - 1) : 0;
  for (std::size_t i = 0; i < layout_.lanes; ++i) {
    const std::size_t at = offset(i);
    std::uint64_t value = bits[at / 32];
    if (at % 32 + width > 32) value |= std::uint64_t{bits[at / 32 + 1]} << 32;
    value = (value >> (at % 32)) & mask_of(width);
    lanes[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>((value ^ sign) - sign));
  }
}

bool BeatCodec::holds(std::int32_t value) const {
  if (layout_.lane_bits >= 33) return true;
  const std::int64_t v = value;
  return v >= -(std::int64_t{1} << (layout_.lane_bits - 1)) && v < (std::int64_t{1} << layout_.lane_bits);
}

}  // namespace quartet::rtl
