// Numbers for people: SI prefixes, digit groups, shares. Fixed rules, no locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace quartet {

/// What stands where a number is not modelled.
inline constexpr const char* kNotModelled = "not modelled";

/// Three significant digits and an SI prefix from a (1e-18) to T (1e12): si(1.234e-5, "J") = "12.3 µJ".
[[nodiscard]] std::string si(double value, const std::string& unit);
/// The same, or "not modelled".
[[nodiscard]] std::string si(const std::optional<double>& value, const std::string& unit);
/// Digits in groups of three: "1,234,567".
[[nodiscard]] std::string grouped(std::int64_t value);
/// Bytes in binary units: "512 B", "432 KiB", "1.25 MiB".
[[nodiscard]] std::string bytes_text(std::int64_t bytes);
/// A share in percent with one decimal: percent(0.9123) = "91.2 %".
[[nodiscard]] std::string percent(double share);
/// A time span in the largest fitting unit: "3.2 ms", "5.1 h", "310 d", "2.4 years".
[[nodiscard]] std::string duration_text(double seconds);
/// The shortest decimal text that reads back as the same double: "0.1", "1e-09", "50000000.0".
[[nodiscard]] std::string shortest(double value);

}  // namespace quartet
