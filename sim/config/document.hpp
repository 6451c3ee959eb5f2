// A configuration file as a tree that knows where each value stands. TOML for people; JSON with the same schema.
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
  std::string place;  ///< FILE:LINE:COLUMN

  [[nodiscard]] const ConfigTable* table() const { return std::get_if<ConfigTable>(&value); }
  [[nodiscard]] const ConfigArray* array() const { return std::get_if<ConfigArray>(&value); }
  [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&value); }
};

struct ConfigEntry {
  std::string key;
  ConfigValue value;
};

/// Syntax errors carry FILE:LINE:COLUMN.
[[nodiscard]] Result<ConfigTable> parse_config(const std::string& text, const std::string& file_name);
[[nodiscard]] Result<ConfigTable> load_config(const std::filesystem::path& path);

}  // namespace quartet
