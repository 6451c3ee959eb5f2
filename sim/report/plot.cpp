#include "sim/report/plot.hpp"

#include <algorithm>

#include "sim/report/csv_writer.hpp"
#include "sim/report/units.hpp"

namespace quartet {

std::size_t PlotTable::column(const std::string& name) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const PlotColumn& c) { return c.name == name; });
  return static_cast<std::size_t>(found - columns.begin());
}

const double* PlotTable::number(std::size_t row, std::size_t column) const {
  return column < columns.size() ? std::get_if<double>(&rows[row][column]) : nullptr;
}

std::string PlotTable::text(std::size_t row, std::size_t column) const {
  if (column >= columns.size()) return "";
  if (const auto* words = std::get_if<std::string>(&rows[row][column])) return *words;
  const double* value = number(row, column);
  return value != nullptr ? shortest(*value) : "";
}

std::string Plot::role(const std::string& name) const {
  const auto found = roles.find(name);
  return found == roles.end() ? "" : found->second;
}

std::string plot_csv(const PlotTable& table) {
  std::vector<std::string> header;
  for (const PlotColumn& column : table.columns) header.push_back(column.name);
  CsvWriter csv(header);
  for (const auto& row : table.rows) {
    for (const PlotCell& cell : row) {
      if (const auto* value = std::get_if<double>(&cell))
        csv.cell(*value);
      else if (const auto* words = std::get_if<std::string>(&cell))
        csv.cell(*words);
      else
        csv.cell(std::string());
    }
    csv.end_row();
  }
  return csv.text();
}

}  // namespace quartet
