// Lists of numbers on the command line: "25,3600,86400".
#pragma once

#include <string>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet::cli {

inline constexpr std::size_t kMostNumbers = 1000;  ///< of one list

/// Finite numbers, separated by commas; `option` with its dashes is for messages. Usage errors name the word that is wrong.
[[nodiscard]] Result<std::vector<double>> number_list(const std::string& option, const std::string& text);

}  // namespace quartet::cli
