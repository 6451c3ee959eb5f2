#include "sim/config/toml_depth.hpp"

#include <string>

#include "sim/config/document.hpp"

namespace quartet {
namespace {

// Reads past the string that starts at text[i]; returns the index behind it. A one-line string ends at the line's end.
std::size_t skip_string(std::string_view text, std::size_t i) {
  const char quote = text[i];
  const bool long_form = text.substr(i, 3) == std::string(3, quote);
  std::size_t end = i + (long_form ? 3 : 1);
  while (end < text.size()) {
    if (text[end] == '\\' && quote == '"') {
      end += 2;
    } else if (!long_form && (text[end] == quote || text[end] == '\n')) {
      return text[end] == quote ? end + 1 : end;
    } else if (long_form && text.substr(end, 3) == std::string(3, quote)) {
      end += 3;
      while (end < text.size() && text[end] == quote) ++end;  // up to two quotes may stand before the closing three
      return end;
    } else {
      ++end;
    }
  }
  return text.size();
}

TextPosition position_of(std::string_view text, std::size_t index) {
  TextPosition at;
  for (std::size_t i = 0; i < index; ++i) {
    at.column = text[i] == '\n' ? 1 : at.column + 1;
    at.line += text[i] == '\n' ? 1 : 0;
  }
  return at;
}

}  // namespace

std::optional<TextPosition> find_too_deep(std::string_view text) {
  int depth = 0;
  int dots = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = skip_string(text, i);
      continue;
    }
    if (c == '#') {
      const std::size_t end = text.find('\n', i);
      i = end == std::string_view::npos ? text.size() : end;
      continue;
    }
    if (c == '.') ++dots;
    if (c == '\n' || c == '=' || c == ',' || c == '[' || c == '{') dots = 0;
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (depth > kMaxConfigDepth || dots >= kMaxConfigDepth) return position_of(text, i);
    ++i;
  }
  return std::nullopt;
}

}  // namespace quartet
