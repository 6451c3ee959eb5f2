#include "sim/config/parameter_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/config/number_text.hpp"
#include "sim/config/parameter_check.hpp"

namespace quartet {

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::published: return "published";
    case Confidence::fitted: return "fitted";
    case Confidence::assumed: break;
  }
  return "assumed";
}

Result<Confidence> parse_confidence(const std::string& text, const std::string& place) {
  for (const Confidence c : {Confidence::published, Confidence::fitted, Confidence::assumed}) {
    if (text == to_string(c)) return c;
  }
  return bad_input(place, "unknown confidence '" + text + "'", "one of: published, fitted, assumed");
}

Parameter& ParameterSet::declare(std::string name, std::string unit, Range range, std::string sentence, std::string source) {
  Parameter& p = parameters_.emplace_back();
  p.name = std::move(name);
  p.unit = std::move(unit);
  p.sentence = std::move(sentence);
  p.min = range.min;
  p.max = range.max;
  p.source = std::move(source);
  return p;
}

void ParameterSet::integer(std::string name, std::int64_t& field, std::string unit, Range range, std::string sentence,
                           std::string source) {
  Parameter& p = declare(std::move(name), std::move(unit), range, std::move(sentence), std::move(source));
  p.default_value = field;
  p.get = [&field] { return ParameterValue(field); };
  p.put = [&field](const ParameterValue& v) { field = std::get<std::int64_t>(v); };
}

void ParameterSet::integer(std::string name, int& field, std::string unit, Range range, std::string sentence,
                           std::string source) {
  const Range within{std::max(range.min, static_cast<double>(std::numeric_limits<int>::min())),
                     std::min(range.max, static_cast<double>(std::numeric_limits<int>::max()))};
  Parameter& p = declare(std::move(name), std::move(unit), within, std::move(sentence), std::move(source));
  p.default_value = std::int64_t{field};
  p.get = [&field] { return ParameterValue(std::int64_t{field}); };
  p.put = [&field](const ParameterValue& v) { field = static_cast<int>(std::get<std::int64_t>(v)); };
}

void ParameterSet::real(std::string name, double& field, std::string unit, Range range, std::string sentence, std::string source) {
  Parameter& p = declare(std::move(name), std::move(unit), range, std::move(sentence), std::move(source));
  p.default_value = field;
  p.get = [&field] { return ParameterValue(field); };
  p.put = [&field](const ParameterValue& v) { field = std::get<double>(v); };
}

void ParameterSet::boolean(std::string name, bool& field, std::string sentence, std::string source) {
  Parameter& p = declare(std::move(name), "", {}, std::move(sentence), std::move(source));
  p.default_value = field;
  p.get = [&field] { return ParameterValue(field); };
  p.put = [&field](const ParameterValue& v) { field = std::get<bool>(v); };
}

void ParameterSet::text(std::string name, std::string& field, std::vector<std::string> choices, std::string sentence,
                        std::string source) {
  Parameter& p = declare(std::move(name), "", {}, std::move(sentence), std::move(source));
  p.choices = std::move(choices);
  p.default_value = field;
  p.get = [&field] { return ParameterValue(field); };
  p.put = [&field](const ParameterValue& v) { field = std::get<std::string>(v); };
}

const Parameter* ParameterSet::find(const std::string& name) const {
  const auto it = std::find_if(parameters_.begin(), parameters_.end(), [&](const Parameter& p) { return p.name == name; });
  return it == parameters_.end() ? nullptr : &*it;
}

Result<void> ParameterSet::set(const std::string& name, const std::string& text, const std::string& place) {
  const ErrorCode code = place.starts_with("--") ? ErrorCode::usage : ErrorCode::bad_input;
  const auto it = std::find_if(parameters_.begin(), parameters_.end(), [&](const Parameter& p) { return p.name == name; });
  if (it == parameters_.end()) return fail(code, place, "unknown parameter '" + name + "'", suggest_parameter(*this, name));
  auto value = parse_parameter_text(*it, text);
  if (value) value = check_parameter(*it, *value);
  if (!value) return fail(code, place, value.error().cause, value.error().remedy);
  it->put(*value);
  it->source = place;
  it->confidence = Confidence::assumed;
  return {};
}

Result<void> ParameterSet::apply(const ConfigTable& table, const std::string& prefix) {
  ParameterAssignments assignments = match_parameters(*this, table, prefix);
  if (!assignments.problems.empty()) return pass({ErrorCode::bad_input, std::move(assignments.problems)});
  for (ParameterAssignment& a : assignments.values) {
    Parameter& p = parameters_[a.index];
    p.put(std::move(a.value));
    p.source = std::move(a.source);
    p.confidence = a.confidence;
  }
  return {};
}

std::string ParameterSet::resolved_toml() const {
  std::string out;
  for (const Parameter& p : parameters_) out += p.name + " = " + to_toml(p.get()) + "\n";
  return out;
}

}  // namespace quartet
