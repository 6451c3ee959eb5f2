// Writes JSON with the same bytes for the same values: keys in call order, doubles in the shortest form that
// reads back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet {

/// One document, indented by two spaces. Inside an object every call has a key, inside an array none ("").
class JsonWriter {
 public:
  void begin_object(std::string_view key = "") { open(key, '{'); }
  void end_object() { close('}'); }
  void begin_array(std::string_view key = "") { open(key, '['); }
  void end_array() { close(']'); }

  void null(std::string_view key = "") { raw(key, "null"); }
  void value(std::string_view key, std::string_view text);
  void value(std::string_view key, const char* text) { value(key, std::string_view(text)); }
  void value(std::string_view key, bool flag) { raw(key, flag ? "true" : "false"); }
  void value(std::string_view key, int number) { raw(key, std::to_string(number)); }
  void value(std::string_view key, std::int64_t number) { raw(key, std::to_string(number)); }
  void value(std::string_view key, std::uint64_t number) { raw(key, std::to_string(number)); }
  void value(std::string_view key, double number);
  template <class T>
  void value(std::string_view key, const std::optional<T>& maybe) {
    if (maybe)
      value(key, *maybe);
    else
      null(key);
  }

  /// The document with a final line feed; an internal error that names the key when a number was NaN or
  /// infinite.
  [[nodiscard]] Result<std::string> finish();

 private:
  void raw(std::string_view key, std::string_view text);
  void open(std::string_view key, char bracket);
  void close(char bracket);
  void lead(std::string_view key);

  std::string out_;
  std::string not_finite_;
  std::vector<bool> first_;  ///< a level per open bracket: nothing written in it yet
};

/// `text` as a JSON string with quotes; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_quoted(std::string_view text);

/// `text` with every byte that is not part of valid UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);

}  // namespace quartet
