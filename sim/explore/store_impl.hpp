// The open database behind Store: prepared statements, and SQLite's exceptions as errors that name the file.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sim/explore/store.hpp"

namespace quartet {

/// What to do about an SQLite error.
[[nodiscard]] std::string remedy_of(int sqlite_code);
/// Which tables and metrics a database holds: another version of them is another schema.
[[nodiscard]] std::string schema_name();

struct Store::Impl {
  Impl(std::string name, bool create);

  SQLite::Statement& prepared(const std::string& sql);

  // Runs `work`, and turns what SQLite throws into an error that names the file.
  template <class T>
  Result<T> guarded(const std::function<Result<T>()>& work) {
    try {
      return work();
    } catch (const SQLite::Exception& e) {
      return bad_input(file, e.what(), remedy_of(e.getErrorCode()));
    }
  }

  /// How many metrics of the sweep are figures.
  std::size_t figures(std::int64_t sweep);
  /// A point that is there already stays; counts it where it is new.
  bool insert(std::int64_t sweep, const StoredPoint& point);
  void write_counters(std::int64_t sweep);
  std::optional<Claim> free_claim(std::int64_t sweep, std::int64_t worker);
  std::optional<Claim> next_claim(std::int64_t sweep, std::int64_t worker, std::int64_t wanted, const Cohorts& cohorts);
  void give_back(const Claim& claim, std::int64_t next);
  void add_claim(std::int64_t sweep, std::int64_t worker, std::int64_t first, std::int64_t end);

  std::string file;
  SQLite::Database db;
  std::map<std::string, std::unique_ptr<SQLite::Statement>> statements;
  std::map<std::int64_t, std::size_t> figure_counts;
  std::map<std::string, std::int64_t> added;  // counters that changed in this transaction
};

}  // namespace quartet
