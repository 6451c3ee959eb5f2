#include "sim/report/csv_writer.hpp"

#include "sim/report/units.hpp"

namespace quartet {

CsvWriter::CsvWriter(const std::vector<std::string>& header) {
  for (const std::string& name : header) cell(name);
  end_row();
}

CsvWriter& CsvWriter::cell(const std::string& text) {
  if (row_open_) out_ += ',';
  row_open_ = true;
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    out_ += text;
    return *this;
  }
  out_ += '"';
  for (const char c : text) {
    if (c == '"') out_ += '"';
    out_ += c;
  }
  out_ += '"';
  return *this;
}

CsvWriter& CsvWriter::cell(double number) {
  return cell(shortest(number));
}
CsvWriter& CsvWriter::cell(std::int64_t number) {
  return cell(std::to_string(number));
}

void CsvWriter::end_row() {
  out_ += '\n';
  row_open_ = false;
}

}  // namespace quartet
