#include "sim/config/parameter_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/config/number_text.hpp"

namespace quartet {
namespace {

constexpr std::size_t kMaxListed = 12;     // names that a remedy lists before it stops
constexpr std::size_t kMaxShownText = 60;  // characters of a wrong value that a message repeats

std::string shorten(const std::string& text) {
  return text.size() <= kMaxShownText ? text : text.substr(0, kMaxShownText) + "…";
}

std::string list(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kMaxListed); ++i) out += (i == 0 ? "" : ", ") + names[i];
  return names.size() > kMaxListed ? out + ", …" : out;
}

std::string expected_type(const Parameter& p) {
  // In the order of ParameterValue's alternatives.
  static constexpr const char* kNames[] = {"true or false", "an integer", "a number", "text"};
  return kNames[p.default_value.index()];
}

std::string range_text(const Parameter& p) {
  const std::string unit = p.unit.empty() ? "" : " " + p.unit;
  if (std::isinf(p.max)) return "at least " + format_number(p.min) + unit;
  if (std::isinf(p.min)) return "at most " + format_number(p.max) + unit;
  return format_number(p.min) + " to " + format_number(p.max) + unit;
}

tl::unexpected<Problem> wrong(std::string cause, std::string remedy = "") {
  return tl::unexpected<Problem>(Problem{"", std::move(cause), std::move(remedy)});
}

Checked<ParameterValue> check_range(const Parameter& p, const ParameterValue& value, double number) {
  if (!std::isfinite(number)) return wrong("'" + p.name + "' must be a finite number", "allowed: " + range_text(p));
  if (number >= p.min && number <= p.max) return value;
  return wrong("'" + p.name + "' = " + format_number(number) + " is out of range", "allowed: " + range_text(p));
}

// The exact integer a real stands for, if it is one that int64 holds.
std::optional<std::int64_t> integral(double real) {
  if (!(std::abs(real) < 0x1p63) || real != std::floor(real)) return std::nullopt;
  return static_cast<std::int64_t>(real);
}

std::string got(const ParameterValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return "got the text \"" + shorten(*text) + "\"";
  if (const auto* boolean = std::get_if<bool>(&value)) return *boolean ? "got true" : "got false";
  if (const auto* real = std::get_if<double>(&value)) return "got " + format_number(*real);
  return "got " + std::to_string(std::get<std::int64_t>(value));
}

}  // namespace

Checked<ParameterValue> check_parameter(const Parameter& p, const ParameterValue& value) {
  const auto* integer = std::get_if<std::int64_t>(&value);
  const auto* real = std::get_if<double>(&value);
  if (std::holds_alternative<double>(p.default_value) && (integer != nullptr || real != nullptr)) {
    const double number = real != nullptr ? *real : static_cast<double>(*integer);
    return check_range(p, ParameterValue(number), number);
  }
  if (std::holds_alternative<std::int64_t>(p.default_value) && (integer != nullptr || real != nullptr)) {
    const auto exact = integer != nullptr ? std::optional(*integer) : integral(*real);
    if (!exact) return wrong("'" + p.name + "' must be an integer, " + got(value));
    return check_range(p, ParameterValue(*exact), static_cast<double>(*exact));
  }
  if (value.index() != p.default_value.index()) {
    return wrong("'" + p.name + "' must be " + expected_type(p) + ", " + got(value));
  }
  if (const auto* text = std::get_if<std::string>(&value); text != nullptr && !p.choices.empty()) {
    if (std::find(p.choices.begin(), p.choices.end(), *text) == p.choices.end()) {
      const std::string near = nearest(*text, p.choices);
      const std::string hint = near.empty() ? "" : "did you mean '" + near + "'? ";
      return wrong("'" + p.name + "' cannot be '" + shorten(*text) + "'", hint + "one of: " + list(p.choices));
    }
  }
  return value;
}

Checked<ParameterValue> parse_parameter_text(const Parameter& p, const std::string& text) {
  if (std::holds_alternative<std::string>(p.default_value)) return ParameterValue(text);
  if (std::holds_alternative<bool>(p.default_value)) {
    if (text == "true") return ParameterValue(true);
    if (text == "false") return ParameterValue(false);
    return wrong("'" + p.name + "' must be true or false, got '" + shorten(text) + "'");
  }
  if (const auto integer = parse_integer(text)) return ParameterValue(*integer);
  if (const auto number = parse_quantity(text, p.unit)) return ParameterValue(*number);
  const std::string unit = p.unit.empty() ? "" : "; its unit is " + p.unit;
  return wrong("'" + p.name + "' must be " + expected_type(p) + ", got '" + shorten(text) + "'",
               "write for example 2.5, 1e6 or 100k" + unit);
}

std::string suggest_parameter(const ParameterSet& set, const std::string& name) {
  std::vector<std::string> names;
  std::vector<std::string> last_parts;
  for (const Parameter& p : set.all()) {
    names.push_back(p.name);
    last_parts.push_back(p.name.substr(p.name.rfind('.') + 1));
  }
  std::string near = nearest(name, names);
  if (near.empty()) {
    const std::string part = nearest(name.substr(name.rfind('.') + 1), last_parts);
    const auto it = std::find(last_parts.begin(), last_parts.end(), part);
    if (it != last_parts.end()) near = names[static_cast<std::size_t>(it - last_parts.begin())];
  }
  if (!near.empty()) return "did you mean '" + near + "'?";
  return names.empty() ? "there are no parameters" : "known: " + list(names);
}

}  // namespace quartet
