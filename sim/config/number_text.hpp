// Numbers as people write them on a command line and as TOML wants them. Private to sim/config.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/config/parameter_set.hpp"

namespace quartet {

/// "42", "-7"; nothing else.
[[nodiscard]] std::optional<std::int64_t> parse_integer(const std::string& text);
/// NUMBER [PREFIX][UNIT], blanks before the suffix allowed: "100e6", "100M", "100 MHz" with unit "Hz". Prefixes n u m k M
/// G as powers of ten, Ki Mi as powers of two. The result is the double nearest to the written decimal.
[[nodiscard]] std::optional<double> parse_quantity(const std::string& text, const std::string& unit);
/// Shortest text that reads back as the same double.
[[nodiscard]] std::string format_number(double value);
/// A TOML value: reals keep a point or an exponent, text is quoted and escaped.
[[nodiscard]] std::string to_toml(const ParameterValue& value);

}  // namespace quartet
