#include "tests/golden/cim_array/golden_table.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "tests/support/golden_report.hpp"

namespace quartet::test {
namespace {

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells{""};
  for (const char c : line) {
    if (c == ',')
      cells.emplace_back();
    else if (c != '\r')
      cells.back() += c;
  }
  return cells;
}

}  // namespace

GoldenTable::GoldenTable(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  EXPECT_TRUE(static_cast<bool>(std::getline(in, line))) << file << " cannot be read";
  columns_ = cells_of(line);
  while (std::getline(in, line)) {
    if (line.empty()) continue;
    const std::vector<std::string> cells = cells_of(line);
    EXPECT_EQ(cells.size(), columns_.size()) << file << ": " << line;
    if (cells.size() != columns_.size()) continue;
    Row row;
    for (std::size_t i = 0; i < cells.size(); ++i) row[columns_[i]] = cells[i];
    rows_.push_back(std::move(row));
  }
  EXPECT_FALSE(rows_.empty()) << file << " holds no rows";
}

double number(const GoldenTable::Row& row, const std::string& column) {
  const auto cell = row.find(column);
  if (cell == row.end() || cell->second.empty()) {
    ADD_FAILURE() << "no value in column " << column;
    return std::nan("");
  }
  return std::stod(cell->second);
}

double printed_precision(const std::string& text) {
  const std::size_t e = text.find_first_of("eE"), dot = text.find('.');
  const std::string mantissa = text.substr(0, e);
  const int exponent = e == std::string::npos ? 0 : std::stoi(text.substr(e + 1));
  const int decimals = dot == std::string::npos ? 0 : static_cast<int>(mantissa.size() - dot) - 1;
  return 0.5 * std::pow(10.0, exponent - decimals);
}

void Comparison::check(double measure, const std::string& what) {
  ++compared_;
  worst_ = std::max(worst_, std::abs(measure));
  if (std::abs(measure) <= limit_) return;
  ++differ_;
  ADD_FAILURE() << name_ << ": " << what << ": " << measure << " " << unit_ << ", allowed " << limit_;
}

void Comparison::check_z(double ours, double theirs, std::initializer_list<double> standard_errors,
                         const std::string& what) {
  double variance = 0;
  for (const double se : standard_errors) variance += se * se;
  const double z = variance > 0 ? (ours - theirs) / std::sqrt(variance) : (ours == theirs ? 0.0 : HUGE_VAL);
  check(z, fmt::format("{}: ours {}, theirs {}", what, ours, theirs));
}

void Comparison::report() const {
  report_golden(fmt::format("{}, worst {:.3g} {}", name_, worst_, unit_), compared_, differ_);
}

}  // namespace quartet::test
