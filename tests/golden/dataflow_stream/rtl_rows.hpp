// Rows of recorded RTL cycles (goldens/fpga/rtl_cycles.csv): block, parameters, patterns and what was measured.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "accel/dataflow/stream/stream_graph.hpp"

namespace quartet::test {

struct RtlRow {
  std::string block, variant, params_text, pattern;  ///< pattern: the three patterns in one line
  std::map<std::string, std::int64_t> params;
  dataflow::Pattern in, weights, out;
  std::map<std::string, std::string> fields;         ///< every column by its name
  std::string status;

  /// An integer column; nullopt when the cell is empty or no number.
  [[nodiscard]] std::optional<std::int64_t> number(const std::string& column) const;
  [[nodiscard]] std::int64_t param(const std::string& name, std::int64_t fallback = 0) const;
  /// Not marked as a defect.
  [[nodiscard]] bool sound() const { return status == "ok" || status == "complete"; }
};

[[nodiscard]] std::vector<RtlRow> read_rtl_rows(const std::filesystem::path& file);

}  // namespace quartet::test
