// --rtl, --rtl-offset and --wave of a request, as the machine takes them.
#pragma once

#include "accel/target.hpp"
#include "sim/run/result.hpp"

namespace quartet {

/// nullopt on the other rungs, where these options are a usage error, as is what is not of their form.
[[nodiscard]] Result<std::optional<RtlOptions>> rtl_options(const RunRequest& request);

}  // namespace quartet
