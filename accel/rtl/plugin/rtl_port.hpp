// Views of the host memory of a Verilated block's ports: inline, for they stand in the innermost loop.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

namespace quartet::rtl {

enum class Direction { in, out };

/// A port of a model. Copies are views of the same memory and live as long as the model. The memory is 1, 2, 4 or 8 bytes
/// for up to 8, 16, 32 or 64 bits, else 32-bit words, the lowest first; bits above `bits` are 0 and must stay 0.
class RtlPort {
 public:
  RtlPort() = default;
  RtlPort(std::string name, std::uint32_t bits, Direction direction, void* data)
      : name_(std::move(name)), bits_(bits), direction_(direction), data_(static_cast<unsigned char*>(data)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint32_t bits() const { return bits_; }
  [[nodiscard]] Direction direction() const { return direction_; }
  /// False for the view of an optional port that the block has not; it may not be read or written then.
  [[nodiscard]] explicit operator bool() const { return data_ != nullptr; }

  /// The memory itself.
  [[nodiscard]] unsigned char* data() const { return data_; }

  /// Ports of up to 64 bits.
  [[nodiscard]] std::uint64_t get() const {
    if (bits_ <= 8) return *data_;
    if (bits_ <= 16) return load<std::uint16_t>();
    if (bits_ <= 32) return load<std::uint32_t>();
    return load<std::uint64_t>();
  }
  /// Inputs of up to 64 bits; bits that the port has not are dropped.
  void set(std::uint64_t value) {
    if (bits_ < 64) value &= (std::uint64_t{1} << bits_) - 1;
    if (bits_ <= 8) {
      *data_ = static_cast<unsigned char>(value);
    } else if (bits_ <= 16) {
      store(static_cast<std::uint16_t>(value));
    } else if (bits_ <= 32) {
      store(static_cast<std::uint32_t>(value));
    } else {
      store(value);
    }
  }

  /// Ports of any width as 32-bit words, the lowest first: word_count() of them.
  [[nodiscard]] std::uint32_t word_count() const { return (bits_ + 31) / 32; }
  void read_words(std::uint32_t* words) const {
    if (bits_ > 64) {
      std::memcpy(words, data_, std::size_t{4} * word_count());
    } else {
      const std::uint64_t value = get();
      words[0] = static_cast<std::uint32_t>(value);
      if (bits_ > 32) words[1] = static_cast<std::uint32_t>(value >> 32);
    }
  }
  void write_words(const std::uint32_t* words) {
    if (bits_ > 64) {
      std::memcpy(data_, words, std::size_t{4} * word_count());
      if (const std::uint32_t top = bits_ % 32; top != 0) {
        std::uint32_t last = words[word_count() - 1] & ((std::uint32_t{1} << top) - 1);
        std::memcpy(data_ + std::size_t{4} * (word_count() - 1), &last, sizeof last);
      }
    } else {
      set(bits_ > 32 ? std::uint64_t{words[1]} << 32 | words[0] : words[0]);
    }
  }

  /// Lane of `count` bits (at most 64) from bit `low` of a port of any width; low + count <= bits().
  [[nodiscard]] std::uint64_t lane(std::uint32_t low, std::uint32_t count) const {
    if (bits_ <= 64) return field(get() >> low, count);
    std::uint64_t value = word(low / 32) >> (low % 32);
    for (std::uint32_t have = 32 - low % 32, next = low / 32 + 1; have < count; have += 32, ++next)
      value |= have < 64 ? std::uint64_t{word(next)} << have : 0;
    return field(value, count);
  }
  void set_lane(std::uint32_t low, std::uint32_t count, std::uint64_t value) {
    if (bits_ <= 64) {
      const std::uint64_t mask = field(~std::uint64_t{0}, count) << low;
      set((get() & ~mask) | ((value << low) & mask));
      return;
    }
    for (std::uint32_t done = 0; done < count;) {
      const std::uint32_t at = low + done, shift = at % 32, take = std::min(32 - shift, count - done);
      const auto mask = static_cast<std::uint32_t>(field(~std::uint64_t{0}, take) << shift);
      const auto part = static_cast<std::uint32_t>((value >> done) << shift);
      const std::uint32_t mixed = (word(at / 32) & ~mask) | (part & mask);
      std::memcpy(data_ + std::size_t{4} * (at / 32), &mixed, sizeof mixed);
      done += take;
    }
  }

 private:
  template <class T>
  [[nodiscard]] T load() const {
    T value;
    std::memcpy(&value, data_, sizeof value);
    return value;
  }
  template <class T>
  void store(T value) {
    std::memcpy(data_, &value, sizeof value);
  }
  [[nodiscard]] std::uint32_t word(std::uint32_t index) const {
    std::uint32_t value;
    std::memcpy(&value, data_ + std::size_t{4} * index, sizeof value);
    return value;
  }
  [[nodiscard]] static std::uint64_t field(std::uint64_t value, std::uint32_t count) {
    return count >= 64 ? value : value & ((std::uint64_t{1} << count) - 1);
  }

  std::string name_;
  std::uint32_t bits_ = 0;
  Direction direction_ = Direction::in;
  unsigned char* data_ = nullptr;
};

}  // namespace quartet::rtl
