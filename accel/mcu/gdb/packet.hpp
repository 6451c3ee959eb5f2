// The framing of gdb's remote serial protocol: "$PAYLOAD#CHECKSUM", acknowledgements, and the interrupt byte (gdb manual,
// appendix "Remote Serial Protocol", overview).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quartet::mcu::gdb {

/// What comes from the debugger, taken apart. Any bytes may be given, in pieces of any size.
class PacketReader {
 public:
  enum class Kind {
    packet,     ///< payload, its escapes undone
    damaged,    ///< wrong checksum, or longer than kMostBytes: to be asked for again
    refused,    ///< '-': the last answer is to be sent again
    interrupt   ///< Ctrl-C
  };
  struct Event {
    Kind kind;
    std::string payload;
  };
  [[nodiscard]] std::vector<Event> feed(std::string_view bytes);

  /// Longest payload that is kept, as it comes.
  static constexpr std::size_t kMostBytes = 0x8000;

 private:
  enum class State { outside, payload, first_digit, second_digit };
  [[nodiscard]] Event finish(char second_digit) const;

  State state_ = State::outside;
  std::string raw_;  ///< payload with its escapes
  char first_digit_ = '0';
};

/// "$…#xx" with the bytes that the protocol reserves escaped.
[[nodiscard]] std::string frame(std::string_view payload);

/// Two digits a byte, in order of the bytes.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::string to_hex(std::string_view text);
/// nullopt: an odd number of digits, or something else than digits.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_hex(std::string_view digits);
/// A 32-bit register as the target stores it: little endian.
[[nodiscard]] std::string word_hex(std::uint32_t value);

/// Takes numbers and signs from the front of a payload; what does not fit takes nothing.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}
  /// Hexadecimal, at least one digit, at most 32 bit.
  [[nodiscard]] std::optional<std::uint32_t> number();
  [[nodiscard]] bool skip(char sign);
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace quartet::mcu::gdb
