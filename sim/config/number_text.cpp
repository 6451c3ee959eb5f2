#include "sim/config/number_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace quartet {
namespace {

struct Prefix {
  const char* text;
  int decimal_exponent;
  int binary_exponent;
};
constexpr Prefix kPrefixes[] = {{"", 0, 0},  {"n", -9, 0}, {"u", -6, 0}, {"µ", -6, 0},  {"m", -3, 0},
                                {"k", 3, 0}, {"M", 6, 0},  {"G", 9, 0},  {"Ki", 0, 10}, {"Mi", 0, 20}};

std::optional<double> parse_double(const std::string& text) {
  double value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Adds to the decimal exponent in the text itself, so that "1.1" micro is the double nearest to 1.1e-6.
std::optional<double> scaled(const std::string& number, const Prefix& prefix) {
  const std::size_t e = number.find_first_of("eE");
  int exponent = 0;
  if (e != std::string::npos) {
    const char* first = number.data() + e + 1 + (number.substr(e + 1, 1) == "+" ? 1 : 0);
    const auto [end, ec] = std::from_chars(first, number.data() + number.size(), exponent);
    if (ec != std::errc() || end != number.data() + number.size() || std::abs(exponent) > 400) return std::nullopt;
  }
  const auto value = parse_double(number.substr(0, e) + "e" + std::to_string(exponent + prefix.decimal_exponent));
  return value ? std::optional(std::ldexp(*value, prefix.binary_exponent)) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_integer(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_quantity(const std::string& text, const std::string& unit) {
  double ignored = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), ignored);
  const std::string number(text.data(), end);
  if (number.find_first_of("0123456789") == std::string::npos) return std::nullopt;  // "inf", "nan", no number at all
  std::string suffix(end, text.data() + text.size());
  suffix.erase(0, suffix.find_first_not_of(' '));
  if (suffix == unit) return scaled(number, kPrefixes[0]);  // before prefixes: "5m" in metres is five
  for (const Prefix& prefix : kPrefixes) {
    if (suffix == prefix.text || suffix == prefix.text + unit) return scaled(number, prefix);
  }
  return std::nullopt;
}

std::string format_number(double value) { return fmt::format("{}", value); }

std::string to_toml(const ParameterValue& value) {
  if (const auto* boolean = std::get_if<bool>(&value)) return *boolean ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&value)) {
    const std::string text = format_number(*real);
    return text.find_first_of(".ein") == std::string::npos ? text + ".0" : text;
  }
  std::string out = "\"";
  for (const char c : std::get<std::string>(value)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += std::string("\\") + c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace quartet
