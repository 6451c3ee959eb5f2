#include "sim/cli/parameter_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

using Align = TextTable::Align;
constexpr std::size_t kSourceWidth = 40;
constexpr std::size_t kNoteWidth = 44;

struct ToText {
  std::string operator()(bool v) const { return v ? "true" : "false"; }
  std::string operator()(std::int64_t v) const { return std::to_string(v); }
  std::string operator()(double v) const { return shortest(v); }
  std::string operator()(const std::string& v) const { return v; }
};

std::string limit(double value) { return std::isinf(value) ? (value < 0 ? "-inf" : "inf") : fmt::format("{:g}", value); }

}  // namespace

std::string value_text(const ParameterValue& value) { return std::visit(ToText{}, value); }

std::string range_text(const Parameter& parameter) {
  if (!parameter.choices.empty()) return fmt::format("one of: {}", fmt::join(parameter.choices, ", "));
  if (std::isinf(parameter.min) && std::isinf(parameter.max)) return "";
  return "[" + limit(parameter.min) + ", " + limit(parameter.max) + "]";
}

std::string parameters_text(const std::vector<Parameter>& parameters, bool sentences) {
  TextTable table({{"parameter"}, {"value", Align::right}, {"unit"}, {"default", Align::right}, {"range"}, {"confidence"},
                   {"source", Align::left, kSourceWidth}, {sentences ? "meaning" : "", Align::left, kNoteWidth}});
  for (const Parameter& p : parameters) {
    table.row({p.name, value_text(p.get()), p.unit, value_text(p.default_value), range_text(p), std::string(to_string(p.confidence)), p.source,
               sentences ? p.sentence : ""});
  }
  return table.text("  ");
}

std::string prices_text(const CostTable& costs) {
  TextTable table({{"price"}, {"value", Align::right}, {"component"}, {"confidence"}, {"source", Align::left, kSourceWidth},
                   {"note", Align::left, kNoteWidth}});
  for (const CostRow& row : costs.rows()) {
    table.row({"tech." + row.name, row.value ? si(*row.value, row.unit()) : kNotModelled, row.component,
               std::string(to_string(row.confidence)), row.source, row.note});
  }
  return table.text("  ");
}

}  // namespace quartet::cli
