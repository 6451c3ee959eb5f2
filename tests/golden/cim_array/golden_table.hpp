// A recorded table, and the count of what was compared with it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace quartet::test {

/// Comma-separated values with a header line; every cell as it is written.
class GoldenTable {
 public:
  using Row = std::map<std::string, std::string>;
  /// Fails the running test when the file cannot be read or a line has another number of cells than the
  /// header.
  explicit GoldenTable(const std::filesystem::path& file);
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }

 private:
  std::vector<std::string> columns_;
  std::vector<Row> rows_;
};

[[nodiscard]] double number(const GoldenTable::Row& row, const std::string& column);
/// Half a unit of the last printed digit.
[[nodiscard]] double printed_precision(const std::string& text);

/// Largest |z| that passes. P(|z| > 4.5) is 6.8e-6 for a normal; of the 4,700 or so statistics of the
/// recorded set one or more exceed it with a probability of at most 3.2 % (union bound) if model and
/// reference are the same law. Seeds are fixed: a set that passes once passes always.
inline constexpr double kLargestZ = 4.5;

/// Counts comparisons of one file, keeps the worst and reports them; a comparison beyond its limit fails the
/// test.
class Comparison {
 public:
  Comparison(std::string name, double limit, std::string unit)
      : name_(std::move(name)), limit_(limit), unit_(std::move(unit)) {}
  /// |measure| ≤ limit; `what` says which.
  void check(double measure, const std::string& what);
  /// (ours − theirs) / sqrt(Σ standard errors²) against the limit; without any error both must be equal.
  void check_z(double ours, double theirs, std::initializer_list<double> standard_errors,
               const std::string& what);
  /// "golden NAME, worst …: N compared, M differ"
  void report() const;

 private:
  std::string name_;
  double limit_;
  std::string unit_;
  double worst_ = 0;
  long compared_ = 0, differ_ = 0;
};

}  // namespace quartet::test
