// A guard in front of the TOML parser: dotted keys and brackets can nest tables without bound, and trees are freed by
// recursion. Private to sim/config.
#pragma once

#include <optional>
#include <string_view>

namespace quartet {

struct TextPosition {
  int line = 1;
  int column = 1;  ///< in bytes
};

/// The first place where brackets nest deeper, or a key has more dotted parts, than kMaxConfigDepth. Strings and
/// comments are skipped as TOML reads them; after the first syntax error the answer may be wrong, and the parser stops
/// there anyway.
[[nodiscard]] std::optional<TextPosition> find_too_deep(std::string_view text);

}  // namespace quartet
