// The version that results carry.
#pragma once

#include <string_view>

namespace quartet {

/// "0.1.0": the project version of the build.
[[nodiscard]] std::string_view version();

}  // namespace quartet
