#include "sim/cli/reports/drift_file.hpp"

#include <nlohmann/json.hpp>

#include "sim/report/json_writer.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kMostPoints = 100'000;

template <class V>
void point_fields(V& v, DriftPoint& p) {
  v("time_s", p.time_s);
  v("activation_bits", p.activation_bits);
  v("samples", p.samples);
  v("seeds", p.seeds);
  v("mean", p.mean);
  v("p05", p.p05);
  v("p50", p.p50);
  v("p95", p.p95);
  v("worst", p.worst);
}

template <class V>
void study_fields(V& v, DriftStudy& s) {
  v("version", s.version);
  v("subject", s.request.subject);
  v("variant", s.request.variant);
  v("platform", s.request.platform);
  v("data_option", s.request.data);
  v("inputs", s.request.inputs);
  v("labels", s.request.labels);
  v("samples", s.request.samples);
  v("seed", s.request.seed);
  v("seeds", s.request.seeds);
  v("rounding", s.request.rounding);
  v("settings", s.request.settings);
  v("data", s.data);
  v("synthetic", s.synthetic);
  v("digital", s.digital);
}

struct Writing {
  JsonWriter& out;
  template <class T>
  void operator()(const char* key, const T& value) {
    out.value(key, value);
  }
  void operator()(const char* key, const std::vector<std::string>& list) {
    out.begin_array(key);
    for (const std::string& item : list) out.value("", item);
    out.end_array();
  }
};

// A key that is missing or of another type is a problem of its own.
struct Reading {
  const nlohmann::json& json;
  const std::string& place;
  std::vector<Problem>& problems;

  template <class T>
  void operator()(const char* key, T& value) {
    const auto found = json.find(key);
    if (found == json.end() || !take(*found, value)) problems.push_back({place + "#" + key, "is missing or of another type", ""});
  }
  static bool take(const nlohmann::json& j, std::string& value) { return j.is_string() && (value = j.get<std::string>(), true); }
  static bool take(const nlohmann::json& j, double& value) { return j.is_number() && (value = j.get<double>(), true); }
  static bool take(const nlohmann::json& j, bool& value) { return j.is_boolean() && (value = j.get<bool>(), true); }
  static bool take(const nlohmann::json& j, std::int64_t& value) { return j.is_number_integer() && (value = j.get<std::int64_t>(), true); }
  static bool take(const nlohmann::json& j, std::uint64_t& value) { return j.is_number_integer() && (value = j.get<std::uint64_t>(), true); }
  static bool take(const nlohmann::json& j, std::optional<std::int64_t>& value) {
    if (j.is_null()) return true;
    value = 0;
    return take(j, *value);
  }
  static bool take(const nlohmann::json& j, std::vector<std::string>& list) {
    if (!j.is_array()) return false;
    for (const auto& item : j) {
      if (!item.is_string()) return false;
      list.push_back(item.get<std::string>());
    }
    return true;
  }
};

}  // namespace

Result<std::string> drift_to_json(const DriftStudy& study) {
  DriftStudy copy = study;  // the fields are named by reference, for both directions
  JsonWriter out;
  Writing write{out};
  out.begin_object();
  out.value("schema", kDriftSchema);
  study_fields(write, copy);
  out.begin_array("points");
  for (DriftPoint& point : copy.points) {
    out.begin_object();
    point_fields(write, point);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return out.finish();
}

Result<DriftStudy> drift_from_json(const std::string& text, const std::string& place) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("schema", nlohmann::json()) != kDriftSchema)
    return bad_input(place, "is not what 'quartet cim-drift --json' writes", "repeat the study with --json");
  DriftStudy study;
  std::vector<Problem> problems;
  Reading read{json, place, problems};
  study_fields(read, study);
  const auto points = json.find("points");
  if (points == json.end() || !points->is_array() || points->size() > kMostPoints)
    return bad_input(place + "#points", "is missing, no list, or longer than any study");
  for (const auto& item : *points) {
    Reading reading{item, place, problems};
    point_fields(reading, study.points.emplace_back());
    constexpr std::size_t kMostProblems = 20;
    if (problems.size() > kMostProblems) break;
  }
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  return study;
}

}  // namespace quartet::cli
