#include "accel/mcu/gdb/packet.hpp"

#include <numeric>

namespace quartet::mcu::gdb {

namespace {

constexpr char kStart = '$', kEnd = '#', kEscape = '}', kRepeat = '*', kInterrupt = 0x03;
constexpr char kEscapeBit = 0x20;
constexpr std::string_view kDigits = "0123456789abcdef";

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

unsigned checksum(std::string_view raw) {
  return std::accumulate(raw.begin(), raw.end(), 0U,
                         [](unsigned sum, char c) { return (sum + static_cast<unsigned char>(c)) & 0xFF; });
}

}  // namespace

PacketReader::Event PacketReader::finish(char second_digit) const {
  const int high = digit(first_digit_), low = digit(second_digit);
  if (raw_.size() > kMostBytes || high < 0 || low < 0 || checksum(raw_) != static_cast<unsigned>(16 * high + low))
    return {Kind::damaged, {}};
  Event event{Kind::packet, {}};
  for (std::size_t i = 0; i < raw_.size(); ++i) {
    const bool escaped = raw_[i] == kEscape && i + 1 < raw_.size();
    if (escaped) ++i;
    event.payload += escaped ? static_cast<char>(raw_[i] ^ kEscapeBit) : raw_[i];
  }
  return event;
}

std::vector<PacketReader::Event> PacketReader::feed(std::string_view bytes) {
  std::vector<Event> events;
  for (const char c : bytes) {
    switch (state_) {
      case State::outside:
        if (c == kInterrupt) events.push_back({Kind::interrupt, {}});
        if (c == '-') events.push_back({Kind::refused, {}});
        if (c != kStart) break;
        state_ = State::payload;
        raw_.clear();
        break;
      case State::payload:
        if (c == kStart) {  // the end of the last packet is lost
          events.push_back({Kind::damaged, {}});
          raw_.clear();
        } else if (c == kEnd) {
          state_ = State::first_digit;
        } else if (raw_.size() <= kMostBytes) {
          raw_ += c;
        }
        break;
      case State::first_digit:
        first_digit_ = c;
        state_ = State::second_digit;
        break;
      case State::second_digit:
        events.push_back(finish(c));
        state_ = State::outside;
        break;
    }
  }
  return events;
}

std::string frame(std::string_view payload) {
  std::string raw;
  for (const char c : payload) {
    if (c == kStart || c == kEnd || c == kEscape || c == kRepeat) {
      raw += kEscape;
      raw += static_cast<char>(c ^ kEscapeBit);
    } else {
      raw += c;
    }
  }
  const unsigned sum = checksum(raw);
  return std::string(1, kStart) + raw + kEnd + kDigits[sum >> 4] + kDigits[sum & 15];
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t b : bytes) {
    text += kDigits[b >> 4];
    text += kDigits[b & 15];
  }
  return text;
}

std::string to_hex(std::string_view text) {
  return to_hex(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = digit(digits[i]), low = digit(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(16 * high + low));
  }
  return bytes;
}

std::string word_hex(std::uint32_t value) {
  const std::uint8_t bytes[] = {static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8),
                                static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 24)};
  return to_hex(bytes);
}

std::optional<std::uint32_t> Cursor::number() {
  std::uint64_t value = 0;
  std::size_t count = 0;
  for (; count < rest_.size() && digit(rest_[count]) >= 0; ++count) {
    value = 16 * value + static_cast<std::uint64_t>(digit(rest_[count]));
    if (value > UINT32_MAX) return std::nullopt;
  }
  if (count == 0) return std::nullopt;
  rest_.remove_prefix(count);
  return static_cast<std::uint32_t>(value);
}

bool Cursor::skip(char sign) {
  if (rest_.empty() || rest_.front() != sign) return false;
  rest_.remove_prefix(1);
  return true;
}

}  // namespace quartet::mcu::gdb
