#include "sim/cli/parameter_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "sim/cli/source_notes.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

using Align = TextTable::Align;
constexpr std::size_t kTextWidth = 50;

struct ToText {
  std::string operator()(bool v) const { return v ? "true" : "false"; }
  std::string operator()(std::int64_t v) const { return std::to_string(v); }
  std::string operator()(double v) const { return shortest(v); }
  std::string operator()(const std::string& v) const { return v; }
};

std::string limit(double value) {
  return std::isinf(value) ? (value < 0 ? "-inf" : "inf") : fmt::format("{:g}", value);
}

}  // namespace

std::string value_text(const ParameterValue& value) {
  return std::visit(ToText{}, value);
}

std::string range_text(const Parameter& parameter) {
  if (!parameter.choices.empty()) return fmt::format("one of: {}", fmt::join(parameter.choices, ", "));
  if (std::isinf(parameter.min) && std::isinf(parameter.max)) return "";
  return "[" + limit(parameter.min) + ", " + limit(parameter.max) + "]";
}

std::string parameters_text(const std::vector<Parameter>& parameters) {
  SourceNotes sources;
  TextTable table({{"parameter"},
                   {"value", Align::right},
                   {"unit"},
                   {"default", Align::right},
                   {"range"},
                   {"confidence"},
                   {"source"},
                   {"meaning", Align::left, kTextWidth}});
  for (const Parameter& p : parameters) {
    table.row({p.name, value_text(p.get()), p.unit, value_text(p.default_value), range_text(p),
               std::string(to_string(p.confidence)), sources.mark(p.source), p.sentence});
  }
  return table.text("  ") + sources.text();
}

std::string prices_text(const CostTable& costs) {
  SourceNotes sources;
  TextTable table({{"price"},
                   {"value", Align::right},
                   {"component"},
                   {"confidence"},
                   {"source"},
                   {"note", Align::left, kTextWidth}});
  for (const CostRow& row : costs.rows()) {
    table.row({"tech." + row.name, row.value ? si(*row.value, row.unit()) : kNotModelled, row.component,
               std::string(to_string(row.confidence)), sources.mark(row.source), row.note});
  }
  return table.text("  ") + sources.text();
}

}  // namespace quartet::cli
