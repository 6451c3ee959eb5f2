// Several platforms side by side.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/session.hpp"
#include "sim/run/comparison.hpp"

namespace quartet::cli {

/// A table, a sentence for each platform on why it is where it is, and the platforms that refuse with their
/// reasons.
[[nodiscard]] std::string compare_screen(const std::vector<Compared>& compared, const Paint& paint);

/// { schema, platforms: [{platform, reason, result | null, error | null}] }
[[nodiscard]] Result<std::string> comparison_json(const std::vector<Compared>& compared);

}  // namespace quartet::cli
