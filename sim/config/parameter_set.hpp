// Declared parameters: each one once, with type, unit, default, range, sentence and source. The declaration feeds
// validation, --set, `describe`, the docs and the bindings.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/config/document.hpp"

namespace quartet {

using ParameterValue = std::variant<bool, std::int64_t, double, std::string>;

/// How far a number may be trusted.
enum class Confidence { published, fitted, assumed };
[[nodiscard]] std::string_view to_string(Confidence confidence);
[[nodiscard]] Result<Confidence> parse_confidence(const std::string& text, const std::string& place);

struct Parameter {
  std::string name;                  ///< dotted, for example "cnn.clock_hz"
  std::string unit;                  ///< "Hz", "B", "" for counts
  std::string sentence;              ///< what it is
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices;  ///< text parameters: the allowed values
  ParameterValue default_value;      ///< of the C++ declaration
  std::string source;                ///< where the present value comes from
  Confidence confidence = Confidence::assumed;
  std::function<ParameterValue()> get;
  std::function<void(ParameterValue)> put;
};

/// Binds declared parameters to the fields of plain structs; the fields must outlive it.
class ParameterSet {
 public:
  struct Range {
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
  };
  void integer(std::string name, std::int64_t& field, std::string unit, Range range, std::string sentence, std::string source = "");
  void integer(std::string name, int& field, std::string unit, Range range, std::string sentence, std::string source = "");
  void real(std::string name, double& field, std::string unit, Range range, std::string sentence, std::string source = "");
  void boolean(std::string name, bool& field, std::string sentence, std::string source = "");
  void text(std::string name, std::string& field, std::vector<std::string> choices, std::string sentence, std::string source = "");

  [[nodiscard]] const std::vector<Parameter>& all() const { return parameters_; }
  [[nodiscard]] const Parameter* find(const std::string& name) const;

  /// Assigns every entry of `table` (nested tables give dotted names below `prefix`). An entry is a bare value or
  /// { value = …, source = "…", confidence = "published" }. Unknown names, wrong types and values out of range are
  /// errors with place and nearest name, all at once; then nothing is assigned. Integers are accepted for reals, and
  /// reals with an integral value for integers.
  [[nodiscard]] Result<void> apply(const ConfigTable& table, const std::string& prefix);
  /// --set NAME=TEXT: "100e6", "true", "fast". Numbers may carry n, u, m, k, M, G, Ki, Mi and the parameter's own unit
  /// ("100MHz"). An error is `usage` when place starts with "--" (the command line), else `bad_input`.
  [[nodiscard]] Result<void> set(const std::string& name, const std::string& text, const std::string& place = "--set");
  /// "name = value" lines in declaration order: the resolved configuration. apply(parse_config(…), "") restores it.
  [[nodiscard]] std::string resolved_toml() const;

 private:
  Parameter& declare(std::string name, std::string unit, Range range, std::string sentence, std::string source);
  std::vector<Parameter> parameters_;
};

}  // namespace quartet
