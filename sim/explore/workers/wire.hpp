// Values as bytes and back: messages between the processes of one sweep, which run the same program.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace quartet {

class WireWriter {
 public:
  WireWriter& whole(std::int64_t value) { return raw(&value, sizeof value); }
  WireWriter& real(double value) { return raw(&value, sizeof value); }
  WireWriter& maybe(const std::optional<double>& value) {
    whole(value ? 1 : 0);
    return value ? real(*value) : *this;
  }
  WireWriter& text(const std::string& value) {
    whole(static_cast<std::int64_t>(value.size()));
    return raw(value.data(), value.size());
  }
  /// A byte each that says which are there, then those; most metrics of a point are not.
  WireWriter& maybes(const std::vector<std::optional<double>>& values) {
    whole(static_cast<std::int64_t>(values.size()));
    for (const auto& value : values) out_.push_back(value ? '\1' : '\0');
    for (const auto& value : values)
      if (value) real(*value);
    return *this;
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  WireWriter& raw(const void* bytes, std::size_t size) {
    out_.append(static_cast<const char*>(bytes), size);
    return *this;
  }
  std::string out_;
};

/// Reading beyond the end gives zeros and makes ok() false.
class WireReader {
 public:
  explicit WireReader(const std::string& bytes) : bytes_(bytes) {}
  [[nodiscard]] std::int64_t whole() { return fixed<std::int64_t>(); }
  [[nodiscard]] double real() { return fixed<double>(); }
  [[nodiscard]] std::optional<double> maybe() { return whole() != 0 ? std::optional<double>(real()) : std::nullopt; }
  [[nodiscard]] std::string text() {
    const auto size = static_cast<std::size_t>(whole());
    if (!ok_ || size > bytes_.size() - at_) {
      ok_ = false;
      return {};
    }
    std::string out = bytes_.substr(at_, size);
    at_ += size;
    return out;
  }
  [[nodiscard]] std::vector<std::optional<double>> maybes() {
    std::vector<std::optional<double>> out(count());
    const std::size_t flags = at_;
    at_ += out.size();
    for (std::size_t i = 0; i < out.size(); ++i)
      if (bytes_[flags + i] != '\0') out[i] = real();
    return out;
  }
  /// A count of things that take a byte or more each.
  [[nodiscard]] std::size_t count() {
    const auto n = static_cast<std::size_t>(whole());
    if (n > bytes_.size() - at_) ok_ = false;
    return ok_ ? n : 0;
  }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  template <class T>
  T fixed() {
    T value{};
    if (!ok_ || bytes_.size() - at_ < sizeof value) {
      ok_ = false;
      return value;
    }
    std::memcpy(&value, bytes_.data() + at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  const std::string& bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace quartet
