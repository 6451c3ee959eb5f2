// "a,b,c" of an option as words.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace quartet::cli {

/// Empty words are left out.
[[nodiscard]] inline std::vector<std::string> split_list(const std::string& list) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (at <= list.size()) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    if (comma > at) out.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return out;
}

}  // namespace quartet::cli
