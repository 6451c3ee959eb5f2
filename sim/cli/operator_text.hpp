// Operators as people read them.
#pragma once

#include <string>

namespace quartet::cli {

/// What an operator takes and how its accumulator may be requantized; `name` must be a registered operator.
[[nodiscard]] std::string operator_text(const std::string& name);
/// "multiplier, shift, thresholds" or "none".
[[nodiscard]] std::string operator_rules(const std::string& name);

}  // namespace quartet::cli
