// JSON through nlohmann's event interface: iterative, bounded in depth, duplicate keys refused.
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "sim/config/parsers.hpp"

namespace quartet {
namespace {

std::string json_place(const std::string& file, const std::string& text, std::size_t byte) {
  int line = 1;
  int column = 1;
  for (std::size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
    column = text[i] == '\n' ? 1 : column + 1;
    line += text[i] == '\n' ? 1 : 0;
  }
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

// Builds the tree; open_ holds the containers around the present position, with the key each waits under.
class Builder {
 public:
  Builder(const std::string& text, const std::string& file) : text_(text), file_(file) {}

  ConfigValue root;
  std::vector<Problem> problems;

  bool null() { return refuse("null has no meaning here", "leave the key out"); }
  bool boolean(bool v) { return add(v); }
  bool number_integer(std::int64_t v) { return add(v); }
  bool number_unsigned(std::uint64_t v) {
    if (v <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return add(static_cast<std::int64_t>(v));
    return add(static_cast<double>(v));
  }
  bool number_float(double v, const std::string&) { return add(v); }
  bool string(std::string& v) { return add(std::move(v)); }
  bool binary(nlohmann::json::binary_t&) { return refuse("binary values have no meaning here", ""); }
  bool start_object(std::size_t) { return open(ConfigTable{}); }
  bool start_array(std::size_t) { return open(ConfigArray{}); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    const bool is_new = open_.back().keys.insert(name).second;
    open_.back().key = std::move(name);
    return is_new || refuse("key '" + open_.back().key.substr(0, kMaxStep) + "' is given twice", "");
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) {
    const std::string what = error.what();
    const std::size_t colon = what.find(": ");
    problems.push_back({json_place(file_, text_, position),
                        "is not JSON: " + (colon == std::string::npos ? what : what.substr(colon + 2)), ""});
    return false;
  }

 private:
  // Longest part of a key that a place repeats: places are stored per value.
  static constexpr std::size_t kMaxStep = 64;

  struct Open {
    ConfigValue* value;
    std::string key;
    std::unordered_set<std::string> keys;
  };

  std::string path() const {
    if (open_.empty()) return file_;
    const ConfigArray* array = open_.back().value->array();
    const std::string step = array != nullptr ? std::to_string(array->size()) : open_.back().key.substr(0, kMaxStep);
    const std::string& parent = open_.back().value->place;
    return parent + (open_.size() == 1 ? "#/" : "/") + step;
  }

  bool refuse(std::string cause, std::string remedy) {
    problems.push_back({path(), std::move(cause), std::move(remedy)});
    return false;
  }

  // Containers never move while they are open: only the innermost one grows.
  ConfigValue* place_value(ConfigValue value) {
    if (open_.empty()) {
      root = std::move(value);
      return &root;
    }
    ConfigValue& parent = *open_.back().value;
    if (auto* array = std::get_if<ConfigArray>(&parent.value)) return &array->emplace_back(std::move(value));
    auto& table = std::get<ConfigTable>(parent.value);
    const std::string place = value.place;
    return &table.entries.emplace_back(ConfigEntry{open_.back().key, std::move(value), place}).value;
  }

  template <class T>
  bool add(T v) {
    place_value(ConfigValue{std::move(v), path()});
    return true;
  }

  template <class T>
  bool open(T container) {
    if (open_.size() >= static_cast<std::size_t>(kMaxConfigDepth)) {
      return refuse("nested deeper than " + std::to_string(kMaxConfigDepth) + " levels", "");
    }
    ConfigValue* value = place_value(ConfigValue{std::move(container), path()});
    open_.push_back({value, "", {}});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  const std::string& text_;
  const std::string& file_;
  std::vector<Open> open_;
};

}  // namespace

Result<ConfigTable> parse_json(const std::string& text, const std::string& file_name) {
  try {
    Builder builder(text, file_name);
    if (!nlohmann::json::sax_parse(text, &builder)) {
      if (builder.problems.empty()) return bad_input(file_name, "is not JSON");
      return pass({ErrorCode::bad_input, std::move(builder.problems)});
    }
    if (builder.root.table() == nullptr) return bad_input(file_name, "must hold an object { … }");
    return std::get<ConfigTable>(std::move(builder.root.value));
  } catch (const std::exception& error) {
    return bad_input(file_name, std::string("cannot be read: ") + error.what());
  }
}

}  // namespace quartet
