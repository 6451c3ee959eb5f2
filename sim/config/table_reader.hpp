// Reads a table key by key and reports every problem of it at once, unread keys included.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/config/document.hpp"

namespace quartet {

/// Use: construct, call the readers in any order, then finish(). A reader that fails records the problem and returns
/// its fallback, so that one pass finds everything. `table` must outlive the reader.
class TableReader {
 public:
  /// `place`: where the table stands, for keys that are missing.
  TableReader(const ConfigTable& table, std::string place);

  [[nodiscard]] std::string text(const std::string& key);
  [[nodiscard]] std::string text_or(const std::string& key, std::string fallback);
  [[nodiscard]] std::optional<double> number(const std::string& key);
  [[nodiscard]] std::int64_t integer(const std::string& key, std::int64_t min, std::int64_t max);
  /// nullptr when absent; a wrong type is a problem.
  [[nodiscard]] const ConfigTable* table(const std::string& key);
  [[nodiscard]] const ConfigArray* array(const std::string& key);
  /// The value as it stands, whatever its type; nullptr when absent. Counts as read.
  [[nodiscard]] const ConfigValue* any(const std::string& key);

  void problem(std::string place, std::string cause, std::string remedy = "");
  /// Place of a key's value, or of the table when it is absent.
  [[nodiscard]] std::string place_of(const std::string& key) const;

  /// Everything wrong so far, and an "unknown key" for each key that no reader asked for (at most kMaxProblems in all).
  [[nodiscard]] std::vector<Problem> finish();

 private:
  const ConfigTable& table_;
  std::string place_;
  std::vector<std::string> known_;
  std::vector<Problem> problems_;
};

/// A file with more problems than this is not a file with typing errors; what follows is not listed.
inline constexpr std::size_t kMaxProblems = 64;

/// "unknown key 'clok_hz'" and "did you mean 'clock_hz'?", or what is allowed.
[[nodiscard]] std::string unknown_key(const std::string& key);
[[nodiscard]] std::string suggest_key(const std::string& key, const std::vector<std::string>& allowed);

}  // namespace quartet
