// The two syntaxes behind parse_config: private to sim/config.
#pragma once

#include <string>

#include "sim/config/document.hpp"

namespace quartet {

[[nodiscard]] Result<ConfigTable> parse_toml(const std::string& text, const std::string& file_name);
[[nodiscard]] Result<ConfigTable> parse_json(const std::string& text, const std::string& file_name);

}  // namespace quartet
