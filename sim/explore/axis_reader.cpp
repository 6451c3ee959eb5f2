#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/config/table_reader.hpp"
#include "sim/explore/spec_reader.hpp"

namespace quartet {

namespace {

constexpr std::int64_t kMostSteps = 1'000'000;
constexpr const char* kNoScalar = "is not a number, a truth value or a text without control characters";

void read_range(TableReader& reader, Axis& axis) {
  const auto min = reader.number("min"), max = reader.number("max");
  axis.min = min.value_or(0.0);
  axis.max = max.value_or(0.0);
  const std::string scale = reader.text_or("scale", "linear");
  axis.log = scale == "log";
  if (!axis.log && scale != "linear") reader.problem(reader.place_of("scale"), "'" + scale + "' is neither linear nor log");
  if (const ConfigValue* integer = reader.any("integer")) {
    const bool* flag = std::get_if<bool>(&integer->value);
    axis.integer = flag != nullptr && *flag;
    if (flag == nullptr) reader.problem(integer->place, "is " + type_name(*integer) + " where true or false is needed");
  }
  axis.steps = reader.any("steps") != nullptr ? reader.integer("steps", 2, kMostSteps) : 0;
  if (!min || !max) return;
  if (!std::isfinite(axis.min) || !std::isfinite(axis.max))
    reader.problem(reader.place_of("min"), "a range needs finite ends");
  else if (!(axis.min < axis.max))
    reader.problem(reader.place_of("min"), fmt::format("min {} is not below max {}", axis.min, axis.max),
                   "exchange them, or give values = [...]");
  if (axis.log && axis.min <= 0.0)
    reader.problem(reader.place_of("scale"), "a logarithmic scale needs min above 0");
  if (axis.integer && (axis.min != std::floor(axis.min) || axis.max != std::floor(axis.max)))
    reader.problem(reader.place_of("min"), "an integer axis needs whole numbers as min and max");
  if (axis.integer && std::max(std::fabs(axis.min), std::fabs(axis.max)) > 0x1p53)
    reader.problem(reader.place_of("min"), "an integer axis ends at 2^53");
}

void read_condition(const ConfigTable& table, const std::string& place, const std::vector<Axis>& earlier, Axis& axis,
                    std::vector<Problem>& problems) {
  TableReader reader(table, place);
  Condition when;
  when.key = reader.text("key");
  if (const ConfigArray* values = reader.array("values")) {
    for (const ConfigValue& value : *values) {
      if (const auto read = scalar(value)) when.values.push_back(value_text(*read));
    }
  }
  if (when.values.empty()) reader.problem(place, "needs values = [...]");
  std::vector<std::string> keys;
  for (const Axis& other : earlier) keys.push_back(other.key);
  if (std::find(keys.begin(), keys.end(), when.key) == keys.end())
    reader.problem(reader.place_of("key"), "'" + when.key + "' is not an axis that stands before this one", suggest_key(when.key, keys));
  else
    axis.when = std::move(when);
  for (Problem& problem : reader.finish()) problems.push_back(std::move(problem));
}

void read_values(TableReader& reader, const ConfigArray& values, Axis& axis) {
  for (const ConfigValue& value : values) {
    const auto read = scalar(value);
    if (!read)
      reader.problem(value.place, kNoScalar);
    else if (std::find(axis.values.begin(), axis.values.end(), *read) != axis.values.end())
      reader.problem(value.place, "'" + value_text(*read) + "' stands twice");
    else
      axis.values.push_back(*read);
  }
  if (values.empty()) reader.problem(reader.place_of("values"), "is empty: the design space has no point");
}

}  // namespace

std::optional<ParameterValue> scalar(const ConfigValue& value) {
  if (const auto* b = std::get_if<bool>(&value.value)) return *b;
  if (const auto* i = std::get_if<std::int64_t>(&value.value)) return *i;
  if (const auto* d = std::get_if<double>(&value.value); d != nullptr && std::isfinite(*d)) return *d;
  const auto* text = value.text();
  const bool plain = text != nullptr && std::none_of(text->begin(), text->end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (plain) return *text;
  return std::nullopt;
}

Axis read_axis(const ConfigTable& table, const std::string& place, const std::vector<Axis>& earlier, std::vector<Problem>& problems) {
  TableReader reader(table, place);
  Axis axis;
  axis.place = place;
  axis.key = reader.text("key");
  if (const ConfigArray* also = reader.array("also")) {
    for (const ConfigValue& value : *also) {
      if (value.text() != nullptr)
        axis.also.push_back(*value.text());
      else
        reader.problem(value.place, "is " + type_name(value) + " where the key of a parameter is needed");
    }
  }
  if (const ConfigArray* values = reader.array("values"))
    read_values(reader, *values, axis);
  else
    read_range(reader, axis);
  if (const ConfigTable* when = reader.table("when")) read_condition(*when, reader.place_of("when"), earlier, axis, problems);
  std::vector<std::string> taken;
  for (const Axis& other : earlier) {
    taken.push_back(other.key);
    taken.insert(taken.end(), other.also.begin(), other.also.end());
  }
  taken.insert(taken.end(), axis.also.begin(), axis.also.end());
  if (std::find(taken.begin(), taken.end(), axis.key) != taken.end())
    reader.problem(reader.place_of("key"), "axis '" + axis.key + "' stands twice", "join their values");
  for (Problem& problem : reader.finish()) problems.push_back(std::move(problem));
  return axis;
}

}  // namespace quartet
