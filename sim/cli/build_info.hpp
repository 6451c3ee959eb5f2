// What this executable was built from.
#pragma once

#include <string>

namespace quartet::cli {

/// Short git revision, "+" when the tree had changes, or "unknown" outside a checkout.
[[nodiscard]] std::string git_revision();
[[nodiscard]] std::string compiler();
/// What `quartet --version` prints.
[[nodiscard]] std::string version_text();

}  // namespace quartet::cli
