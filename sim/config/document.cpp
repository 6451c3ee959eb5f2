#include "sim/config/document.hpp"

#include "sim/base/files.hpp"
#include "sim/config/parsers.hpp"

namespace quartet {

const ConfigValue* ConfigTable::find(const std::string& key) const {
  for (const ConfigEntry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string type_name(const ConfigValue& value) {
  // In the order of the variant's alternatives.
  static constexpr const char* kNames[] = {"true or false", "an integer", "a number", "text", "an array", "a table"};
  return kNames[value.value.index()];
}

Result<ConfigTable> parse_config(const std::string& text, const std::string& file_name) {
  static const std::string kByteOrderMark = "\xef\xbb\xbf";
  if (text.size() > kMaxConfigBytes) {
    return bad_input(file_name, "has " + std::to_string(text.size()) + " bytes, a configuration has at most " +
                                    std::to_string(kMaxConfigBytes));
  }
  const std::size_t begin = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const std::size_t first = text.find_first_not_of(" \t\r\n", begin);
  const bool json = file_name.ends_with(".json") || (first != std::string::npos && text[first] == '{');
  return json ? parse_json(text, file_name) : parse_toml(text, file_name);
}

Result<ConfigTable> load_config(const std::filesystem::path& path) {
  std::error_code ec;
  const std::filesystem::file_status status = std::filesystem::status(path, ec);
  if (std::filesystem::is_character_file(status) || std::filesystem::is_block_file(status)) {
    return bad_input(path.string(), "is a device, a file is needed");
  }
  const std::uintmax_t size = std::filesystem::is_regular_file(status) ? std::filesystem::file_size(path, ec) : 0;
  if (!ec && size > kMaxConfigBytes) {
    return bad_input(path.string(), "has " + std::to_string(size) + " bytes, a configuration has at most " +
                                        std::to_string(kMaxConfigBytes));
  }
  auto text = read_text(path);
  if (!text) return pass(text.error());
  return parse_config(*text, path.string());
}

}  // namespace quartet
