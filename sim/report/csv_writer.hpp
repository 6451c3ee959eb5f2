// Comma-separated values by RFC 4180 with line feeds; numbers in the form that reads back exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quartet {

/// An absent value is an empty cell.
class CsvWriter {
 public:
  explicit CsvWriter(const std::vector<std::string>& header);
  CsvWriter& cell(const std::string& text);
  CsvWriter& cell(double number);
  CsvWriter& cell(std::int64_t number);
  template <class T>
  CsvWriter& cell(const std::optional<T>& maybe) {
    return maybe ? cell(*maybe) : cell(std::string());
  }
  void end_row();
  [[nodiscard]] const std::string& text() const { return out_; }

 private:
  std::string out_;
  bool row_open_ = false;
};

}  // namespace quartet
