#include "sim/report/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace quartet {

namespace {

// Three significant digits of a value in [1, 1000): "1.23", "12.3", "123".
std::string three_digits(double value) {
  if (value < 9.995) return fmt::format("{:.2f}", value);
  if (value < 99.95) return fmt::format("{:.1f}", value);
  return fmt::format("{:.0f}", value);
}

}  // namespace

std::string si(double value, const std::string& unit) {
  static constexpr std::array<const char*, 11> kPrefixes{"a", "f", "p", "n", "µ", "m",
                                                         "",  "k", "M", "G", "T"};
  constexpr int kUnity = 6;
  if (value == 0.0) return "0 " + unit;
  if (!std::isfinite(value)) return kNotModelled;
  const double magnitude = std::fabs(value);
  int group = static_cast<int>(std::floor(std::log10(magnitude) / 3.0));
  // 999.7 prints as 1.00 of the next prefix, and log10 may sit a hair beside a power of ten.
  if (magnitude / std::pow(1000.0, group) >= 999.5) ++group;
  group = std::min(std::max(group, -kUnity), static_cast<int>(kPrefixes.size()) - 1 - kUnity);
  const double scaled = magnitude / std::pow(1000.0, group);
  return fmt::format("{}{} {}{}", value < 0 ? "-" : "", three_digits(scaled),
                     kPrefixes[static_cast<std::size_t>(group + kUnity)], unit);
}

std::string si(const std::optional<double>& value, const std::string& unit) {
  return value ? si(*value, unit) : kNotModelled;
}

std::string grouped(std::int64_t value) {
  std::string digits = fmt::format("{}", value);
  const std::size_t first = digits[0] == '-' ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string bytes_text(std::int64_t bytes) {
  static constexpr std::array<const char*, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (std::fabs(value) >= 1024.0 && unit + 1 < kUnits.size()) {
    value /= 1024.0;
    ++unit;
  }
  if (unit == 0 || value == std::floor(value)) return fmt::format("{:.0f} {}", value, kUnits[unit]);
  return fmt::format("{:.{}f} {}", value, std::fabs(value) < 10 ? 2 : 1, kUnits[unit]);
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", share * 100.0);
}

std::string duration_text(double seconds) {
  constexpr double kHour = 3600.0, kDay = 86400.0, kYear = 365.25 * 86400.0;
  if (seconds >= 2 * kYear) return fmt::format("{:.1f} years", seconds / kYear);
  if (seconds >= 2 * kDay) return fmt::format("{:.0f} d", seconds / kDay);
  if (seconds >= 2 * kHour) return fmt::format("{:.1f} h", seconds / kHour);
  if (seconds >= 120) return fmt::format("{:.0f} min", seconds / 60);
  return si(seconds, "s");
}

std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  std::string out(text.data(), end);
  if (out.find_first_of(".en") == std::string::npos) out += ".0";
  return out;
}

}  // namespace quartet
