// The parameters of a shipped platform, for tests of the array's parts.
#pragma once

#include <string>

#include "accel/cnn/params.hpp"

namespace quartet::test {

/// A platform file that does not load fails the test.
[[nodiscard]] cnn::Params platform_params(const std::string& name);

}  // namespace quartet::test
