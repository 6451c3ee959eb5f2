// A finished point as a row of the table `point`.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

#include "sim/explore/store.hpp"

namespace quartet {

/// `, "latency.cycles" REAL, …`: the columns of the registered metrics, each followed by `suffix`.
[[nodiscard]] std::string metric_columns(const char* suffix);
/// Texts in one column, separated by tabs.
[[nodiscard]] std::string joined(const std::vector<std::string>& words);
[[nodiscard]] std::vector<std::string> split(const std::string& text);

/// A point that is there already is left as it is.
[[nodiscard]] const std::string& insert_point();
void bind_point(SQLite::Statement& statement, std::int64_t sweep, const StoredPoint& point);

/// Without a WHERE clause.
[[nodiscard]] const std::string& select_point();
/// `figures`: how many metrics beyond the registered ones the sweep has.
void read_point(SQLite::Statement& statement, std::size_t figures, StoredPoint& point);
/// The column `figures`: `count` numbers, empty text where there is none.
[[nodiscard]] std::vector<std::optional<double>> figure_values(const std::string& text, std::size_t count);

}  // namespace quartet
