// How the values of one beat lie in the bits of a data port.
//
//   lanes  v0 v1 … v(n−1)  ◀─▶  bits  … | v1 | v0     lane 0 lowest (high_first: highest); bits above the lanes are 0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace quartet::rtl {

struct BeatLayout {
  std::size_t lanes = 1;
  unsigned lane_bits = 8;   ///< 1 to 64; values are 32 bit wide, sign-extended into wider lanes
  bool is_signed = false;   ///< of what is read
  bool high_first = false;
  [[nodiscard]] std::size_t bits() const { return lanes * lane_bits; }
};

/// 32-bit words, the lowest first, as the C interface of plug-ins has wide ports.
using BeatBits = std::vector<std::uint32_t>;

class BeatCodec {
 public:
  explicit BeatCodec(const BeatLayout& layout) : layout_(layout) {}
  [[nodiscard]] const BeatLayout& layout() const { return layout_; }
  [[nodiscard]] std::size_t words() const { return (layout_.bits() + 31) / 32; }
  /// Values that do not fit are cut to the lane. Missing ones are 0. `bits` gets words() words.
  void pack(std::span<const std::int32_t> lanes, BeatBits& bits) const;
  /// `bits` has at least words() words. Lanes of more than 32 bit give their lowest 32.
  void unpack(std::span<const std::uint32_t> bits, std::vector<std::int32_t>& lanes) const;
  /// Whether a value survives pack and unpack, read as signed or as unsigned.
  [[nodiscard]] bool holds(std::int32_t value) const;

 private:
  [[nodiscard]] std::size_t offset(std::size_t lane) const {
    return (layout_.high_first ? layout_.lanes - 1 - lane : lane) * layout_.lane_bits;
  }
  BeatLayout layout_;
};

}  // namespace quartet::rtl
