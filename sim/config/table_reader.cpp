#include "sim/config/table_reader.hpp"

#include <algorithm>

namespace quartet {
namespace {
constexpr std::size_t kMaxShownKey = 60;  // characters of a wrong key that a message repeats
constexpr std::size_t kMaxListed = 12;    // keys that a remedy lists before it stops
}  // namespace

std::string unknown_key(const std::string& key) {
  return "unknown key '" + (key.size() <= kMaxShownKey ? key : key.substr(0, kMaxShownKey) + "…") + "'";
}

std::string suggest_key(const std::string& key, const std::vector<std::string>& allowed) {
  // A key too long to be a typing error is not compared: the comparison costs the product of the lengths.
  const std::string near = key.size() <= 2 * kMaxShownKey ? nearest(key, allowed) : "";
  if (!near.empty()) return "did you mean '" + near + "'?";
  if (allowed.empty()) return "";
  std::string out = "allowed here: ";
  for (std::size_t i = 0; i < std::min(allowed.size(), kMaxListed); ++i) out += (i == 0 ? "" : ", ") + allowed[i];
  return allowed.size() > kMaxListed ? out + ", …" : out;
}

TableReader::TableReader(const ConfigTable& table, std::string place) : table_(table), place_(std::move(place)) {}

const ConfigValue* TableReader::any(const std::string& key) {
  known_.push_back(key);
  return table_.find(key);
}

void TableReader::problem(std::string place, std::string cause, std::string remedy) {
  problems_.push_back({std::move(place), std::move(cause), std::move(remedy)});
}

std::string TableReader::place_of(const std::string& key) const {
  const ConfigValue* value = table_.find(key);
  return value != nullptr ? value->place : place_;
}

std::string TableReader::text(const std::string& key) {
  if (table_.find(key) == nullptr) problem(place_, "key '" + key + "' is missing");
  return text_or(key, "");
}

std::string TableReader::text_or(const std::string& key, std::string fallback) {
  const ConfigValue* value = any(key);
  if (value == nullptr) return fallback;
  if (const std::string* text = value->text()) return *text;
  problem(value->place, "'" + key + "' must be text, got " + type_name(*value));
  return fallback;
}

std::optional<double> TableReader::number(const std::string& key) {
  const ConfigValue* value = any(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* real = std::get_if<double>(&value->value)) return *real;
  if (const auto* integer = std::get_if<std::int64_t>(&value->value)) return static_cast<double>(*integer);
  problem(value->place, "'" + key + "' must be a number, got " + type_name(*value));
  return std::nullopt;
}

std::int64_t TableReader::integer(const std::string& key, std::int64_t min, std::int64_t max) {
  const ConfigValue* value = any(key);
  if (value == nullptr) {
    problem(place_, "key '" + key + "' is missing");
    return min;
  }
  const auto* integer = std::get_if<std::int64_t>(&value->value);
  if (integer == nullptr) {
    problem(value->place, "'" + key + "' must be an integer, got " + type_name(*value));
  } else if (*integer < min || *integer > max) {
    problem(value->place, "'" + key + "' = " + std::to_string(*integer) + " is out of range",
            "allowed: " + std::to_string(min) + " to " + std::to_string(max));
  } else {
    return *integer;
  }
  return min;
}

const ConfigTable* TableReader::table(const std::string& key) {
  const ConfigValue* value = any(key);
  if (value != nullptr && value->table() == nullptr) problem(value->place, "'" + key + "' must be a table, got " + type_name(*value));
  return value != nullptr ? value->table() : nullptr;
}

const ConfigArray* TableReader::array(const std::string& key) {
  const ConfigValue* value = any(key);
  if (value != nullptr && value->array() == nullptr) problem(value->place, "'" + key + "' must be an array, got " + type_name(*value));
  return value != nullptr ? value->array() : nullptr;
}

std::vector<Problem> TableReader::finish() {
  for (const ConfigEntry& entry : table_.entries) {
    if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
    if (problems_.size() >= kMaxProblems) break;
    problems_.push_back({entry.place, unknown_key(entry.key), suggest_key(entry.key, known_)});
  }
  return std::move(problems_);
}

}  // namespace quartet
