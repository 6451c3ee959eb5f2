#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <nlohmann/json.hpp>

#include "sim/report/json_writer.hpp"
#include "sim/run/result_fields.hpp"

namespace quartet {

namespace {

using Json = nlohmann::json;

// Walks the fields of a result and writes each.
class Writing {
 public:
  explicit Writing(JsonWriter& out) : out_(out) {}

  template <class T>
  void operator()(std::string_view key, T& field) {
    put(key, field);
  }
  template <class T>
  void later(std::string_view key, T& field) {
    put(key, field);
  }
  void map(std::string_view key, std::vector<NamedEnergy>& shares) {
    out_.begin_object(key);
    for (const NamedEnergy& share : shares) out_.value(share.name, share.energy_j);
    out_.end_object();
  }

 private:
  template <class T>
  void put(std::string_view key, T& field) {
    if constexpr (requires { out_.value(key, field); }) {
      out_.value(key, field);
    } else {
      out_.begin_object(key);
      fields(*this, field);
      out_.end_object();
    }
  }
  template <class T>
  void put(std::string_view key, std::optional<T>& maybe) {
    if (maybe)
      put(key, *maybe);
    else
      out_.null(key);
  }
  template <class T>
  void put(std::string_view key, std::vector<T>& list) {
    out_.begin_array(key);
    for (T& element : list) put("", element);
    out_.end_array();
  }
  JsonWriter& out_;
};

// Walks the fields of a result and reads each; problems carry the path of the value.
class Reading {
 public:
  Reading(const Json& node, std::string path, std::vector<Problem>& problems)
      : node_(node), path_(std::move(path)), problems_(problems) {}

  template <class T>
  void operator()(const char* key, T& field) {
    if (const Json* value = member(key)) get(*value, path_ + "/" + key, field);
  }
  template <class T>
  void later(const char* key, T& field) {
    if (node_.contains(key)) (*this)(key, field);
  }
  void map(const char* key, std::vector<NamedEnergy>& shares) {
    const Json* value = member(key);
    if (value == nullptr) return;
    if (!value->is_object()) return wrong(path_ + "/" + key, *value, "an object");
    for (const auto& [name, energy] : value->items()) {
      NamedEnergy share{name, std::nullopt};
      get(energy, path_ + "/" + key + "/" + name, share.energy_j);
      shares.push_back(std::move(share));
    }
    // Objects have no order: the largest first again, as the writer had it.
    std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) {
      return a.energy_j.value_or(-1) > b.energy_j.value_or(-1);
    });
  }

 private:
  const Json* member(const char* key) {
    const auto found = node_.find(key);
    if (found != node_.end()) return &*found;
    problems_.push_back({path_.empty() ? "/" : path_, fmt::format("has no \"{}\"", key), ""});
    return nullptr;
  }
  void wrong(const std::string& path, const Json& value, const char* expected) {
    problems_.push_back({path, fmt::format("is {} where {} is needed", value.type_name(), expected), ""});
  }

  void get(const Json& value, const std::string& path, std::string& field) {
    if (!value.is_string()) return wrong(path, value, "a string");
    field = value.get<std::string>();
  }
  void get(const Json& value, const std::string& path, bool& field) {
    if (!value.is_boolean()) return wrong(path, value, "true or false");
    field = value.get<bool>();
  }
  void get(const Json& value, const std::string& path, double& field) {
    if (!value.is_number()) return wrong(path, value, "a number");
    field = value.get<double>();
  }
  template <std::integral T>
  void get(const Json& value, const std::string& path, T& field) {
    const bool fits = std::unsigned_integral<T> ? value.is_number_unsigned() : value.is_number_integer();
    if (!fits) return wrong(path, value, "an integer");
    field = value.get<T>();
  }
  template <class T>
  void get(const Json& value, const std::string& path, std::optional<T>& field) {
    if (!value.is_null()) get(value, path, field.emplace());
  }
  template <class T>
  void get(const Json& value, const std::string& path, std::vector<T>& field) {
    if (!value.is_array()) return wrong(path, value, "an array");
    for (std::size_t i = 0; i < value.size(); ++i)
      get(value[i], fmt::format("{}/{}", path, i), field.emplace_back());
  }
  template <class T>
  requires std::is_class_v<T>
  void get(const Json& value, const std::string& path, T& field) {
    if (!value.is_object()) return wrong(path, value, "an object");
    Reading inner(value, path, problems_);
    fields(inner, field);
  }

  const Json& node_;
  std::string path_;
  std::vector<Problem>& problems_;
};

Result<Json> parse(const std::string& text, const std::string& place) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& e) {
    const std::string what = e.what();
    const std::size_t detail = what.find("] ");
    return bad_input(place, "is not JSON: " + (detail == std::string::npos ? what : what.substr(detail + 2)),
                     "give the file that 'quartet run --json FILE' wrote");
  }
}

}  // namespace

void write_json(JsonWriter& out, std::string_view key, const RunResult& result) {
  RunResult copy = result;  // the walker takes every field by reference, for both directions
  Writing writing(out);
  out.begin_object(key);
  fields(writing, copy);
  out.end_object();
}

Result<std::string> to_json(const RunResult& result) {
  JsonWriter out;
  write_json(out, "", result);
  return out.finish();
}

Result<RunResult> result_from_json(const std::string& text, const std::string& place) {
  const auto json = parse(text, place);
  if (!json) return pass(json.error());
  const auto schema = json->is_object() ? json->find("schema") : json->end();
  if (!json->is_object() || schema == json->end() || !schema->is_string())
    return bad_input(place, "is not a quartet result: it has no \"schema\"",
                     "give the file that 'quartet run --json FILE' wrote");
  if (schema->get<std::string>() != kResultSchema)
    return bad_input(place,
                     fmt::format("has schema \"{}\"; this version reads \"{}\"", schema->get<std::string>(),
                                 kResultSchema),
                     "repeat the run with this version");
  RunResult result;
  std::vector<Problem> problems;
  Reading reading(*json, "", problems);
  fields(reading, result);
  if (problems.empty()) return result;
  constexpr std::size_t kMost = 20;
  if (problems.size() > kMost) problems.resize(kMost);
  for (Problem& problem : problems) problem.place = place + "#" + problem.place;
  return pass(Error{ErrorCode::bad_input, std::move(problems)});
}

}  // namespace quartet
