// TOML by toml++, header-only and without exceptions, so that the parser is part of what the sanitizers see.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <new>

#include "sim/config/parsers.hpp"
#include "sim/config/toml_depth.hpp"

namespace quartet {
namespace {

using Problems = std::vector<Problem>;

std::string place_of(const std::string& file, const toml::source_region& region) {
  return file + ":" + std::to_string(region.begin.line) + ":" + std::to_string(region.begin.column);
}

void convert(const toml::node& node, const std::string& file, ConfigValue& out, Problems& problems);

// toml++ sorts keys by name; this puts them back in file order.
ConfigTable convert_table(const toml::table& table, const std::string& file, Problems& problems) {
  struct Item {
    const toml::key* key;
    const toml::node* node;
  };
  std::vector<Item> items;
  items.reserve(table.size());
  for (auto it = table.cbegin(); it != table.cend(); ++it) items.push_back({&it->first, &it->second});
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return a.key->source().begin < b.key->source().begin;
  });
  ConfigTable out;
  out.entries.reserve(items.size());
  for (const Item& item : items) {
    ConfigEntry& entry = out.entries.emplace_back();
    entry.key = std::string(item.key->str());
    entry.place = place_of(file, item.key->source());
    convert(*item.node, file, entry.value, problems);
  }
  return out;
}

void convert(const toml::node& node, const std::string& file, ConfigValue& out, Problems& problems) {
  out.place = place_of(file, node.source());
  if (const auto* table = node.as_table()) {
    out.value = convert_table(*table, file, problems);
  } else if (const auto* array = node.as_array()) {
    ConfigArray values;
    values.reserve(array->size());
    for (auto it = array->cbegin(); it != array->cend(); ++it) convert(*it, file, values.emplace_back(), problems);
    out.value = std::move(values);
  } else if (const auto* text = node.as_string()) {
    out.value = text->get();
  } else if (const auto* integer = node.as_integer()) {
    out.value = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    out.value = real->get();
  } else if (const auto* boolean = node.as_boolean()) {
    out.value = boolean->get();
  } else {
    problems.push_back({out.place, "dates and times have no meaning here", "write text in quotes"});
  }
}

}  // namespace

Result<ConfigTable> parse_toml(const std::string& text, const std::string& file_name) {
  if (const auto deep = find_too_deep(text)) {
    return bad_input(file_name + ":" + std::to_string(deep->line) + ":" + std::to_string(deep->column),
                     "nested deeper than " + std::to_string(kMaxConfigDepth) + " levels");
  }
  try {
    const toml::parse_result parsed = toml::parse(std::string_view(text), std::string_view(file_name));
    if (!parsed) {
      return bad_input(place_of(file_name, parsed.error().source()),
                       "is not TOML: " + std::string(parsed.error().description()));
    }
    Problems problems;
    ConfigTable table = convert_table(parsed.table(), file_name, problems);
    if (!problems.empty()) return pass({ErrorCode::bad_input, std::move(problems)});
    return table;
  } catch (const std::bad_alloc&) {
    return bad_input(file_name, "needs more memory than there is");
  }
}

}  // namespace quartet
