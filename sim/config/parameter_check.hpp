// Matching what a file or the command line says with what is declared. Private to sim/config.
#pragma once

#include <string>
#include <vector>

#include "sim/config/parameter_set.hpp"

namespace quartet {

/// A Problem without its place.
template <class T>
using Checked = tl::expected<T, Problem>;

/// Type and range of `value` against the declaration; converts an integral real to an integer and an integer to a real.
[[nodiscard]] Checked<ParameterValue> check_parameter(const Parameter& parameter, const ParameterValue& value);
/// The value that `text` of the command line spells for this parameter; ranges are not checked here.
[[nodiscard]] Checked<ParameterValue> parse_parameter_text(const Parameter& parameter, const std::string& text);

/// "did you mean 'cnn.clock_hz'?": a typing error, or a right name without its prefix; else what there is.
[[nodiscard]] std::string suggest_parameter(const ParameterSet& set, const std::string& name);

struct ParameterAssignment {
  std::size_t index = 0;  ///< into ParameterSet::all()
  ParameterValue value;
  std::string source;
  Confidence confidence = Confidence::assumed;
};
struct ParameterAssignments {
  std::vector<ParameterAssignment> values;
  std::vector<Problem> problems;  ///< at most kMaxProblems and those of one more entry
};
[[nodiscard]] ParameterAssignments match_parameters(const ParameterSet& set, const ConfigTable& table, const std::string& prefix);

}  // namespace quartet
