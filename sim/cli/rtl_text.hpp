// RTL plug-ins as `quartet list rtl` and `quartet describe rtl NAME` show them.
#pragma once

#include <string>

#include "sim/base/error.hpp"
#include "sim/cli/session.hpp"

namespace quartet::cli {

/// Every plug-in of the search path; one that cannot be loaded is listed with the reason.
[[nodiscard]] Result<std::string> rtl_list();
/// Declaration, interfaces and ports of one, and what the declaration leaves at 0; with the check of its reset.
[[nodiscard]] Result<std::string> rtl_text(const std::string& name_or_path, const Paint& paint);

}  // namespace quartet::cli
