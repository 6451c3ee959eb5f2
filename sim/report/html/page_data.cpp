#include <cmath>

#include "sim/report/html/page.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/name_index.hpp"
#include "sim/report/units.hpp"

namespace quartet {

namespace {

std::string quoted(std::string_view text) { return json_quoted(text); }

template <class List, class Write>
std::string listed(const List& list, Write write) {
  std::string out = "[";
  for (const auto& item : list) {
    if (out.size() > 1) out += ',';
    out += write(item);
  }
  return out + "]";
}

std::string number(double value) { return std::isfinite(value) ? shortest(value) : std::string("null"); }

std::string cell_text(const PlotCell& cell) {
  if (const auto* value = std::get_if<double>(&cell)) return number(*value);
  if (const auto* words = std::get_if<std::string>(&cell)) return quoted(*words);
  return "null";
}

// A column whose cells are all alike is written once; texts are written once each, and their numbers.
std::string column_data(const PlotTable& table, std::size_t column) {
  bool alike = table.rows.size() > 1, words = !table.rows.empty();
  for (const auto& row : table.rows) {
    alike = alike && row[column] == table.rows.front()[column];
    words = words && !std::holds_alternative<double>(row[column]);
  }
  if (alike) return "{\"all\":" + cell_text(table.rows.front()[column]) + "}";
  if (!words) return listed(table.rows, [&](const auto& row) { return cell_text(row[column]); });
  NameIndex names;
  const std::string at = listed(table.rows, [&](const auto& row) {
    const auto* text = std::get_if<std::string>(&row[column]);
    return text != nullptr ? std::to_string(names.of(*text)) : std::string("-1");
  });
  return "{\"words\":" + listed(names.names(), quoted) + ",\"at\":" + at + "}";
}

std::string column_json(const PlotTable& table, std::size_t index) {
  const PlotColumn& c = table.columns[index];
  return "{\"name\":" + quoted(c.name) + ",\"title\":" + quoted(c.title) + ",\"unit\":" + quoted(c.unit) + ",\"absent\":" + quoted(c.absent) +
         ",\"cells\":" + column_data(table, index) + "}";
}

std::string row_command_json(const RowCommand& command) {
  return "{\"base\":" + quoted(command.base) + ",\"parts\":" + listed(command.parts, [](const RowCommand::Part& part) {
           return "[" + quoted(part.column) + "," + quoted(part.option) + "]";
         }) + "}";
}

std::string table_json(const PlotTable& table) {
  std::string columns = "[";
  for (std::size_t c = 0; c < table.columns.size(); ++c) columns += (c > 0 ? ",\n" : "") + column_json(table, c);
  return "{\"id\":" + quoted(table.id) + ",\"title\":" + quoted(table.title) + ",\"rows\":" + std::to_string(table.rows.size()) +
         ",\"command\":" + row_command_json(table.row_command) + ",\"columns\":" + columns + "]}";
}

std::string line_json(const PlotLine& line) {
  return "{\"name\":" + quoted(line.name) + ",\"points\":" +
         listed(line.points, [](const auto& p) { return "[" + number(p.first) + "," + number(p.second) + "]"; }) + "}";
}

std::string plot_json(const Plot& plot) {
  std::string roles;
  for (const auto& [role, column] : plot.roles) roles += (roles.empty() ? "" : ",") + quoted(role) + ":" + quoted(column);
  return "{\"id\":" + quoted(plot.id) + ",\"kind\":" + quoted(plot.kind) + ",\"title\":" + quoted(plot.title) + ",\"table\":" + quoted(plot.table) +
         ",\"roles\":{" + roles + "},\"columns\":" + listed(plot.columns, quoted) + ",\"lines\":" + listed(plot.lines, line_json) +
         ",\"logX\":" + (plot.log_x ? "true" : "false") + ",\"logY\":" + (plot.log_y ? "true" : "false") + "}";
}

}  // namespace

std::string page_data(const ReportDocument& document) {
  std::string tables, plots;
  for (const ReportSection& section : document.sections) {
    for (const PlotTable& table : section.tables) tables += (tables.empty() ? "" : ",\n") + table_json(table);
    for (const Plot& plot : section.plots) {
      if (plot.missing.empty()) plots += (plots.empty() ? "" : ",\n") + plot_json(plot);
    }
  }
  const std::string json = "{\"tables\":[" + tables + "],\n\"plots\":[" + plots + "]}";
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";  // "</script>" and "<!--" would end or hide the element
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace quartet
