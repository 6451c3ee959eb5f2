// A filled-in result for the tests of what is made from results.
#pragma once

#include "sim/run/result.hpp"

namespace quartet::test {

/// Two layers and an input load; 60 % of 10 µJ in the array; every optional part present.
[[nodiscard]] RunResult example_result();

}  // namespace quartet::test
