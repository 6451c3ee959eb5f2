// What a report shows, before it is drawn: tables, and plots that name columns of them. The page, the SVG files and the CSV
// files are all made of these.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace quartet {

/// Nothing: not modelled or not known; the column's `absent` says why.
using PlotCell = std::variant<std::monostate, double, std::string>;

struct PlotColumn {
  std::string name;     ///< in CSV, and for plots that refer to it; unique in its table
  std::string title;    ///< for people
  std::string unit;     ///< "J", "s", "cycle", "B", "%"; empty: text or a plain number
  std::string absent;   ///< why a cell may be empty
};

/// How the command of one row is made: `base`, then each named column's option with the row's value.
struct RowCommand {
  struct Part {
    std::string column;
    std::string option;  ///< "--on", or "--set cnn.clock_hz=": the value follows, directly behind '='
  };
  std::string base;      ///< empty: rows have no command
  std::vector<Part> parts;
};

struct PlotTable {
  std::string id;                 ///< unique in the document
  std::string title;
  std::string note;               ///< how the rows came about, and what was left out
  std::vector<PlotColumn> columns;
  std::vector<std::vector<PlotCell>> rows;  ///< each as long as columns
  bool listed = false;            ///< stands in the page on its own; otherwise it unfolds below its plot
  bool folded = false;            ///< stands there closed
  RowCommand row_command;

  /// Index of the column; columns.size() when there is none.
  [[nodiscard]] std::size_t column(const std::string& name) const;
  [[nodiscard]] const double* number(std::size_t row, std::size_t column) const;
  [[nodiscard]] std::string text(std::size_t row, std::size_t column) const;  ///< numbers in the shortest form; "" for nothing
};

/// Something to read the points against: a roof, a digital reference.
struct PlotLine {
  std::string name;
  std::vector<std::pair<double, double>> points;
};

/// `roles` name columns of the table. By kind:
///   scatter   x, y, and if wanted group (colour), front (1: on the Pareto front), label; `columns`: the choice for x and y
///   parallel  `columns`: the axes from left to right; front if wanted
///   bars      category, series, value: horizontal stacks in the order of the rows
///   lines     series, x, y, and low, high of a band
///   timeline  track, begin, end, and state, label
struct Plot {
  std::string id;        ///< of --plot; unique in the document
  std::string kind;      ///< a name of plot_kinds()
  std::string title, subtitle;
  std::string caption;   ///< what the figures are: counted, fitted, assumed, synthetic
  std::string table;     ///< id
  std::map<std::string, std::string> roles;
  std::vector<std::string> columns;
  std::vector<PlotLine> lines;
  bool log_x = false, log_y = false;
  std::string command;   ///< makes it again
  std::string missing;   ///< why there is nothing to draw; empty: there is

  [[nodiscard]] std::string role(const std::string& name) const;  ///< "" when it has none
};

/// One figure in words.
struct ReportFact {
  std::string name, value;
  std::string remark;    ///< stands beside the value: "fitted", "synthetic data", the reason why there is none
};

/// A file that belongs to the figures, shown unfolded on request: the specification of a sweep.
struct ReportText {
  std::string title, file_name, text;
};

struct ReportSection {
  std::string id, title;
  std::string command;   ///< makes the input of the section again
  std::vector<ReportFact> facts;
  std::vector<Plot> plots;
  std::vector<PlotTable> tables;
  std::vector<std::string> warnings, notes;
  std::vector<ReportText> texts;
};

struct ReportDocument {
  std::string title;
  std::string generator;  ///< "quartet 0.1.0"
  std::string command;    ///< makes the report again
  std::vector<ReportSection> sections;
};

/// One row a line; nothing is an empty cell.
[[nodiscard]] std::string plot_csv(const PlotTable& table);

}  // namespace quartet
