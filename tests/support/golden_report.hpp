// Golden sets: where the data root is, and the line each set prints.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "sim/base/files.hpp"

namespace quartet::test {

/// Prints "golden NAME: N compared, M differ" and appends it to golden_summary.txt of the build folder, where
/// scripts/test.sh shows it again.
void report_golden(const std::string& name, std::int64_t compared, std::int64_t differ);

}  // namespace quartet::test

/// Declares `variable` (a folder below the data root) and `variable`_root, or skips the test and says why.
#define QUARTET_DATA_OR_SKIP(variable, relative)                                                         \
  const auto variable##_root = ::quartet::data_root();                                                   \
  if (!variable##_root || !std::filesystem::exists(*variable##_root / (relative)))                       \
    GTEST_SKIP() << "needs " << (relative) << " below the data root ($QUARTET_DATA), not found";         \
  [[maybe_unused]] const std::filesystem::path variable = *variable##_root / (relative)
