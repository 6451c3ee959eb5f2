// Walks a table and finds the declared parameter of every entry.
#include <algorithm>

#include "sim/config/parameter_check.hpp"
#include "sim/config/table_reader.hpp"

namespace quartet {
namespace {

class Matcher {
 public:
  explicit Matcher(const ParameterSet& set) : set_(set) {}
  ParameterAssignments out;

  void table(const ConfigTable& table, const std::string& prefix) {
    for (const ConfigEntry& entry : table.entries) {
      if (out.problems.size() >= kMaxProblems) return;
      const std::string name = prefix.empty() ? entry.key : prefix + "." + entry.key;
      if (const Parameter* p = set_.find(name)) {
        parameter(*p, entry.value);
      } else if (entry.value.table() != nullptr && is_group(name)) {
        this->table(*entry.value.table(), name);
      } else {
        unknown(entry, prefix);
      }
    }
  }

 private:
  bool is_group(const std::string& name) const {
    return std::any_of(set_.all().begin(), set_.all().end(), [&](const Parameter& p) { return p.name.starts_with(name + "."); });
  }

  void unknown(const ConfigEntry& entry, const std::string& prefix) {
    // Keys that are allowed beside this one: the next part of every declared name below the prefix.
    std::vector<std::string> allowed;
    for (const Parameter& p : set_.all()) {
      if (!prefix.empty() && !p.name.starts_with(prefix + ".")) continue;
      const std::string rest = prefix.empty() ? p.name : p.name.substr(prefix.size() + 1);
      const std::string key = rest.substr(0, rest.find('.'));
      if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) allowed.push_back(key);
    }
    out.problems.push_back({entry.place, unknown_key(entry.key), suggest_key(entry.key, allowed)});
  }

  void parameter(const Parameter& p, const ConfigValue& value) {
    ParameterAssignment a;
    a.index = static_cast<std::size_t>(&p - set_.all().data());
    a.source = value.place;
    const ConfigValue* bare = value.table() != nullptr ? described(p, *value.table(), value.place, a) : &value;
    if (bare == nullptr) return;
    if (bare->array() != nullptr || bare->table() != nullptr) {
      out.problems.push_back({bare->place, "'" + p.name + "' must be a single value, got " + type_name(*bare), ""});
      return;
    }
    const auto checked = check_parameter(p, scalar(*bare));
    if (!checked) {
      out.problems.push_back({bare->place, checked.error().cause, checked.error().remedy});
      return;
    }
    a.value = *checked;
    out.values.push_back(std::move(a));
  }

  // { value = …, source = "…", confidence = "…" }: the value, or nullptr with the problems recorded.
  const ConfigValue* described(const Parameter& p, const ConfigTable& table, const std::string& place, ParameterAssignment& a) {
    const ConfigValue* value = nullptr;
    for (const ConfigEntry& entry : table.entries) {
      const std::string* text = entry.value.text();
      if (entry.key == "value") {
        value = &entry.value;
      } else if (entry.key != "source" && entry.key != "confidence") {
        out.problems.push_back({entry.place, unknown_key(entry.key), suggest_key(entry.key, {"value", "source", "confidence"})});
      } else if (text == nullptr) {
        out.problems.push_back({entry.value.place, "'" + entry.key + "' must be text, got " + type_name(entry.value), ""});
      } else if (entry.key == "source") {
        a.source = *text;
      } else if (const auto confidence = parse_confidence(*text, entry.value.place)) {
        a.confidence = *confidence;
      } else {
        out.problems.push_back(confidence.error().problems.front());
      }
    }
    if (value == nullptr) out.problems.push_back({place, "'" + p.name + "' has no value", "write { value = …, source = \"…\" }"});
    return value;
  }

  static ParameterValue scalar(const ConfigValue& v) {
    if (const auto* boolean = std::get_if<bool>(&v.value)) return *boolean;
    if (const auto* integer = std::get_if<std::int64_t>(&v.value)) return *integer;
    if (const auto* real = std::get_if<double>(&v.value)) return *real;
    return std::get<std::string>(v.value);
  }

  const ParameterSet& set_;
};

}  // namespace

ParameterAssignments match_parameters(const ParameterSet& set, const ConfigTable& table, const std::string& prefix) {
  Matcher matcher(set);
  matcher.table(table, prefix);
  // Two spellings of one name ("a.b" quoted and [a] b) would make the result depend on their order.
  auto& values = matcher.out.values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (values[i].index != values[j].index) continue;
      matcher.out.problems.push_back({values[i].source, "'" + set.all()[values[i].index].name + "' is given twice", ""});
    }
  }
  return std::move(matcher.out);
}

}  // namespace quartet
