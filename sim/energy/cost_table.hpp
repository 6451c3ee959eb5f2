// Cost tables: joules per event and watts per power state, each row with unit, source and confidence (sim/tech/*.toml).
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/config/parameter_set.hpp"

namespace quartet {

class TableReader;

using RowId = int;

/// A price. Event rows are dynamic energy in J per event; power rows are W while a state lasts (counted in seconds).
struct CostRow {
  std::string name;                ///< "quadrant_cycle"
  std::string component;           ///< ledger component, a hierarchical path: "cnn.quadrants"
  bool is_power = false;           ///< true: `value` in W, count in s (or what `per` says, "N^2*s"), static energy
  bool undivided = false;          ///< kind "supply": a power that holds dynamic energy too, of a whole supply at work
  std::optional<double> value;     ///< nullopt: not modelled; the ledger says so and total energy is null
  std::string per;                 ///< what one count is: "cycle", "byte", "s"
  std::string source;
  Confidence confidence = Confidence::assumed;
  std::string note;                ///< how it was derived, validity range

  [[nodiscard]] std::string unit() const { return is_power && per == "s" ? "W" : "J/" + per; }
};

/// One technology's prices.
class CostTable {
 public:
  [[nodiscard]] static Result<CostTable> load(const std::filesystem::path& path);
  [[nodiscard]] static Result<CostTable> from_config(const ConfigTable& table, const std::string& place);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& validity() const { return validity_; }
  /// Supply voltage of the circuit at which the prices hold (`reference_v`, with `reference_source`); nullopt: not known, or
  /// measured before a regulator, where prices do not follow the circuit's voltage.
  [[nodiscard]] const std::optional<double>& reference_v() const { return reference_v_; }
  [[nodiscard]] const std::string& reference_source() const { return reference_source_; }
  [[nodiscard]] const std::vector<CostRow>& rows() const { return rows_; }
  [[nodiscard]] const CostRow& row(RowId id) const { return rows_.at(static_cast<std::size_t>(id)); }
  [[nodiscard]] std::optional<RowId> find(const std::string& name) const;
  /// A row that a model cannot do without: an error names the table and the nearest row.
  [[nodiscard]] Result<RowId> require(const std::string& name) const;
  /// Several such rows; every one that is missing is in the error.
  struct WantedRow {
    RowId* id;
    const char* name;
  };
  [[nodiscard]] Result<void> require(std::initializer_list<WantedRow> rows) const;
  /// tech.ROW=VALUE of the command line.
  [[nodiscard]] Result<void> set(const std::string& row, double value, const std::string& source);

 private:
  void read_reference(TableReader& reader);
  std::string name_;
  std::string validity_;
  std::optional<double> reference_v_;
  std::string reference_source_;
  std::vector<CostRow> rows_;
};

}  // namespace quartet
