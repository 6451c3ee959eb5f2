#include "sim/cli/number_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace quartet::cli {

Result<std::vector<double>> number_list(const std::string& option, const std::string& text) {
  std::vector<double> values;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    double value = 0.0;
    const auto [rest, error] = std::from_chars(text.data() + at, text.data() + end, value);
    if (error != std::errc{} || rest != text.data() + end || !std::isfinite(value))
      return fail(ErrorCode::usage, option, "'" + text.substr(at, end - at) + "' is not a number",
                  "numbers separated by commas: " + option + " 25,3600,86400");
    values.push_back(value);
    at = end + 1;
  }
  if (values.size() > kMostNumbers)
    return fail(ErrorCode::usage, option, fmt::format("{} numbers are too many", values.size()),
                fmt::format("at most {}", kMostNumbers));
  return values;
}

}  // namespace quartet::cli
