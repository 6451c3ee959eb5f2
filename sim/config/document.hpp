// A configuration file as a tree that knows where each value stands. TOML for people; JSON with the same schema
// (a name that ends in .json, or a text whose first character is '{').
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet {

struct ConfigValue;
struct ConfigEntry;

/// In file order.
using ConfigArray = std::vector<ConfigValue>;
struct ConfigTable {
  std::vector<ConfigEntry> entries;
  [[nodiscard]] const ConfigValue* find(const std::string& key) const;
};

struct ConfigValue {
  std::variant<bool, std::int64_t, double, std::string, ConfigArray, ConfigTable> value;
  std::string place;  ///< TOML: FILE:LINE:COLUMN; JSON: FILE#/path/to/value (only JSON syntax errors have lines)

  [[nodiscard]] const ConfigTable* table() const { return std::get_if<ConfigTable>(&value); }
  [[nodiscard]] const ConfigArray* array() const { return std::get_if<ConfigArray>(&value); }
  [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&value); }
};

struct ConfigEntry {
  std::string key;
  ConfigValue value;
  std::string place;  ///< where the key stands, as in ConfigValue
};

/// "a number", "text", …: for messages.
[[nodiscard]] std::string type_name(const ConfigValue& value);

/// A file larger, or nested deeper, than this is refused before it is parsed.
inline constexpr std::size_t kMaxConfigBytes = std::size_t{4} << 20;
inline constexpr int kMaxConfigDepth = 32;

/// Syntax errors carry FILE:LINE:COLUMN. Never throws; JSON null and TOML dates are errors.
[[nodiscard]] Result<ConfigTable> parse_config(const std::string& text, const std::string& file_name);
[[nodiscard]] Result<ConfigTable> load_config(const std::filesystem::path& path);

}  // namespace quartet
