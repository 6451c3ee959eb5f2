// Reads the parameters of a UnitSpec for its kind, and collects what is wrong with them.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "accel/dataflow/stream/unit_kinds.hpp"

namespace quartet::dataflow {

class UnitParams {
 public:
  UnitParams(const UnitSpec& spec, const std::vector<std::string>& styles);

  /// A parameter within [min, max]; the least legal value stands in after an error.
  [[nodiscard]] std::int64_t need(const std::string& name, std::int64_t min = 1, std::int64_t max = kMost);
  [[nodiscard]] std::int64_t get(const std::string& name, std::int64_t fallback, std::int64_t min = 1, std::int64_t max = kMost);
  /// A folding: one that divides `of` (named `of_name`), else an error with the nearest that do, and 1.
  [[nodiscard]] std::int64_t fold(const std::string& name, std::int64_t of, const std::string& of_name);
  [[nodiscard]] std::int64_t bits(const std::string& name, std::int64_t max = 64) { return need(name, 1, max); }
  [[nodiscard]] const std::string& style() const { return style_; }
  /// A table of `size` values; null if it is not there. Another size is an error.
  [[nodiscard]] std::shared_ptr<const Lanes> table(const std::string& name, std::int64_t size);
  [[nodiscard]] const UnitSpec& spec() const { return spec_; }
  void fail(std::string cause, std::string remedy = "");
  [[nodiscard]] bool failed() const { return !error_.problems.empty(); }
  /// Everything that is wrong; unknown parameters and tables included.
  [[nodiscard]] Result<void> finish();

  /// No parameter is larger: products of three stay within 64 bits.
  static constexpr std::int64_t kMost = 1 << 20;

 private:
  const UnitSpec& spec_;
  std::string style_;
  std::set<std::string> known_, known_tables_;
  Error error_;
};

/// The divisors of `of` nearest to `value`, below and above: "8 or 16".
[[nodiscard]] std::string nearest_legal_folds(std::int64_t value, std::int64_t of);

[[nodiscard]] inline Port input_port(std::string name, std::int64_t lanes, std::int64_t bits, std::int64_t beats) {
  return {std::move(name), true, lanes * bits, beats, lanes};
}
[[nodiscard]] inline Port output_port(std::string name, std::int64_t lanes, std::int64_t bits, std::int64_t beats) {
  return {std::move(name), false, lanes * bits, beats, lanes};
}

}  // namespace quartet::dataflow
