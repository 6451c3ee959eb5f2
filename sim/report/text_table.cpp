#include "sim/report/text_table.hpp"

#include <algorithm>

namespace quartet {

std::size_t display_width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::vector<std::string> wrap(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::string current;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = text.find(' ', at);
    if (end == std::string::npos) end = text.size();
    const std::string word = text.substr(at, end - at);
    at = end + 1;
    if (!current.empty() && display_width(current) + 1 + display_width(word) > width) {
      lines.push_back(std::move(current));
      current.clear();
    }
    if (!current.empty()) current += ' ';
    current += word;
  }
  if (!current.empty() || lines.empty()) lines.push_back(std::move(current));
  return lines;
}

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void TextTable::row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  std::vector<Lines> wrapped;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const std::size_t limit = columns_[c].max_width;
    wrapped.push_back(limit == 0 ? Lines{cells[c]} : wrap(cells[c], limit));
  }
  rows_.push_back(std::move(wrapped));
}

std::string TextTable::line(const Lines& cells, const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const std::string gap(widths[c] - std::min(widths[c], display_width(cells[c])), ' ');
    if (c > 0) out += "  ";
    out += columns_[c].align == Align::right ? gap + cells[c] : cells[c] + gap;
  }
  const std::size_t last = out.find_last_not_of(' ');
  return last == std::string::npos ? "" : out.substr(0, last + 1);
}

std::string TextTable::text(const std::string& indent) const {
  std::vector<std::size_t> widths;
  Lines titles;
  bool titled = false;
  for (const Column& column : columns_) {
    widths.push_back(display_width(column.title));
    titles.push_back(column.title);
    titled = titled || !column.title.empty();
  }
  for (const auto& cells : rows_) {
    for (std::size_t c = 0; c < cells.size(); ++c) {
      for (const std::string& part : cells[c]) widths[c] = std::max(widths[c], display_width(part));
    }
  }
  std::string out;
  if (titled) out += indent + line(titles, widths) + '\n';
  for (const auto& cells : rows_) {
    std::size_t height = 1;
    for (const Lines& cell : cells) height = std::max(height, cell.size());
    for (std::size_t k = 0; k < height; ++k) {
      Lines parts;
      for (const Lines& cell : cells) parts.push_back(k < cell.size() ? cell[k] : "");
      out += indent + line(parts, widths) + '\n';
    }
  }
  return out;
}

}  // namespace quartet
