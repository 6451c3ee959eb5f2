// Tables as bytes for the firmware: a head, then arrays on word boundaries.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

namespace quartet::mcu {

class ImageWriter {
 public:
  /// `head_bytes` are left free at the beginning.
  explicit ImageWriter(std::size_t head_bytes) : bytes_(head_bytes) {}

  /// Where it lies, on a word boundary.
  template <class T>
  std::uint32_t append(const std::vector<T>& values) {
    const std::size_t at = bytes_.size();
    bytes_.resize((at + values.size() * sizeof(T) + 3) / 4 * 4);
    if (!values.empty()) std::memcpy(&bytes_[at], values.data(), values.size() * sizeof(T));
    return static_cast<std::uint32_t>(at);
  }
  template <class Head>
  [[nodiscard]] std::vector<std::uint8_t> finish(const Head& head) {
    std::memcpy(bytes_.data(), &head, sizeof head);
    return std::move(bytes_);
  }

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace quartet::mcu
