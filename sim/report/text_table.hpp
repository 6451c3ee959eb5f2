// A text table with aligned columns; widths count characters, not UTF-8 bytes.
#pragma once

#include <string>
#include <vector>

namespace quartet {

/// Characters of a UTF-8 text as a terminal shows them (every code point one column).
[[nodiscard]] std::size_t display_width(const std::string& text);
/// `text` cut into lines of at most `width` characters at spaces.
[[nodiscard]] std::vector<std::string> wrap(const std::string& text, std::size_t width);

/// Columns are separated by two spaces; the last left-aligned column is not padded.
class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
    std::size_t max_width = 0;  ///< longer cells are wrapped onto further lines; 0: never
  };
  explicit TextTable(std::vector<Column> columns);
  /// Missing cells are empty; more cells than columns is a defect of the caller.
  void row(std::vector<std::string> cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// Each line is preceded by `indent` and ends with a line feed. Titles are left out when all are empty.
  [[nodiscard]] std::string text(const std::string& indent = "") const;

 private:
  using Lines = std::vector<std::string>;
  [[nodiscard]] std::string line(const Lines& cells, const std::vector<std::size_t>& widths) const;
  std::vector<Column> columns_;
  std::vector<std::vector<Lines>> rows_;
};

}  // namespace quartet
